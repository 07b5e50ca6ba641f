package io.signalbox.registry.tracking;

import java.util.Optional;

/** One value of a metric at a step and a moment. NaN and the infinities are values. */
public record MetricPoint(
    String key, double value, long millis, long step, Optional<OfModel> ofModel) {

  /** The logged model that the value is of, and the dataset it was measured on, empty where none was named. */
  public record OfModel(String modelId, String datasetName, String datasetDigest) {}
}
