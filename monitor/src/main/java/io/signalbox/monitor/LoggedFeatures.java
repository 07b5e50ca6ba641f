package io.signalbox.monitor;

import io.signalbox.features.FeatureService;
import io.signalbox.features.Features;
import io.signalbox.features.Field;
import io.signalbox.router.EndpointDefinition;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** What an endpoint logs beside its scores: the request inputs and features of its feature service. */
@Component
class LoggedFeatures {
  private final Features features;

  LoggedFeatures(Features features) {
    this.features = features;
  }

  /**
   * Throws a MonitorException if a check names a feature that the endpoint does not log. Without a feature service it logs what callers
   * send, so any name may turn up.
   */
  void requireFeatures(CheckDefinition check, EndpointDefinition endpoint) {
    if (check instanceof CheckDefinition.DataDrift drift && drift.features().isPresent()) {
      endpoint
          .featureService()
          .flatMap(features::service)
          .ifPresent(service -> require(drift.features().get(), service));
    }
  }

  private static void require(List<String> wanted, FeatureService service) {
    List<String> known = Stream.concat(
            service.requestInputs().stream(), service.features().stream())
        .map(Field::name)
        .distinct()
        .toList();
    for (String name : wanted) {
      if (!known.contains(name)) {
        throw new MonitorException.NotFound("features: '%s' (expected: some of %s's: %s)"
            .formatted(name, service.name(), String.join(", ", known)));
      }
    }
  }
}
