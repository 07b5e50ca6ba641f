package io.signalbox.apply;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.signalbox.features.Applied;
import io.signalbox.features.Definition;
import io.signalbox.features.Features;
import io.signalbox.monitor.CheckDefinition;
import io.signalbox.monitor.Monitor;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.ModelDefinition;
import io.signalbox.registry.Registry;
import io.signalbox.router.EndpointDefinition;
import io.signalbox.router.Router;
import io.signalbox.trainer.Trainer;
import io.signalbox.trainer.TrainingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Puts what files declare in force: features first, then what stands on them; all or nothing. */
@Service
class Definitions {
  private final Features features;
  private final Registry registry;
  private final Router router;
  private final Monitor monitor;
  private final Trainer trainer;

  Definitions(
      Features features, Registry registry, Router router, Monitor monitor, Trainer trainer) {
    this.features = features;
    this.registry = registry;
    this.router = router;
    this.monitor = monitor;
    this.trainer = trainer;
  }

  /** What became of each, in the order in which they were put in force. */
  @Transactional
  public List<Outcome> apply(List<Declared> declared, Attribution why) {
    var outcomes = new ArrayList<Outcome>();
    List<Definition> first = declared.stream()
        .map(Declared::definition)
        .filter(Definition.class::isInstance)
        .map(Definition.class::cast)
        .toList();
    if (!first.isEmpty()) {
      for (Applied applied : features.apply(first, why.author())) {
        outcomes.add(new Outcome(applied.kind(), applied.name(), applied.changed()));
      }
    }
    for (Class<?> kind : List.of(
        ModelDefinition.class,
        EndpointDefinition.class,
        CheckDefinition.class,
        TrainingPlan.class)) {
      declared.stream()
          .filter(one -> kind.isInstance(one.definition()))
          .forEach(one -> outcomes.add(apply(one, why)));
    }
    return outcomes;
  }

  private Outcome apply(Declared declared, Attribution why) {
    return switch (declared.definition()) {
      case ModelDefinition model ->
        new Outcome(declared.kind(), model.name().value(), registry.apply(model, why));
      case EndpointDefinition endpoint ->
        new Outcome(declared.kind(), endpoint.name().value(), router.apply(endpoint, why));
      case CheckDefinition check ->
        new Outcome(declared.kind(), check.name(), monitor.apply(check, why));
      case TrainingPlan plan -> new Outcome(declared.kind(), plan.name(), trainer.apply(plan, why));
      default -> throw new IllegalStateException("no room for " + declared.kind());
    };
  }

  /**
   * A definition and whether it changed anything.
   *
   * @param status of an endpoint: what it serves now, or why it serves nothing
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Outcome(String kind, String name, boolean changed, Optional<String> status) {
    Outcome(String kind, String name, boolean changed) {
      this(kind, name, changed, Optional.empty());
    }

    Outcome with(String said) {
      return new Outcome(kind, name, changed, Optional.of(said));
    }
  }
}
