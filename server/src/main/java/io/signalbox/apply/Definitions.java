package io.signalbox.apply;

import com.fasterxml.jackson.annotation.JsonInclude;
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
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Puts what files declare in force: features first, then what stands on them; all or nothing. */
@Service
class Definitions {
  private static final List<String> ORDER = List.copyOf(Declared.KINDS.keySet());

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

  /** What became of each, in the order in which they were put in force; {@code next} hears of each before it is. */
  @Transactional
  public List<Outcome> apply(List<Declared> declared, Attribution why, Consumer<Declared> next) {
    refuseDoubled(declared);
    var outcomes = new ArrayList<Outcome>();
    declared.stream()
        .sorted(Comparator.comparingInt(one -> ORDER.indexOf(one.kind())))
        .forEach(one -> {
          next.accept(one);
          outcomes.add(new Outcome(one.kind(), one.name(), isChanged(one, why)));
        });
    return outcomes;
  }

  private static void refuseDoubled(List<Declared> declared) {
    var seen = new HashSet<String>();
    for (Declared one : declared) {
      if (!seen.add(one.kind() + " " + one.name())) {
        throw new DefinitionRefused(
            one.file(), one.line(), "name: %s twice (expected: once a kind)".formatted(one.name()));
      }
    }
  }

  private boolean isChanged(Declared declared, Attribution why) {
    return switch (declared.definition()) {
      case Definition feature ->
        features.apply(List.of(feature), why.author()).getFirst().changed();
      case ModelDefinition model -> registry.apply(model, why);
      case EndpointDefinition endpoint -> router.apply(endpoint, why);
      case CheckDefinition check -> monitor.apply(check, why);
      case TrainingPlan plan -> trainer.apply(plan, why);
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
