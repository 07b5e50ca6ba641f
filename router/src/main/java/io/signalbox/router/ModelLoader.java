package io.signalbox.router;

import io.signalbox.registry.ModelVersion;

/** Brings models into memory; implemented where the model format is known. Slow: never called on the way of a prediction. */
public interface ModelLoader {

  /**
   * A new copy of the model, which the caller closes.
   *
   * @throws RouterException.NotFound if there is no such version
   * @throws RouterException.DoesNotLoad if its files are missing or are not a model that can be served
   */
  LoadedModel load(ModelVersion version);
}
