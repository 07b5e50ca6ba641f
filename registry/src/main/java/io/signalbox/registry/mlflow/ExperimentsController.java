package io.signalbox.registry.mlflow;

import io.signalbox.registry.RegistryException;
import io.signalbox.registry.tracking.Experiment;
import io.signalbox.registry.tracking.Experiments;
import io.signalbox.registry.tracking.View;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

@RestController
@RequestMapping({"/api/2.0/mlflow/experiments", "/ajax-api/2.0/mlflow/experiments"})
class ExperimentsController {
  private static final int USUAL_PAGE = 1_000;
  private static final int GREATEST_PAGE = 50_000;

  private final Experiments experiments;

  ExperimentsController(Experiments experiments) {
    this.experiments = experiments;
  }

  @PostMapping("create")
  ObjectNode create(Call call) {
    long id = experiments.create(
        call.required("name"),
        Optional.of(call.text("artifact_location")).filter(location -> !location.isEmpty()),
        call.fields().pairs("tags"));
    return Json.empty().put("experiment_id", Long.toString(id));
  }

  @GetMapping("get")
  ObjectNode get(Call call) {
    return Json.of("experiment", Json.experiment(experiments.get(call.required("experiment_id"))));
  }

  @GetMapping("get-by-name")
  ObjectNode getByName(Call call) {
    String name = call.required("experiment_name");
    Experiment experiment = experiments
        .named(name)
        .orElseThrow(() ->
            new RegistryException.NotFound("Could not find experiment with name '" + name + "'"));
    return Json.of("experiment", Json.experiment(experiment));
  }

  @RequestMapping(
      path = "search",
      method = {RequestMethod.GET, RequestMethod.POST})
  ObjectNode search(Call call) {
    return Json.page(
        "experiments",
        experiments.search(Views.of(call, "view_type"), call.search(USUAL_PAGE, GREATEST_PAGE)),
        Json::experiment);
  }

  @PostMapping("update")
  ObjectNode update(Call call) {
    experiments.rename(call.required("experiment_id"), call.required("new_name"));
    return Json.empty();
  }

  @PostMapping("delete")
  ObjectNode delete(Call call) {
    experiments.delete(call.required("experiment_id"));
    return Json.empty();
  }

  @PostMapping("restore")
  ObjectNode restore(Call call) {
    experiments.restore(call.required("experiment_id"));
    return Json.empty();
  }

  @PostMapping("set-experiment-tag")
  ObjectNode setTag(Call call) {
    experiments.setTag(call.required("experiment_id"), call.required("key"), call.text("value"));
    return Json.empty();
  }

  @PostMapping("delete-experiment-tag")
  ObjectNode deleteTag(Call call) {
    experiments.deleteTag(call.required("experiment_id"), call.required("key"));
    return Json.empty();
  }

  /** View types by name or by MLflow's numbers. */
  static final class Views {
    private Views() {}

    static View of(Call call, String field) {
      if (!call.fields().has(field)) {
        return View.ACTIVE_ONLY;
      }
      String given = call.fields().object().get(field).asString("");
      return switch (given) {
        case "", "1", "ACTIVE_ONLY" -> View.ACTIVE_ONLY;
        case "2", "DELETED_ONLY" -> View.DELETED_ONLY;
        case "3", "ALL" -> View.ALL;
        default -> throw MlflowException.wrong(field, "\"" + given + "\"", "str");
      };
    }
  }
}
