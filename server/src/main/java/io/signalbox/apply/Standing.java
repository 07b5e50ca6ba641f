package io.signalbox.apply;

import io.signalbox.features.Definition;
import io.signalbox.features.DefinitionVersion;
import io.signalbox.features.Features;
import io.signalbox.features.RowSchema;
import io.signalbox.monitor.Check;
import io.signalbox.monitor.CheckDefinition;
import io.signalbox.monitor.Monitor;
import io.signalbox.registry.ModelDefinition;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.Models;
import io.signalbox.registry.Registry;
import io.signalbox.registry.RegistryException;
import io.signalbox.router.Endpoint;
import io.signalbox.router.EndpointDefinition;
import io.signalbox.router.Router;
import io.signalbox.trainer.Trainer;
import io.signalbox.trainer.TrainingPlan;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What is in force under the name of a definition. */
@Component
class Standing {
  private final Features features;
  private final Registry registry;
  private final Models models;
  private final Router router;
  private final Monitor monitor;
  private final Trainer trainer;

  Standing(
      Features features,
      Registry registry,
      Models models,
      Router router,
      Monitor monitor,
      Trainer trainer) {
    this.features = features;
    this.registry = registry;
    this.models = models;
    this.router = router;
    this.monitor = monitor;
    this.trainer = trainer;
  }

  /**
   * A definition in force.
   *
   * @param version absent where its kind has none
   * @param history the version that began the rows that a feature view reads
   */
  record Stands(Object definition, Optional<Integer> version, Optional<Integer> history) {
    Stands(Object definition) {
      this(definition, Optional.empty(), Optional.empty());
    }
  }

  Optional<Stands> of(Declared declared) {
    return switch (declared.definition()) {
      case Definition feature -> feature(declared.kind(), feature.name());
      case ModelDefinition model -> model(model.name()).map(Stands::new);
      case EndpointDefinition endpoint ->
        router.endpoint(endpoint.name()).map(Endpoint::definition).map(Stands::new);
      case CheckDefinition check ->
        monitor.check(check.name()).map(Check::definition).map(Stands::new);
      case TrainingPlan plan -> trainer.plan(plan.name()).map(Stands::new);
      default -> throw new IllegalStateException("no room for " + declared.kind());
    };
  }

  private Optional<Stands> feature(String kind, String name) {
    return features.definitions(kind).stream()
        .filter(it -> it.name().equals(name))
        .findFirst()
        .map(this::feature);
  }

  private Stands feature(DefinitionVersion version) {
    Optional<Integer> history = version.kind().equals("FeatureView")
        ? features.rows(version.name()).map(RowSchema::history)
        : Optional.empty();
    return new Stands(version.definition(), Optional.of(version.version()), history);
  }

  private Optional<ModelDefinition> model(ModelName name) {
    try {
      return Optional.of(
          new ModelDefinition(name, models.get(name).description(), registry.gates(name)));
    } catch (RegistryException.NotFound e) {
      return Optional.empty();
    }
  }
}
