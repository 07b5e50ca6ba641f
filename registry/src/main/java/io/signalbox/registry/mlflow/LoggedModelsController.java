package io.signalbox.registry.mlflow;

import com.google.common.collect.ImmutableMap;
import io.signalbox.registry.search.PageRequest;
import io.signalbox.registry.search.SearchRequest;
import io.signalbox.registry.tracking.LoggedModel;
import io.signalbox.registry.tracking.LoggedModels;
import io.signalbox.registry.tracking.NewLoggedModel;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
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
  ObjectNode get(@PathVariable String id) {
    return Json.of("model", Json.loggedModel(models.get(id)));
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
    return Json.of("model", Json.loggedModel(models.get(id)));
  }

  @DeleteMapping("{id}/tags/{key}")
  ObjectNode deleteTag(@PathVariable String id, @PathVariable String key) {
    models.deleteTag(id, key);
    return Json.empty();
  }

  @PostMapping("search")
  ObjectNode search(Call call) {
    List<String> experiments = call.fields().texts("experiment_ids");
    if (experiments.isEmpty()) {
      throw MlflowException.missing("experiment_ids");
    }
    if (!call.fields().objects("datasets").isEmpty()) {
      throw MlflowException.invalid("parameter 'datasets' (expected: absent; ask by a metric)");
    }
    List<String> order = call.fields().objects("order_by").stream()
        .map(LoggedModelsController::order)
        .toList();
    PageRequest page = call.page(USUAL_PAGE, GREATEST_PAGE);
    return Json.page(
        "models",
        models.search(experiments, new SearchRequest(call.text("filter"), order, page)),
        Json::loggedModel);
  }

  /** The order comes as objects here; back ticks keep an odd name whole. */
  private static String order(Fields column) {
    String name = column.required("field_name").replace("`", "");
    boolean ascending = !column.has("ascending") || column.flag("ascending");
    int dot = name.indexOf('.');
    String quoted =
        dot < 0 ? "`" + name + "`" : name.substring(0, dot) + ".`" + name.substring(dot + 1) + "`";
    return quoted + (ascending ? " ASC" : " DESC");
  }
}
