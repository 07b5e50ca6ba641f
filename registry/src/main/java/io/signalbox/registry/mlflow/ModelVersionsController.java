package io.signalbox.registry.mlflow;

import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.Models;
import io.signalbox.registry.NewVersion;
import io.signalbox.registry.Registry;
import io.signalbox.registry.Stage;
import io.signalbox.registry.VersionDetails;
import java.util.Optional;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

@RestController
@RequestMapping({"/api/2.0/mlflow/model-versions", "/ajax-api/2.0/mlflow/model-versions"})
class ModelVersionsController {
  private static final int USUAL_PAGE = 10_000;
  private static final int GREATEST_PAGE = 200_000;

  private final Registry registry;
  private final Models models;

  ModelVersionsController(Registry registry, Models models) {
    this.registry = registry;
    this.models = models;
  }

  @PostMapping("create")
  ObjectNode create(Call call) {
    NewVersion version = new NewVersion(
        call.modelName("name"),
        call.required("source"),
        call.given("run_id"),
        call.text("description"),
        call.fields().pairs("tags"));
    Registry.Origin origin = new Registry.Origin(call.given("model_id"), call.text("run_link"));
    return answer(registry.createVersion(version, origin, call.why()));
  }

  @GetMapping("get")
  ObjectNode get(Call call) {
    return answer(models.version(call.modelVersion()));
  }

  @PatchMapping("update")
  ObjectNode update(Call call) {
    ModelVersion id = call.modelVersion();
    registry.describeVersion(id, call.text("description"), call.why());
    return answer(models.version(id));
  }

  @PostMapping("transition-stage")
  ObjectNode transition(Call call) {
    ModelVersion id = call.modelVersion();
    String given = call.required("stage");
    Stage stage = Names.stage(given);
    boolean archives = call.fields().flag("archive_existing_versions");
    if (archives && stage != Stage.STAGING && stage != Stage.PRODUCTION) {
      throw MlflowException.invalid("Model version transition cannot archive existing model"
          + " versions because '" + given
          + "' is not an Active stage. Valid stages are ['Staging', 'Production']");
    }
    return answer(
        registry.transition(new Registry.Move(id, stage, archives, Optional.empty()), call.why()));
  }

  @DeleteMapping("delete")
  ObjectNode delete(Call call) {
    registry.deleteVersion(call.modelVersion(), call.why());
    return Json.empty();
  }

  @GetMapping("get-download-uri")
  ObjectNode downloadUri(Call call) {
    return Json.empty().put("artifact_uri", models.version(call.modelVersion()).storageUri());
  }

  @GetMapping("search")
  ObjectNode search(Call call) {
    return Json.page(
        "model_versions",
        models.searchVersions(call.search(USUAL_PAGE, GREATEST_PAGE)),
        Json::version);
  }

  @PostMapping("set-tag")
  ObjectNode setTag(Call call) {
    registry.setVersionTag(
        call.modelVersion(), call.required("key"), call.text("value"), call.why());
    return Json.empty();
  }

  @DeleteMapping("delete-tag")
  ObjectNode deleteTag(Call call) {
    registry.deleteVersionTag(call.modelVersion(), call.required("key"), call.why());
    return Json.empty();
  }

  private static ObjectNode answer(VersionDetails version) {
    return Json.of("model_version", Json.version(version));
  }
}
