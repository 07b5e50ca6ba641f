package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Features that are computed when they are asked for, each by an expression over what the caller sends and over other features. The
 * same compiled expression computes them for training sets and online.
 *
 * <pre>{@code
 * kind: RequestView
 * name: trip
 * inputs:
 *   - {name: distance_miles, type: int64}
 * reads:
 *   - weather:wind_speed_mph as wind
 * features:
 *   - {name: hours_of_headwind, type: float64, expression: "double(distance_miles) / (500.0 - wind)"}
 * }</pre>
 *
 * @param inputs request inputs, which a service that reads this view has too
 * @param reads features of other views, each a variable under its name; in the versions that were in force when this was applied
 */
public record RequestViewDefinition(
    String name,
    Optional<String> description,
    List<ColumnDefinition> inputs,
    List<FeatureReference> reads,
    List<Computed> features,
    Optional<String> owner,
    Map<String, String> tags)
    implements Definition {

  public RequestViewDefinition {
    inputs = inputs == null ? ImmutableList.of() : ImmutableList.copyOf(inputs);
    reads = reads == null ? ImmutableList.of() : ImmutableList.copyOf(reads);
    features = features == null ? ImmutableList.of() : ImmutableList.copyOf(features);
    tags = tags == null ? ImmutableMap.of() : ImmutableMap.copyOf(tags);
  }

  /** Without owner and tags. */
  public RequestViewDefinition(
      String name,
      Optional<String> description,
      List<ColumnDefinition> inputs,
      List<FeatureReference> reads,
      List<Computed> features) {
    this(name, description, inputs, reads, features, Optional.empty(), ImmutableMap.of());
  }

  /**
   * One feature. It is missing where the expression gives null, is not finite, or cannot be computed.
   *
   * @param type bool, int64, float64, string, bytes or timestamp
   * @param expression in CEL; its variables are the inputs and the features that are read
   */
  public record Computed(String name, ValueType type, String expression) {}
}
