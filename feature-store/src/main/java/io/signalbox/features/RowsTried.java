package io.signalbox.features;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Rows of the quarantine on their way through a contract. Not thread-safe. */
final class RowsTried {
  private static final TypeReference<Map<String, @Nullable Object>> ROW = new TypeReference<>() {};
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Intake intake;
  private final List<QuarantinedRows.Id> accepted = new ArrayList<>();
  private final StringBuilder content = new StringBuilder();
  private final Map<String, Long> kept = new TreeMap<>();
  private List<String> columns = List.of();
  private boolean textual;

  RowsTried(Intake intake) {
    this.intake = intake;
  }

  boolean comparesRows() {
    return intake.comparesRows();
  }

  void learn(Optional<Rows> earlier) {
    earlier.ifPresent(intake::before);
  }

  /** A row as it came. One that could not be kept as it came is not tried. */
  void add(QuarantinedRows.Held held) {
    if (held.altered()) {
      kept.merge(held.face().rule(), 1L, Long::sum);
      return;
    }
    Map<String, @Nullable Object> cells = JSON.readValue(held.face().content(), ROW);
    add(held.id(), new ArrayList<>(cells.keySet()), cells.values().toArray(), held.textual());
  }

  /** A row with other values. */
  void add(MendedRows.Mended row) {
    add(row.id(), row.columns(), row.cells().toArray(), row.textual());
  }

  private void add(
      QuarantinedRows.Id id, List<String> names, @Nullable Object[] cells, boolean asText) {
    if (!names.equals(columns) || asText != textual) {
      intake.columns(names, asText);
      columns = names;
      textual = asText;
    }
    int before = intake.acceptedSoFar();
    intake.row(cells);
    if (intake.acceptedSoFar() > before) {
      accepted.add(id);
      content.append(id.manifest()).append('/').append(id.row()).append('\n');
    }
  }

  List<QuarantinedRows.Id> accepted() {
    return accepted;
  }

  /** What was accepted. A row is released once, so that whose rows they are tells one release from every other. */
  CheckedBatch finish(String source) {
    return intake.finish(source, ContentHash.of("released\n" + content)).acceptedOnly();
  }

  /** How many were not accepted, by the rule that they break now. */
  Map<String, Long> stillBroken() {
    intake
        .finish("", "")
        .quarantinedByRule()
        .forEach((rule, count) -> kept.merge(rule, count, Long::sum));
    return ImmutableMap.copyOf(kept);
  }
}
