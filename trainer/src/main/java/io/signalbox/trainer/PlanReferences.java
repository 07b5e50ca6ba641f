package io.signalbox.trainer;

import io.signalbox.features.ColumnDefinition;
import io.signalbox.features.EntityDefinition;
import io.signalbox.features.FeatureService;
import io.signalbox.features.FeatureViewDefinition;
import io.signalbox.features.Features;
import io.signalbox.features.Field;
import io.signalbox.features.ValueType;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.Registry;
import io.signalbox.registry.RegistryException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** What a plan names must be there when it is applied, or be applied with it: a run finds out only after hours. */
@Component
class PlanReferences {
  private final Features features;
  private final Registry registry;

  PlanReferences(Features features, Registry registry) {
    this.features = features;
    this.registry = registry;
  }

  /** Throws {@link TrainerException.Invalid} for the first name that is unknown; it says which there are. */
  void require(TrainingPlan plan) {
    requireModel(plan.model());
    FeatureService service = features
        .service(plan.featureService())
        .orElseThrow(
            () -> unknown("feature_service", plan.featureService(), "one that was applied"));
    Map<String, ValueType> columns = columns(view(plan.spine().view()));
    requireColumns(plan.spine(), columns);
    plan.coverage().forEach(wanted -> requireDated(wanted.view()));
    Stream.concat(service.keys().stream(), service.requestInputs().stream())
        .map(Field::name)
        .filter(name -> !columns.containsKey(name))
        .findFirst()
        .ifPresent(name -> {
          throw unknown(
              "spine.view",
              plan.spine().view(),
              "one with column %s, which %s asks for".formatted(name, service.name()));
        });
  }

  private void requireModel(ModelName model) {
    try {
      registry.gates(model);
    } catch (RegistryException.NotFound e) {
      throw unknown("model", model, "one that was applied");
    }
  }

  private FeatureViewDefinition view(String name) {
    List<FeatureViewDefinition> views = all("FeatureView", FeatureViewDefinition.class);
    return views.stream()
        .filter(view -> view.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(
            "spine.view",
            name,
            "one of " + views.stream().map(FeatureViewDefinition::name).toList()));
  }

  private void requireDated(String name) {
    List<String> dated = all("FeatureView", FeatureViewDefinition.class).stream()
        .filter(view -> !view.eventTime().equals(FeatureViewDefinition.ALWAYS))
        .map(FeatureViewDefinition::name)
        .toList();
    if (!dated.contains(name)) {
      throw unknown("coverage.view", name, "one of " + dated);
    }
  }

  private static void requireColumns(TrainingPlan.Rows spine, Map<String, ValueType> columns) {
    if (columns.get(spine.time()) != ValueType.TIMESTAMP) {
      List<String> times = columns.entrySet().stream()
          .filter(column -> column.getValue() == ValueType.TIMESTAMP)
          .map(Map.Entry::getKey)
          .toList();
      throw unknown(
          "spine.time",
          spine.time(),
          "a timestamp of %s, one of %s".formatted(spine.view(), times));
    }
    ValueType label = columns.get(spine.label());
    if (label == null || label == ValueType.STRING || label == ValueType.TIMESTAMP) {
      throw unknown(
          "spine.label",
          spine.label(),
          "a bool or number of %s, one of %s".formatted(spine.view(), columns.keySet()));
    }
  }

  /** The entity's join keys, the times and the columns, as a batch of the view has them. */
  private Map<String, ValueType> columns(FeatureViewDefinition view) {
    Map<String, ValueType> columns = new LinkedHashMap<>();
    all("Entity", EntityDefinition.class).stream()
        .filter(entity -> entity.name().equals(view.entity()))
        .flatMap(entity -> entity.joinKeys().stream())
        .forEach(key -> columns.put(key.name(), key.type()));
    if (!view.eventTime().equals(FeatureViewDefinition.ALWAYS)) {
      columns.put(view.eventTime(), ValueType.TIMESTAMP);
    }
    view.knownAt().ifPresent(name -> columns.put(name, ValueType.TIMESTAMP));
    for (ColumnDefinition column : view.columns()) {
      columns.put(column.name(), column.type());
    }
    return columns;
  }

  private <T> List<T> all(String kind, Class<T> type) {
    return features.definitions(kind).stream()
        .map(version -> type.cast(version.definition()))
        .toList();
  }

  private static TrainerException.Invalid unknown(String field, Object value, String expected) {
    return new TrainerException.Invalid("%s: %s (expected: %s)".formatted(field, value, expected));
  }
}
