package io.signalbox.router.routing;

import io.signalbox.features.FeatureService;
import io.signalbox.features.Field;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.Registry;
import io.signalbox.registry.RegistryException;
import io.signalbox.router.EndpointDefinition;
import io.signalbox.router.RouterException;
import io.signalbox.router.routing.EndpointRow.Wanted;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Puts what a file declares into the endpoint's row. Runs in the caller's transaction; replicas hear of it when that commits. */
@Component
class DefinitionChanges {
  private final Endpoints endpoints;
  private final Changes changes;
  private final InForce inForce;
  private final Registry registry;
  private final FeatureServices services;
  private final JsonMapper json = JsonMapper.builder().build();

  DefinitionChanges(
      Endpoints endpoints,
      Changes changes,
      InForce inForce,
      Registry registry,
      FeatureServices services) {
    this.endpoints = endpoints;
    this.changes = changes;
    this.inForce = inForce;
    this.registry = registry;
    this.services = services;
  }

  /** Returns whether anything changed. @throws RouterException if it names something unknown, or a serving model does not fit it */
  boolean apply(EndpointDefinition definition, Attribution why) {
    endpoints.lockProduction(definition.model());
    Optional<EndpointRow> before = endpoints.lock(definition.name());
    if (before.map(EndpointRow::definition).filter(definition::equals).isPresent()) {
      return false;
    }
    checkModel(definition, before);
    checkUnit(definition, checkFits(definition));
    checkPinned(definition);
    Optional<Integer> production = registry
        .production(definition.model())
        .map(RegisteredVersion::id)
        .map(ModelVersion::number);
    endpoints.define(definition, production);
    changes.add(
        definition.name(), before.isPresent() ? "change" : "create", why, detail(definition));
    if (before.isEmpty() || movesGoal(before.get().definition(), definition)) {
      definition
          .pinned()
          .or(() -> production)
          .ifPresent(version -> endpoints.want(definition.name(), new Wanted(version, why)));
    }
    return true;
  }

  private static boolean movesGoal(EndpointDefinition before, EndpointDefinition now) {
    return !before.pinned().equals(now.pinned()) || !before.model().equals(now.model());
  }

  /** A mistake can be mended as long as no table names versions of the model. */
  private void checkModel(EndpointDefinition definition, Optional<EndpointRow> before) {
    before
        .filter(row -> row.tableVersion() > 0 && !row.model().equals(definition.model()))
        .ifPresent(row -> {
          throw new RouterException.Invalid(
              "model: %s (expected: %s, which endpoint %s has served all the time)"
                  .formatted(definition.model(), row.model(), definition.name()));
        });
    try {
      registry.gates(definition.model());
    } catch (RegistryException.NotFound unknown) {
      throw new RouterException.NotFound(
          "model: %s (expected: a registered model, for endpoint %s to serve)"
              .formatted(definition.model(), definition.name()));
    }
  }

  /** The feature service; the models that serve now must fit it. */
  private Optional<FeatureService> checkFits(EndpointDefinition definition) {
    Optional<FeatureService> service = services.of(definition);
    inForce
        .find(definition.name().value())
        .ifPresent(
            live -> live.models().values().forEach(model -> model.checkFits(definition, service)));
    return service;
  }

  private static void checkUnit(EndpointDefinition definition, Optional<FeatureService> service) {
    if (service.isEmpty() || definition.unit().isEmpty()) {
      return;
    }
    String unit = definition.unit().get();
    boolean sent = Stream.concat(
            service.get().keys().stream(), service.get().requestInputs().stream())
        .map(Field::name)
        .anyMatch(unit::equals);
    if (!sent) {
      throw new RouterException.Invalid(
          "unit: %s (expected: a key or a request input of feature service %s)"
              .formatted(unit, service.get().name()));
    }
  }

  private void checkPinned(EndpointDefinition definition) {
    definition.pinned().ifPresent(number -> {
      if (number < 1
          || registry.version(new ModelVersion(definition.model(), number)).isEmpty()) {
        throw new RouterException.NotFound(
            "pinned: %d (expected: a version of model %s)".formatted(number, definition.model()));
      }
    });
  }

  private ObjectNode detail(EndpointDefinition definition) {
    ObjectNode detail = json.createObjectNode().put("model", definition.model().value());
    definition.unit().ifPresent(unit -> detail.put("unit", unit));
    definition.featureService().ifPresent(service -> detail.put("feature_service", service));
    definition.score().ifPresent(score -> detail.put("score", score));
    definition.pinned().ifPresent(version -> detail.put("pinned", version));
    definition
        .acknowledge()
        .ifPresent(when -> detail.put("acknowledge", when.name().toLowerCase(Locale.ROOT)));
    return detail;
  }
}
