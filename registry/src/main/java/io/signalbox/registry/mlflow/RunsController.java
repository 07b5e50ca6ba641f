package io.signalbox.registry.mlflow;

import com.google.common.collect.Maps;
import io.signalbox.registry.Tracking.RunStatus;
import io.signalbox.registry.tracking.Batch;
import io.signalbox.registry.tracking.Dataset;
import io.signalbox.registry.tracking.MetricPoint;
import io.signalbox.registry.tracking.NewRun;
import io.signalbox.registry.tracking.RunDetails;
import io.signalbox.registry.tracking.Runs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

@RestController
@RequestMapping({"/api/2.0/mlflow", "/ajax-api/2.0/mlflow"})
class RunsController {
  private static final int USUAL_PAGE = 1_000;
  private static final int GREATEST_PAGE = 50_000;
  private static final int GREATEST_BATCH_BYTES = 1_000_000;

  /** In the order of MLflow's numbers. */
  private static final Map<String, RunStatus> STATUSES = Maps.uniqueIndex(
      List.of(
          RunStatus.RUNNING,
          RunStatus.SCHEDULED,
          RunStatus.FINISHED,
          RunStatus.FAILED,
          RunStatus.KILLED),
      RunStatus::name);

  private final Runs runs;

  RunsController(Runs runs) {
    this.runs = runs;
  }

  @PostMapping("runs/create")
  ObjectNode create(Call call) {
    NewRun run = new NewRun(
        call.text("experiment_id"),
        call.text("run_name"),
        call.text("user_id"),
        call.fields().number("start_time").orElse(0),
        call.fields().pairs("tags"));
    return Json.of("run", Json.run(runs.create(run)));
  }

  @GetMapping("runs/get")
  ObjectNode get(Call call) {
    return Json.of("run", Json.run(runs.get(call.runId())));
  }

  @PostMapping("runs/update")
  ObjectNode update(Call call) {
    return Json.of(
        "run_info",
        Json.info(runs.update(
            call.runId(),
            call.fields().choice("status", STATUSES),
            call.fields().number("end_time"),
            call.given("run_name"))));
  }

  @PostMapping("runs/delete")
  ObjectNode delete(Call call) {
    runs.delete(call.required("run_id"));
    return Json.empty();
  }

  @PostMapping("runs/restore")
  ObjectNode restore(Call call) {
    runs.restore(call.required("run_id"));
    return Json.empty();
  }

  @PostMapping("runs/log-metric")
  ObjectNode logMetric(Call call) {
    String run = call.runId();
    runs.logMetric(run, metric(call.fields()));
    return Json.empty();
  }

  @PostMapping("runs/log-parameter")
  ObjectNode logParameter(Call call) {
    String run = call.runId();
    runs.logParam(run, call.required("key"), call.text("value"));
    return Json.empty();
  }

  @PostMapping("runs/set-tag")
  ObjectNode setTag(Call call) {
    String run = call.runId();
    runs.setTag(run, call.required("key"), call.text("value"));
    return Json.empty();
  }

  @PostMapping("runs/delete-tag")
  ObjectNode deleteTag(Call call) {
    runs.deleteTag(call.required("run_id"), call.required("key"));
    return Json.empty();
  }

  @PostMapping("runs/log-batch")
  ObjectNode logBatch(Call call) {
    if (call.bytes() > GREATEST_BATCH_BYTES) {
      throw MlflowException.invalid("Batched logging API requests must be at most "
          + GREATEST_BATCH_BYTES + " bytes, got a request of size " + call.bytes() + ".");
    }
    String run = call.required("run_id");
    runs.log(
        run,
        new Batch(
            call.fields().objects("metrics").stream()
                .map(RunsController::metric)
                .toList(),
            pairs(call, "params"),
            pairs(call, "tags")));
    return Json.empty();
  }

  private static List<Map.Entry<String, String>> pairs(Call call, String name) {
    return call.fields().objects(name).stream()
        .map(pair -> Map.entry(pair.required("key"), pair.text("value")))
        .toList();
  }

  private static MetricPoint metric(Fields fields) {
    String model = fields.text("model_id");
    Optional<MetricPoint.OfModel> ofModel = model.isEmpty()
        ? Optional.empty()
        : Optional.of(new MetricPoint.OfModel(
            model, fields.text("dataset_name"), fields.text("dataset_digest")));
    return new MetricPoint(
        fields.required("key"),
        fields.requiredDouble("value"),
        fields.requiredNumber("timestamp"),
        fields.number("step").orElse(0),
        ofModel);
  }

  @PostMapping("runs/log-inputs")
  ObjectNode logInputs(Call call) {
    runs.logInputs(
        call.required("run_id"),
        call.fields().objects("datasets").stream().map(RunsController::dataset).toList(),
        call.fields().objects("models").stream()
            .map(model -> model.required("model_id"))
            .toList());
    return Json.empty();
  }

  private static Dataset dataset(Fields input) {
    Fields dataset = input.object("dataset");
    return new Dataset(
        dataset.required("name"),
        dataset.required("digest"),
        dataset.required("source_type"),
        dataset.required("source"),
        dataset.given("schema"),
        dataset.given("profile"),
        input.pairs("tags"));
  }

  @PostMapping("runs/outputs")
  ObjectNode logOutputs(Call call) {
    String run = call.required("run_id");
    if (!call.fields().has("models")) {
      throw MlflowException.missing("models");
    }
    runs.logOutputs(
        run,
        call.fields().objects("models").stream()
            .map(model -> new RunDetails.ModelOutput(
                model.required("model_id"), model.number("step").orElse(0)))
            .toList());
    return Json.empty();
  }

  /** MLflow 2 clients say here what {@code log_model} wrote. */
  @PostMapping("runs/log-model")
  ObjectNode logModel(Call call) {
    runs.recordModel(
        call.required("run_id"), ModelJson.summary(call.required("model_json")).toString());
    return Json.empty();
  }

  @PostMapping("runs/search")
  ObjectNode search(Call call) {
    return Json.page(
        "runs",
        runs.search(
            call.fields().texts("experiment_ids"),
            Views.of(call, "run_view_type"),
            call.search(USUAL_PAGE, GREATEST_PAGE)),
        Json::run);
  }
}
