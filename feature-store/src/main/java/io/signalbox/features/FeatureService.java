package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * What one model reads, the same for training and inference; an immutable version.
 *
 * @param keys the join keys of all entities that its views have
 * @param requestInputs what the caller sends with the question; they are features too, under the same names
 * @param features what is looked up, in order, each under the name the model sees (request inputs not among them)
 */
public record FeatureService(
    String name, int version, List<Field> keys, List<Field> requestInputs, List<Field> features) {
  public FeatureService {
    keys = ImmutableList.copyOf(keys);
    requestInputs = ImmutableList.copyOf(requestInputs);
    features = ImmutableList.copyOf(features);
  }
}
