package io.signalbox.registry.mlflow;

import io.signalbox.registry.ModelName;
import io.signalbox.registry.Models;
import io.signalbox.registry.RegisteredModel;
import io.signalbox.registry.Stage;
import io.signalbox.registry.VersionDetails;
import io.signalbox.registry.search.Page;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

@RestController
@RequestMapping({"/api/2.0/mlflow/registered-models", "/ajax-api/2.0/mlflow/registered-models"})
class RegisteredModelsController {
  private static final int USUAL_PAGE = 100;
  private static final int GREATEST_PAGE = 1_000;

  private final Models models;

  RegisteredModelsController(Models models) {
    this.models = models;
  }

  @PostMapping("create")
  ObjectNode create(Call call) {
    return answer(models.create(
        call.modelName("name"), call.text("description"), call.fields().pairs("tags"), call.why()));
  }

  @GetMapping("get")
  ObjectNode get(Call call) {
    return answer(models.get(call.modelName("name")));
  }

  @PatchMapping("update")
  ObjectNode update(Call call) {
    return answer(models.describe(call.modelName("name"), call.text("description"), call.why()));
  }

  @PostMapping("rename")
  ObjectNode rename(Call call) {
    return answer(models.rename(call.modelName("name"), call.modelName("new_name"), call.why()));
  }

  @DeleteMapping("delete")
  ObjectNode delete(Call call) {
    models.delete(call.modelName("name"), call.why());
    return Json.empty();
  }

  @GetMapping("search")
  ObjectNode search(Call call) {
    Page<RegisteredModel> page = models.search(call.search(USUAL_PAGE, GREATEST_PAGE));
    Map<ModelName, List<VersionDetails>> latest =
        models.latest(page.items().stream().map(RegisteredModel::name).toList());
    return Json.page(
        "registered_models",
        page,
        model -> Json.model(model, latest.getOrDefault(model.name(), List.of())));
  }

  /** Python asks with POST, Java with GET. */
  @RequestMapping(
      path = "get-latest-versions",
      method = {RequestMethod.GET, RequestMethod.POST})
  ObjectNode latestVersions(Call call) {
    Set<Stage> stages = EnumSet.noneOf(Stage.class);
    call.fields().texts("stages").forEach(stage -> stages.add(Names.stage(stage)));
    return Json.list(
        "model_versions",
        models.latest(
            call.modelName("name"), stages.isEmpty() ? EnumSet.allOf(Stage.class) : stages),
        Json::version);
  }

  @PostMapping("set-tag")
  ObjectNode setTag(Call call) {
    models.setTag(call.modelName("name"), call.required("key"), call.text("value"), call.why());
    return Json.empty();
  }

  @DeleteMapping("delete-tag")
  ObjectNode deleteTag(Call call) {
    models.deleteTag(call.modelName("name"), call.required("key"), call.why());
    return Json.empty();
  }

  @PostMapping("alias")
  ObjectNode setAlias(Call call) {
    models.setAlias(call.modelVersion(), call.required("alias"), call.why());
    return Json.empty();
  }

  @DeleteMapping("alias")
  ObjectNode deleteAlias(Call call) {
    models.deleteAlias(call.modelName("name"), call.required("alias"), call.why());
    return Json.empty();
  }

  @GetMapping("alias")
  ObjectNode aliased(Call call) {
    return Json.of(
        "model_version",
        Json.version(models.aliased(call.modelName("name"), call.required("alias"))));
  }

  private ObjectNode answer(RegisteredModel model) {
    List<VersionDetails> latest =
        models.latest(List.of(model.name())).getOrDefault(model.name(), List.of());
    return Json.of("registered_model", Json.model(model, latest));
  }
}
