package io.signalbox.registry;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Versions of a model side by side, one of which wants to enter a stage.
 *
 * @param passes whether no gate keeps the candidate out
 * @param versions in the order in which they were asked for
 * @param data what they were made from: training set, feature service, code, datasets
 */
public record VersionComparison(
    ModelName model,
    int candidate,
    Stage stage,
    boolean passes,
    List<Heading> versions,
    List<Row<Double>> metrics,
    List<Row<String>> params,
    List<Row<String>> inputs,
    List<Row<String>> outputs,
    List<Row<String>> data,
    List<GateRow> gates) {
  public VersionComparison {
    versions = ImmutableList.copyOf(versions);
    metrics = ImmutableList.copyOf(metrics);
    params = ImmutableList.copyOf(params);
    inputs = ImmutableList.copyOf(inputs);
    outputs = ImmutableList.copyOf(outputs);
    data = ImmutableList.copyOf(data);
    gates = ImmutableList.copyOf(gates);
  }

  /** The versions that the candidate is held against. */
  public List<Integer> against() {
    return versions.stream()
        .map(Heading::version)
        .filter(each -> each != candidate)
        .toList();
  }

  /** One version, as its column is headed. */
  public record Heading(
      int version,
      Stage stage,
      String description,
      Instant registeredAt,
      String registeredBy,
      Optional<String> runId) {}

  /**
   * One thing in all versions.
   *
   * @param values by version; a version that does not have it is absent
   * @param differs whether they do not all have the same
   */
  public record Row<V>(String name, Map<Integer, V> values, boolean differs) {
    public Row {
      values = ImmutableMap.copyOf(values);
    }
  }

  /** What one gate says of each version. */
  public record GateRow(Gate gate, Map<Integer, GateResult> results) {
    public GateRow {
      results = ImmutableMap.copyOf(results);
    }
  }
}
