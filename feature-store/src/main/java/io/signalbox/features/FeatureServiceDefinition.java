package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one model reads, the same for training and inference. It keeps the versions of its views that
 * were in force when it was applied.
 *
 * <pre>{@code
 * kind: FeatureService
 * name: flight_live
 * request_inputs:
 *   - {name: distance_miles, type: int64}
 * features:
 *   - weather:wind_speed_mph
 *   - origin_delays:delay_mean as origin_delay
 * }</pre>
 *
 * @param quality what counts how much in the score of a row; absent: {@link QualityWeights#USUAL}
 * @param requestInputs what the caller sends with the question; one may have the name and type of a join key, and is then that key
 */
public record FeatureServiceDefinition(
    String name,
    Optional<String> description,
    Optional<QualityWeights> quality,
    List<ColumnDefinition> requestInputs,
    List<FeatureReference> features,
    Optional<String> owner,
    Map<String, String> tags)
    implements Definition {

  public FeatureServiceDefinition {
    requestInputs =
        requestInputs == null ? ImmutableList.of() : ImmutableList.copyOf(requestInputs);
    features = features == null ? ImmutableList.of() : ImmutableList.copyOf(features);
    tags = tags == null ? ImmutableMap.of() : ImmutableMap.copyOf(tags);
  }

  /** With the usual weights, and nothing said about it. */
  public FeatureServiceDefinition(
      String name, List<ColumnDefinition> requestInputs, List<FeatureReference> features) {
    this(
        name,
        Optional.empty(),
        Optional.empty(),
        requestInputs,
        features,
        Optional.empty(),
        ImmutableMap.of());
  }
}
