package io.signalbox.apply;

import com.google.common.collect.ImmutableMap;
import io.signalbox.features.Definition;
import io.signalbox.monitor.CheckDefinition;
import io.signalbox.registry.ModelDefinition;
import io.signalbox.router.EndpointDefinition;
import io.signalbox.trainer.TrainingPlan;
import java.util.Map;

/**
 * A document of a file, as the record of its kind.
 *
 * @param file the name that the sender gave it
 * @param line where the document begins, from 1
 */
record Declared(String file, int line, String kind, Object definition) {
  /** The word after {@code kind:}, and the record it is read into, in the order in which they are put in force. */
  static final Map<String, Class<?>> KINDS = ImmutableMap.<String, Class<?>>builder()
      .putAll(Definition.KINDS)
      .put("Model", ModelDefinition.class)
      .put("Endpoint", EndpointDefinition.class)
      .put("Check", CheckDefinition.class)
      .put("TrainingPlan", TrainingPlan.class)
      .build();

  /** The name that it goes by within its kind. */
  String name() {
    return switch (definition) {
      case Definition feature -> feature.name();
      case ModelDefinition model -> model.name().value();
      case EndpointDefinition endpoint -> endpoint.name().value();
      case CheckDefinition check -> check.name();
      case TrainingPlan plan -> plan.name();
      default -> throw new IllegalStateException("no room for " + kind);
    };
  }
}
