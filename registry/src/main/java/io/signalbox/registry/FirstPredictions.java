package io.signalbox.registry;

import java.time.Instant;
import java.util.Map;

/** When versions began to answer; implemented to the right of the registry, by who keeps the predictions. */
public interface FirstPredictions {

  /** The moment of the version's first prediction, by endpoint; where it never answered there is none. */
  Map<String, Instant> of(ModelVersion version);
}
