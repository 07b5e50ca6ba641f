package io.signalbox.registry.mlflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What MLflow keeps of a model's description in the history tag of its run. */
final class ModelJson {
  private static final List<String> MANDATORY =
      List.of("artifact_path", "flavors", "utc_time_created", "run_id");
  private static final List<String> KEPT =
      List.of("run_id", "artifact_path", "utc_time_created", "model_uuid");

  private ModelJson() {}

  static ObjectNode summary(String text) {
    JsonNode model = parse(text);
    List<String> missing = new ArrayList<>(MANDATORY);
    missing.removeIf(model::has);
    if (!missing.isEmpty()) {
      throw MlflowException.invalid("Model json is missing mandatory fields: " + missing);
    }
    ObjectNode summary = Json.empty();
    KEPT.stream().filter(model::has).forEach(name -> summary.set(name, model.get(name)));
    ObjectNode flavors = summary.putObject("flavors");
    for (Map.Entry<String, JsonNode> flavor : model.get("flavors").properties()) {
      JsonNode config = flavor.getValue().deepCopy();
      if (config instanceof ObjectNode object) {
        object.remove("config");
      }
      flavors.set(flavor.getKey(), config);
    }
    return summary;
  }

  private static JsonNode parse(String text) {
    try {
      JsonNode model = JsonMapper.shared().readTree(text);
      if (model.isObject()) {
        return model;
      }
    } catch (JacksonException e) {
      // said below
    }
    throw MlflowException.invalid("Malformed model info. \n " + text + " \n is not a valid JSON.");
  }
}
