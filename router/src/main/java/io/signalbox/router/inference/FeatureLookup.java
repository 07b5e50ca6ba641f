package io.signalbox.router.inference;

import io.signalbox.features.FeatureService;
import io.signalbox.features.Table;
import java.time.Instant;

/** The one thing that an answer needs of the feature store: {@link io.signalbox.features.Features#online}. */
interface FeatureLookup {
  Table online(FeatureService service, Instant at, Table inputs);
}
