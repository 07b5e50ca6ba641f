package io.signalbox.registry.mlflow;

import io.signalbox.registry.RegistryException;
import io.signalbox.registry.tracking.Experiment;
import io.signalbox.registry.tracking.Experiments;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

@RestController
@RequestMapping({
  "/api/2.0/mlflow/experiments",
  "/ajax-api/2.0/mlflow/experiments",
  "/api/2.0mlflow/experiments", // where MLflow forgets a slash
  "/ajax-api/2.0mlflow/experiments"
})
class ExperimentsController {
  private static final int USUAL_PAGE = 1_000;
  private static final int GREATEST_PAGE = 50_000;
  private static final int MOST_IN_DATASETS = 20;

  private final Experiments experiments;

  ExperimentsController(Experiments experiments) {
    this.experiments = experiments;
  }

  @PostMapping("create")
  ObjectNode create(Call call) {
    long id = experiments.create(
        call.required("name"), call.given("artifact_location"), call.fields().pairs("tags"));
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

  @PostMapping("search-datasets")
  ObjectNode datasets(Call call) {
    List<String> ids = call.fields().texts("experiment_ids");
    if (ids.isEmpty()) {
      throw MlflowException.invalid(
          "SearchDatasets request must specify at least one experiment_id.");
    }
    if (ids.size() > MOST_IN_DATASETS) {
      throw MlflowException.invalid("SearchDatasets request cannot specify more than "
          + MOST_IN_DATASETS + " experiment_ids. Received " + ids.size() + " experiment_ids.");
    }
    return Json.list("dataset_summaries", experiments.datasets(ids), Json::summary);
  }
}
