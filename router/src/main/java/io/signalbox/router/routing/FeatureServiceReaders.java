package io.signalbox.router.routing;

import io.signalbox.features.AppliedVersions;
import io.signalbox.features.References;
import java.util.List;
import org.springframework.stereotype.Component;

/** The endpoints that read a feature service; they name it without a version, so they read the one in force. */
@Component
class FeatureServiceReaders implements References {
  private final Endpoints endpoints;

  FeatureServiceReaders(Endpoints endpoints) {
    this.endpoints = endpoints;
  }

  @Override
  public List<String> to(AppliedVersions.Version version, boolean inForce) {
    if (!inForce || version.kind() != AppliedVersions.Kind.SERVICE) {
      return List.of();
    }
    return endpoints.all().stream()
        .map(EndpointRow::definition)
        .filter(it -> it.featureService().filter(version.name()::equals).isPresent())
        .map(it -> "endpoint " + it.name().value())
        .toList();
  }
}
