package io.signalbox.router.routing;

import io.signalbox.registry.Attribution;
import io.signalbox.registry.Gate;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.Registry;
import io.signalbox.registry.RegistryException;
import io.signalbox.registry.Stage;
import io.signalbox.registry.StageChanged;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.support.TransactionTemplate;

/** A {@link Registry} as far as the router asks it: versions and stages in memory; a change of stage is published in a transaction, as the registry does. */
public class FakeRegistry {
  static final Instant CREATED = Instant.parse("2013-04-01T00:00:00Z");

  private final FakeStages stages;
  private final ApplicationEventPublisher events;
  private final TransactionTemplate transaction;

  FakeRegistry(
      FakeStages stages, ApplicationEventPublisher events, TransactionTemplate transaction) {
    this.stages = stages;
    this.events = events;
    this.transaction = transaction;
  }

  void register(ModelName model, int versions) {
    for (int number = 1; number <= versions; number++) {
      stages.put(new ModelVersion(model, number), Stage.NONE);
    }
  }

  public List<Gate> gates(ModelName model) {
    if (versions(model).isEmpty()) {
      throw new RegistryException.NotFound("Registered Model with name=" + model + " not found");
    }
    return List.of();
  }

  public Optional<RegisteredVersion> version(ModelVersion id) {
    return Optional.ofNullable(stages.get(id)).map(stage -> registered(id, stage));
  }

  public Optional<RegisteredVersion> production(ModelName model) {
    return versions(model).stream()
        .filter(version -> version.stage() == Stage.PRODUCTION)
        .findFirst();
  }

  public List<RegisteredVersion> versions(ModelName model) {
    return stages.keySet().stream()
        .filter(id -> id.model().equals(model))
        .map(id -> registered(id, stages.get(id)))
        .toList();
  }

  private static RegisteredVersion registered(ModelVersion id, Stage stage) {
    return new RegisteredVersion(
        id, stage, "runs:/1/model", "1/model", Optional.empty(), Map.of(), CREATED);
  }

  public RegisteredVersion transition(ModelVersion id, Stage to, Attribution why) {
    return transaction.execute(status -> {
      if (to == Stage.PRODUCTION) {
        production(id.model())
            .map(RegisteredVersion::id)
            .ifPresent(before -> move(before, Stage.ARCHIVED, why, Optional.of(id)));
      }
      move(id, to, why, Optional.empty());
      return registered(id, to);
    });
  }

  private void move(ModelVersion id, Stage to, Attribution why, Optional<ModelVersion> successor) {
    Stage from = stages.put(id, to);
    events.publishEvent(new StageChanged(id, from, to, why, CREATED, successor));
  }
}
