package io.signalbox.registry.importing;

import io.signalbox.registry.Artifacts;
import io.signalbox.registry.importing.ImportRows.Item;
import io.signalbox.registry.importing.ImportRows.Kind;
import io.signalbox.registry.tracking.Copies;
import io.signalbox.registry.tracking.Experiment;
import io.signalbox.registry.tracking.LoggedModel;
import io.signalbox.registry.tracking.MetricPoint;
import io.signalbox.registry.tracking.RunInfo;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Copies experiments with their runs and logged models. Each thing is marked in the transaction that writes it. */
@Component
class RunImport {
  private static final int EXPERIMENTS_A_PAGE = 1_000;
  private static final int RUNS_A_PAGE = 200;
  private static final int MODELS_A_PAGE = 50;

  /** Below 25,000, from which on MLflow answers all at once. */
  private static final int POINTS_A_PAGE = 10_000;

  private final Copies copies;
  private final FileCopies files;
  private final ImportRows rows;
  private final TransactionTemplate transaction;
  private final Clock clock;

  RunImport(
      Copies copies,
      FileCopies files,
      ImportRows rows,
      PlatformTransactionManager transactions,
      Clock clock) {
    this.copies = copies;
    this.files = files;
    this.rows = rows;
    this.transaction = new TransactionTemplate(transactions);
    this.clock = clock;
  }

  void copyAll(ImportPass pass) throws IOException {
    List<JsonNode> experiments = new ArrayList<>();
    ObjectNode all = pass.source().object().put("max_results", EXPERIMENTS_A_PAGE);
    pass.source()
        .pages("experiments/search", all.put("view_type", "ALL"), "experiments", experiments::add);
    int place = 0;
    for (JsonNode experiment : experiments) {
      pass.seen().add("experiments", 1);
      rows.doing(pass.id(), "experiment %d of %d".formatted(++place, experiments.size()));
      Optional<Experiment> here = pass.orLeftOut(
          "experiment " + Found.text(experiment, "name"),
          () -> transaction.execute(status -> experiment(pass, experiment)));
      if (here.isPresent()) {
        runs(pass, Found.text(experiment, "experiment_id"), here.get());
        loggedModels(pass, Found.text(experiment, "experiment_id"), here.get());
      }
    }
  }

  private Experiment experiment(ImportPass pass, JsonNode found) {
    Experiment here = copies.experiment(new Experiment(
        0,
        Found.text(found, "name"),
        "",
        Found.isActive(found),
        Found.number(found, "creation_time"),
        Found.number(found, "last_update_time"),
        Found.pairs(found.path("tags"))));
    rows.put(
        pass.id(),
        Kind.EXPERIMENT,
        Found.text(found, "experiment_id"),
        Long.toString(here.id()),
        true,
        new Tally());
    return here;
  }

  private void runs(ImportPass pass, String sourceExperiment, Experiment here) throws IOException {
    ObjectNode search = pass.source().object().put("run_view_type", "ALL");
    search.put("max_results", RUNS_A_PAGE).putArray("experiment_ids").add(sourceExperiment);
    search.putArray("order_by").add("attribute.start_time ASC");
    List<String> ids = new ArrayList<>();
    pass.source().pages("runs/search", search, "runs", run -> {
      pass.seen().add("runs", 1);
      ids.add(Found.text(run.path("info"), "run_id"));
    });
    for (String id : ids) {
      Optional<Item> item = rows.item(pass.id(), Kind.RUN, id);
      if (item.isEmpty() || !item.get().done()) {
        pass.orLeftOut("run " + id, () -> run(pass, id, here, item.isPresent()));
      }
    }
  }

  private boolean run(ImportPass pass, String id, Experiment here, boolean begun)
      throws IOException {
    JsonNode found =
        pass.source().get("runs/get?run_id=" + SourceServer.encoded(id)).path("run");
    String uri = location(here) + "/" + id + "/artifacts";
    Tally tally = new Tally();
    Copies.Run copy = copy(found, here.id(), uri);
    tally.add("params", copy.params().size());
    tally.add("tags", copy.tags().size());
    tally.add("datasets read", copy.datasets().size());
    if (!begun) {
      transaction.executeWithoutResult(status -> {
        copies.run(copy);
        rows.put(pass.id(), Kind.RUN, id, id, false, tally);
      });
    }
    for (JsonNode metric : found.path("data").path("metrics")) {
      history(pass, id, Found.text(metric, "key"), tally);
    }
    String folder = Artifacts.pathOf(uri).orElseThrow();
    boolean whole = files.copy(
        pass.source(),
        FileCopies.ofRun(id, folder),
        tally,
        (path, why) -> rows.leftOut(pass.id(), "run " + id + ": " + path, why));
    rows.put(pass.id(), Kind.RUN, id, id, whole, tally);
    return true;
  }

  /** An experiment that was here may keep its files elsewhere: copies are kept here all the same. */
  private static String location(Experiment here) {
    return here.artifactLocation().startsWith(Artifacts.ROOT)
        ? here.artifactLocation()
        : Artifacts.ROOT + here.id();
  }

  private Copies.Run copy(JsonNode found, long experiment, String uri) {
    JsonNode info = found.path("info");
    boolean active = Found.isActive(info);
    RunInfo run = new RunInfo(
        Found.text(info, "run_id"),
        experiment,
        Found.text(info, "run_name"),
        Found.text(info, "user_id"),
        Found.status(info),
        Found.number(info, "start_time"),
        Found.maybe(info, "end_time"),
        active,
        uri);
    return new Copies.Run(
        run,
        active ? OptionalLong.empty() : OptionalLong.of(clock.millis()),
        Found.pairs(found.path("data").path("params")),
        Found.pairs(found.path("data").path("tags")),
        Found.datasets(found.path("inputs")),
        Found.modelInputs(found.path("inputs")),
        Found.modelOutputs(found.path("outputs")));
  }

  /** A page is a transaction: what is there already is dropped. */
  private void history(ImportPass pass, String run, String key, Tally tally) {
    String path = "metrics/get-history?run_id=%s&metric_key=%s&max_results=%d"
        .formatted(run, SourceServer.encoded(key), POINTS_A_PAGE);
    List<MetricPoint> points = new ArrayList<>();
    pass.source().pages(path, "metrics", metric -> {
      points.add(Found.point(metric, Optional.empty()));
      if (points.size() == POINTS_A_PAGE) {
        log(run, points, tally);
      }
    });
    log(run, points, tally);
  }

  private void log(String run, List<MetricPoint> points, Tally tally) {
    transaction.executeWithoutResult(status -> copies.points(run, points));
    tally.add("metric points", points.size());
    points.clear();
  }

  private void loggedModels(ImportPass pass, String sourceExperiment, Experiment here)
      throws IOException {
    ObjectNode search = pass.source().object().put("max_results", MODELS_A_PAGE);
    search.putArray("experiment_ids").add(sourceExperiment);
    List<JsonNode> models = new ArrayList<>();
    try {
      pass.source().pages("logged-models/search", search, "models", models::add);
    } catch (SourceFailed e) {
      if (e.isMissing()) {
        return; // MLflow 2 has none
      }
      throw e;
    }
    for (JsonNode model : models) {
      pass.seen().add("logged models", 1);
      String id = Found.text(model.path("info"), "model_id");
      Optional<Item> item = rows.item(pass.id(), Kind.LOGGED_MODEL, id);
      if (item.isEmpty() || !item.get().done()) {
        pass.orLeftOut(
            "logged model " + id, () -> loggedModel(pass, model, here, item.isPresent()));
      }
    }
  }

  private boolean loggedModel(ImportPass pass, JsonNode found, Experiment here, boolean begun)
      throws IOException {
    JsonNode info = found.path("info");
    String id = Found.text(info, "model_id");
    String uri = location(here) + "/models/" + id + "/artifacts";
    if (!begun) {
      transaction.executeWithoutResult(status -> {
        copies.loggedModel(new LoggedModel(
            id,
            here.id(),
            Found.text(info, "name"),
            uri,
            Found.text(info, "model_type"),
            Found.text(info, "source_run_id"),
            Found.modelStatus(info),
            Found.number(info, "creation_timestamp_ms"),
            Found.number(info, "last_updated_timestamp_ms"),
            Found.pairs(found.path("data").path("params")),
            Found.pairs(info.path("tags")),
            List.of()));
        for (JsonNode metric : found.path("data").path("metrics")) {
          copies.pointsOfModels(
              Found.text(metric, "run_id"),
              List.of(Found.point(metric, Optional.of(Found.ofModel(metric, id)))));
        }
        rows.put(pass.id(), Kind.LOGGED_MODEL, id, id, false, new Tally());
      });
    }
    Tally tally = new Tally();
    String folder = Artifacts.pathOf(uri).orElseThrow();
    boolean whole = files.copy(
        pass.source(),
        FileCopies.ofLoggedModel(id, folder),
        tally,
        (path, why) -> rows.leftOut(pass.id(), "logged model " + id + ": " + path, why));
    rows.put(pass.id(), Kind.LOGGED_MODEL, id, id, whole, tally);
    return true;
  }
}
