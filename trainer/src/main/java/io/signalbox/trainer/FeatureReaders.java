package io.signalbox.trainer;

import io.signalbox.features.AppliedVersions;
import io.signalbox.features.References;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.Registry;
import io.signalbox.registry.RegistryException;
import io.signalbox.registry.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The training plans that read a feature service or a view's rows, and the versions that were fitted on a service and not archived. */
@Component
class FeatureReaders implements References {
  private final Plans plans;
  private final Registry registry;

  FeatureReaders(Plans plans, Registry registry) {
    this.plans = plans;
    this.registry = registry;
  }

  @Override
  public List<String> to(AppliedVersions.Version version, boolean inForce) {
    List<TrainingPlan> all = plans.all();
    List<String> readers = new ArrayList<>();
    if (inForce) { // a plan names neither version
      all.stream()
          .filter(plan -> switch (version.kind()) {
            case SERVICE -> plan.featureService().equals(version.name());
            case VIEW -> plan.spine().view().equals(version.name());
            case SOURCE -> false;
          })
          .forEach(plan -> readers.add("training plan " + plan.name()));
    }
    if (version.kind() == AppliedVersions.Kind.SERVICE) {
      String tag = version.name() + "@" + version.number();
      all.stream()
          .map(TrainingPlan::model)
          .distinct()
          .flatMap(this::inUse)
          .filter(fitted -> tag.equals(fitted.tags().get(VersionTags.FEATURE_SERVICE)))
          .forEach(fitted -> readers.add("model version " + fitted.id()));
    }
    return readers;
  }

  private Stream<RegisteredVersion> inUse(ModelName model) {
    try {
      return registry.versions(model).stream().filter(it -> it.stage() != Stage.ARCHIVED);
    } catch (RegistryException.NotFound deleted) {
      return Stream.empty();
    }
  }
}
