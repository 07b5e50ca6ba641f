package io.signalbox.router;

import io.signalbox.features.FeatureService;
import io.signalbox.registry.ModelVersion;
import java.util.Optional;

/** A version's model in this process's memory, shared by all endpoints that use it. Safe for concurrent use until it is closed. */
public interface LoadedModel extends AutoCloseable {

  ModelVersion version();

  /**
   * Checks that an endpoint can feed this model and read its score.
   *
   * @param service what the endpoint fetches; absent: inputs come from the caller as the model names them
   * @throws RouterException.DoesNotLoad if an input is fed by nothing, or the declared score is not among the outputs
   */
  void checkFits(EndpointDefinition endpoint, Optional<FeatureService> service);

  /** Frees native memory. Called once, when no request uses the model any more. */
  @Override
  void close();
}
