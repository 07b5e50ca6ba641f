package io.signalbox.registry.mlflow;

import com.google.common.collect.ImmutableMap;
import io.signalbox.registry.tracking.LoggedModel;
import io.signalbox.registry.tracking.LoggedModelQuery;
import io.signalbox.registry.tracking.LoggedModelQuery.By;
import io.signalbox.registry.tracking.LoggedModelQuery.OnDataset;
import io.signalbox.registry.tracking.LoggedModels;
import io.signalbox.registry.tracking.NewLoggedModel;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

@RestController
@RequestMapping({"/api/2.0/mlflow/logged-models", "/ajax-api/2.0/mlflow/logged-models"})
class LoggedModelsController {
  private static final int USUAL_PAGE = 100;
  private static final int GREATEST_PAGE = 50_000;

  /** In the order of MLflow's numbers. */
  private static final Map<String, LoggedModel.Status> STATUSES = ImmutableMap.of(
      "LOGGED_MODEL_PENDING", LoggedModel.Status.PENDING,
      "LOGGED_MODEL_READY", LoggedModel.Status.READY,
      "LOGGED_MODEL_UPLOAD_FAILED", LoggedModel.Status.UPLOAD_FAILED);

  private final LoggedModels models;

  LoggedModelsController(LoggedModels models) {
    this.models = models;
  }

  @PostMapping
  ObjectNode create(Call call) {
    LoggedModel model = models.create(new NewLoggedModel(
        call.required("experiment_id"),
        call.text("name"),
        call.text("model_type"),
        call.text("source_run_id"),
        call.fields().pairs("params"),
        call.fields().pairs("tags")));
    return Json.of("model", Json.loggedModel(model));
  }

  @GetMapping("{id}")
  ObjectNode get(
      @PathVariable String id,
      @RequestParam(name = "allow_deleted", defaultValue = "false") String allowDeleted) {
    boolean alsoDeleted = allowDeleted.equalsIgnoreCase("true");
    return Json.of(
        "model", Json.loggedModel(alsoDeleted ? models.alsoDeleted(id) : models.get(id)));
  }

  @PatchMapping("{id}")
  ObjectNode finish(@PathVariable String id, Call call) {
    LoggedModel.Status status = call.fields()
        .choice("status", STATUSES)
        .orElseThrow(() -> MlflowException.missing("status"));
    return Json.of("model", Json.loggedModel(models.finish(id, status)));
  }

  @DeleteMapping("{id}")
  ObjectNode delete(@PathVariable String id) {
    models.delete(id);
    return Json.empty();
  }

  @PostMapping("{id}/params")
  ObjectNode logParams(@PathVariable String id, Call call) {
    models.logParams(id, call.fields().pairs("params"));
    return Json.empty();
  }

  @PatchMapping("{id}/tags")
  ObjectNode setTags(@PathVariable String id, Call call) {
    models.setTags(id, call.fields().pairs("tags"));
    return Json.empty();
  }

  @DeleteMapping("{id}/tags/{key}")
  ObjectNode deleteTag(@PathVariable String id, @PathVariable String key) {
    models.deleteTag(id, key);
    return Json.empty();
  }

  @PostMapping("search")
  ObjectNode search(Call call) {
    if (!call.fields().has("experiment_ids")) {
      throw MlflowException.missing("experiment_ids");
    }
    LoggedModelQuery query = new LoggedModelQuery(
        call.fields().texts("experiment_ids"),
        call.text("filter"),
        call.fields().objects("datasets").stream()
            .map(dataset -> new OnDataset(
                Optional.of(dataset.required("dataset_name")), dataset.given("dataset_digest")))
            .toList(),
        call.fields().objects("order_by").stream()
            .map(LoggedModelsController::by)
            .toList(),
        call.page(USUAL_PAGE, GREATEST_PAGE));
    return Json.page("models", models.search(query), Json::loggedModel);
  }

  private static By by(Fields column) {
    return new By(
        column.required("field_name"),
        !column.has("ascending") || column.flag("ascending"),
        new OnDataset(column.given("dataset_name"), column.given("dataset_digest")));
  }
}
