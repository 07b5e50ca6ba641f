package io.signalbox.registry.importing;

import io.signalbox.registry.Stage;
import io.signalbox.registry.Tracking.RunStatus;
import io.signalbox.registry.tracking.Dataset;
import io.signalbox.registry.tracking.LoggedModel;
import io.signalbox.registry.tracking.MetricPoint;
import io.signalbox.registry.tracking.RunDetails;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/** Reads MLflow's JSON. What is absent is empty; numbers may be texts. */
final class Found {
  private Found() {}

  static String text(JsonNode object, String field) {
    return object.path(field).asString("");
  }

  static long number(JsonNode object, String field) {
    JsonNode value = object.path(field);
    return value.isString() ? Long.parseLong(value.asString()) : value.asLong(0);
  }

  static OptionalLong maybe(JsonNode object, String field) {
    return object.hasNonNull(field) ? OptionalLong.of(number(object, field)) : OptionalLong.empty();
  }

  static boolean isActive(JsonNode object) {
    return !text(object, "lifecycle_stage").equals("deleted");
  }

  /** A list of key and value, in its order. */
  static Map<String, String> pairs(JsonNode list) {
    Map<String, String> pairs = new LinkedHashMap<>();
    list.forEach(pair -> pairs.put(text(pair, "key"), text(pair, "value")));
    return pairs;
  }

  static RunStatus status(JsonNode info) {
    for (RunStatus status : RunStatus.values()) {
      if (status.name().equals(text(info, "status"))) {
        return status;
      }
    }
    return RunStatus.RUNNING;
  }

  static Stage stage(JsonNode version) {
    String name = text(version, "current_stage").toUpperCase(Locale.ROOT);
    for (Stage stage : Stage.values()) {
      if (stage.name().equals(name)) {
        return stage;
      }
    }
    return Stage.NONE;
  }

  static LoggedModel.Status modelStatus(JsonNode info) {
    return switch (text(info, "status").replace("LOGGED_MODEL_", "")) {
      case "READY" -> LoggedModel.Status.READY;
      case "UPLOAD_FAILED" -> LoggedModel.Status.UPLOAD_FAILED;
      default -> LoggedModel.Status.PENDING;
    };
  }

  static MetricPoint point(JsonNode metric, Optional<MetricPoint.OfModel> of) {
    JsonNode value = metric.path("value");
    double number = value.isString() ? Double.parseDouble(value.asString()) : value.asDouble(0);
    return new MetricPoint(
        text(metric, "key"), number, number(metric, "timestamp"), number(metric, "step"), of);
  }

  static MetricPoint.OfModel ofModel(JsonNode metric, String modelId) {
    return new MetricPoint.OfModel(
        modelId, text(metric, "dataset_name"), text(metric, "dataset_digest"));
  }

  static List<Dataset> datasets(JsonNode inputs) {
    List<Dataset> datasets = new ArrayList<>();
    for (JsonNode input : inputs.path("dataset_inputs")) {
      JsonNode dataset = input.path("dataset");
      datasets.add(new Dataset(
          text(dataset, "name"),
          text(dataset, "digest"),
          text(dataset, "source_type"),
          text(dataset, "source"),
          filled(dataset, "schema"),
          filled(dataset, "profile"),
          pairs(input.path("tags"))));
    }
    return datasets;
  }

  private static Optional<String> filled(JsonNode object, String field) {
    return Optional.of(text(object, field)).filter(value -> !value.isEmpty());
  }

  static List<String> modelInputs(JsonNode inputs) {
    return inputs
        .path("model_inputs")
        .valueStream()
        .map(input -> text(input, "model_id"))
        .toList();
  }

  static List<RunDetails.ModelOutput> modelOutputs(JsonNode outputs) {
    return outputs
        .path("model_outputs")
        .valueStream()
        .map(output -> new RunDetails.ModelOutput(text(output, "model_id"), number(output, "step")))
        .toList();
  }
}
