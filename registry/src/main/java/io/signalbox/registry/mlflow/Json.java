package io.signalbox.registry.mlflow;

import io.signalbox.registry.RegisteredModel;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.VersionDetails;
import io.signalbox.registry.search.Page;
import io.signalbox.registry.tracking.Dataset;
import io.signalbox.registry.tracking.DatasetSummary;
import io.signalbox.registry.tracking.Experiment;
import io.signalbox.registry.tracking.LoggedModel;
import io.signalbox.registry.tracking.MetricPoint;
import io.signalbox.registry.tracking.RunDetails;
import io.signalbox.registry.tracking.RunInfo;
import io.signalbox.registry.tracking.RunMetric;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes what the faces answer as MLflow's messages: int64 as numbers, a version as a string, NaN as a string, and no
 * list that is empty.
 */
final class Json {
  private Json() {}

  static ObjectNode empty() {
    return JsonMapper.shared().createObjectNode();
  }

  static ObjectNode of(String name, ObjectNode value) {
    ObjectNode object = empty();
    object.set(name, value);
    return object;
  }

  static <T> ObjectNode list(String name, List<T> items, Function<T, ObjectNode> each) {
    ObjectNode object = empty();
    putAll(object, name, items, each);
    return object;
  }

  private static <T> void putAll(
      ObjectNode object, String name, Collection<T> items, Function<T, ObjectNode> each) {
    if (!items.isEmpty()) {
      ArrayNode array = object.putArray(name);
      items.forEach(item -> array.add(each.apply(item)));
    }
  }

  static <T> ObjectNode page(String name, Page<T> page, Function<T, ObjectNode> each) {
    ObjectNode object = list(name, page.items(), each);
    page.nextToken().ifPresent(token -> object.put("next_page_token", token));
    return object;
  }

  static ObjectNode experiment(Experiment experiment) {
    ObjectNode object = empty();
    object.put("experiment_id", Long.toString(experiment.id()));
    object.put("name", experiment.name());
    object.put("artifact_location", experiment.artifactLocation());
    object.put("lifecycle_stage", lifecycle(experiment.active()));
    object.put("last_update_time", experiment.updatedMillis());
    object.put("creation_time", experiment.createdMillis());
    putPairs(object, "tags", experiment.tags());
    return object;
  }

  static ObjectNode info(RunInfo run) {
    ObjectNode object = empty();
    object.put("run_id", run.id());
    object.put("run_uuid", run.id());
    object.put("run_name", run.name());
    object.put("experiment_id", Long.toString(run.experimentId()));
    object.put("user_id", run.userId());
    object.put("status", run.status().name());
    object.put("start_time", run.startMillis());
    run.endMillis().ifPresent(end -> object.put("end_time", end));
    object.put("artifact_uri", run.artifactUri());
    object.put("lifecycle_stage", lifecycle(run.active()));
    return object;
  }

  static ObjectNode run(RunDetails run) {
    ObjectNode object = of("info", info(run.info()));
    ObjectNode data = object.putObject("data");
    putAll(data, "metrics", run.metrics(), Json::metric);
    putPairs(data, "params", run.params());
    putPairs(data, "tags", run.tags());
    ObjectNode inputs = object.putObject("inputs");
    putAll(inputs, "dataset_inputs", run.datasets(), Json::dataset);
    putAll(inputs, "model_inputs", run.modelInputs(), id -> empty().put("model_id", id));
    putAll(
        object.putObject("outputs"),
        "model_outputs",
        run.modelOutputs(),
        out -> empty().put("model_id", out.modelId()).put("step", out.step()));
    return object;
  }

  static ObjectNode metric(MetricPoint point) {
    ObjectNode object = empty();
    object.put("key", point.key());
    if (Double.isNaN(point.value())) {
      object.put("value", "NaN");
    } else {
      object.put("value", point.value());
    }
    object.put("timestamp", point.millis());
    object.put("step", point.step());
    return object;
  }

  private static ObjectNode dataset(Dataset dataset) {
    ObjectNode object = empty();
    putPairs(object, "tags", dataset.tags());
    ObjectNode inner = object.putObject("dataset");
    inner.put("name", dataset.name());
    inner.put("digest", dataset.digest());
    inner.put("source_type", dataset.sourceType());
    inner.put("source", dataset.source());
    dataset.schema().ifPresent(schema -> inner.put("schema", schema));
    dataset.profile().ifPresent(profile -> inner.put("profile", profile));
    return object;
  }

  static ObjectNode loggedModel(LoggedModel model) {
    ObjectNode object = empty();
    ObjectNode info = object.putObject("info");
    info.put("model_id", model.id());
    info.put("experiment_id", Long.toString(model.experimentId()));
    info.put("name", model.name());
    info.put("creation_timestamp_ms", model.createdMillis());
    info.put("last_updated_timestamp_ms", model.updatedMillis());
    info.put("artifact_uri", model.artifactUri());
    info.put("status", "LOGGED_MODEL_" + model.status().name());
    info.put("model_type", model.modelType());
    info.put("source_run_id", model.sourceRunId());
    putPairs(info, "tags", model.tags());
    ObjectNode data = object.putObject("data");
    putPairs(data, "params", model.params());
    putAll(data, "metrics", model.metrics(), each -> ofModel(model.id(), each));
    return object;
  }

  private static ObjectNode ofModel(String id, LoggedModel.Metric each) {
    ObjectNode metric = metric(each.point()).put("model_id", id).put("run_id", each.runId());
    MetricPoint.OfModel of = each.point().ofModel().orElseThrow();
    if (!of.datasetName().isEmpty()) {
      metric.put("dataset_name", of.datasetName()).put("dataset_digest", of.datasetDigest());
    }
    return metric;
  }

  static ObjectNode ofRun(RunMetric metric) {
    return metric(metric.point()).put("run_id", metric.runId());
  }

  static ObjectNode summary(DatasetSummary dataset) {
    ObjectNode object = empty();
    object.put("experiment_id", Long.toString(dataset.experimentId()));
    object.put("name", dataset.name());
    object.put("digest", dataset.digest());
    dataset.context().ifPresent(context -> object.put("context", context));
    return object;
  }

  static ObjectNode version(VersionDetails details) {
    RegisteredVersion version = details.version();
    ObjectNode object = empty();
    object.put("name", version.id().model().value());
    object.put("version", Integer.toString(version.id().number()));
    object.put("creation_timestamp", version.createdAt().toEpochMilli());
    object.put("last_updated_timestamp", details.updatedAt().toEpochMilli());
    object.put("user_id", details.author());
    object.put("current_stage", Names.of(version.stage()));
    object.put("description", details.description());
    object.put("source", version.source());
    object.put("run_id", version.runId().orElse(""));
    object.put("status", "READY");
    object.put("run_link", details.runLink());
    if (!details.loggedModelId().isEmpty()) {
      object.put("model_id", details.loggedModelId());
    }
    putPairs(object, "tags", version.tags());
    if (!details.aliases().isEmpty()) {
      ArrayNode aliases = object.putArray("aliases");
      details.aliases().forEach(aliases::add);
    }
    return object;
  }

  static ObjectNode model(RegisteredModel model, List<VersionDetails> latest) {
    ObjectNode object = empty();
    object.put("name", model.name().value());
    object.put("creation_timestamp", model.createdAt().toEpochMilli());
    object.put("last_updated_timestamp", model.updatedAt().toEpochMilli());
    object.put("description", model.description());
    putAll(object, "latest_versions", latest, Json::version);
    putPairs(object, "tags", model.tags());
    putAll(
        object,
        "aliases",
        model.aliases().entrySet(),
        alias -> empty()
            .put("alias", alias.getKey())
            .put("version", Integer.toString(alias.getValue())));
    return object;
  }

  private static void putPairs(ObjectNode object, String name, Map<String, String> pairs) {
    putAll(
        object,
        name,
        pairs.entrySet(),
        pair -> empty().put("key", pair.getKey()).put("value", pair.getValue()));
  }

  private static String lifecycle(boolean active) {
    return active ? "active" : "deleted";
  }
}
