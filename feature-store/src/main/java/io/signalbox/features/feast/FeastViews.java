package io.signalbox.features.feast;

import io.signalbox.features.DefinitionVersion;
import io.signalbox.features.Features;
import java.util.stream.Stream;

/** The views in force, of every kind. */
final class FeastViews {

  private FeastViews() {}

  static Stream<DefinitionVersion> of(Features features) {
    return Stream.of("FeatureView", "AggregateView", "RequestView")
        .flatMap(kind -> features.definitions(kind).stream());
  }
}
