package io.signalbox.router.routing;

import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.Stage;
import java.util.Comparator;
import java.util.concurrent.ConcurrentSkipListMap;

/** The rows of the registry: each version and its stage. */
final class FakeStages extends ConcurrentSkipListMap<ModelVersion, Stage> {
  private static final long serialVersionUID = 1L;

  FakeStages() {
    super(Comparator.comparing((ModelVersion version) -> version.model().value())
        .thenComparingInt(ModelVersion::number));
  }
}
