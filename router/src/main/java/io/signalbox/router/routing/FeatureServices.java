package io.signalbox.router.routing;

import io.signalbox.features.FeatureService;
import io.signalbox.features.Features;
import io.signalbox.router.EndpointDefinition;
import io.signalbox.router.RouterException;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * The feature service that an endpoint names, in the version that is in force in this process. Where both were applied a moment ago,
 * this process may have heard of the endpoint before the service.
 */
@Component
class FeatureServices {
  private final Features features;

  FeatureServices(Features features) {
    this.features = features;
  }

  /** Absent where the endpoint names none, or one that is not here. */
  Optional<FeatureService> find(EndpointDefinition endpoint) {
    return endpoint.featureService().flatMap(features::service);
  }

  /** Absent where the endpoint names none. @throws RouterException.NotFound if it names one that is not here */
  Optional<FeatureService> of(EndpointDefinition endpoint) {
    Optional<FeatureService> service = find(endpoint);
    if (service.isEmpty() && endpoint.featureService().isPresent()) {
      throw new RouterException.NotFound("feature_service: "
          + endpoint.featureService().get() + " (expected: one that was applied)");
    }
    return service;
  }
}
