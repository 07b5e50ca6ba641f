package io.signalbox.registry.importing;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.registry.Attribution;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.Models;
import io.signalbox.registry.NewVersion;
import io.signalbox.registry.Registry;
import io.signalbox.registry.RegistryServer;
import io.signalbox.registry.RegistryServer.Answer;
import io.signalbox.registry.Stage;
import io.signalbox.registry.tracking.Batch;
import io.signalbox.registry.tracking.MetricPoint;
import io.signalbox.registry.tracking.NewRun;
import io.signalbox.registry.tracking.Runs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server to copy from. */
final class FilledSource implements AutoCloseable {
  /** More than a page of a history. */
  static final int STEPS = 12_500;

  private static final Attribution ADA = new Attribution("ada", "because");

  private final RegistryServer server = new RegistryServer();
  private final String run;
  private final String deletedRun;
  private final String loggedModel;

  /** Experiments, runs, logged models, models and files, of each kind one that is easily lost. */
  FilledSource() {
    String experiment = post(
            "experiments/create", "{'name': 'flights', 'tags': [{'key': 'team', 'value': 'ops'}]}")
        .at("/experiment_id");
    Runs runs = server.bean(Runs.class);
    run = runs.create(new NewRun(experiment, "fit", "ada", 1_000, Map.of("kind", "a | b")))
        .info()
        .id();
    List<MetricPoint> points = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      points.add(new MetricPoint("loss", 1.0 / (step + 1), 2_000 + step, step, Optional.empty()));
      if (points.size() == 1_000 || step == STEPS - 1) {
        runs.log(run, Batch.ofMetrics(points));
        points.clear();
      }
    }
    runs.logMetric(run, new MetricPoint("odd/nan", Double.NaN, 3_000, 0, Optional.empty()));
    runs.log(run, Batch.ofParams(Map.of("depth", "3", "long", "x".repeat(6_000))));
    post(
        "runs/log-inputs",
        "{'run_id': '" + run + "', 'datasets': [{'tags': [{'key': 'mlflow.data.context',"
            + " 'value': 'training'}], 'dataset': {'name': 'rows', 'digest': 'd1', 'source_type': 'local',"
            + " 'source': '{}', 'schema': '{}'}}]}");
    put(run, "model/MLmodel", "flavors: {}");
    put(run, "notes/é and spaces.txt", "text");
    post("runs/update", "{'run_id': '" + run + "', 'status': 'FINISHED', 'end_time': 9000}");
    deletedRun = runs.create(new NewRun(experiment, "gone", "ada", 1_500, Map.of()))
        .info()
        .id();
    runs.delete(deletedRun);
    loggedModel = post(
            "logged-models",
            "{'experiment_id': '" + experiment + "', 'name': 'lm', 'source_run_id': '" + run
                + "', 'params': [{'key': 'p', 'value': '1'}]}")
        .at("/model/info/model_id");
    runs.logMetric(
        run,
        new MetricPoint(
            "of_model",
            0.5,
            4_000,
            1,
            Optional.of(new MetricPoint.OfModel(loggedModel, "rows", "d1"))));
    server.put(
        "/api/2.0/mlflow-artifacts/artifacts/" + experiment + "/models/" + loggedModel
            + "/artifacts/MLmodel",
        "flavors: {x: 1}".getBytes(StandardCharsets.UTF_8));
    server.send(
        "PATCH",
        "/api/2.0/mlflow/logged-models/" + loggedModel,
        "{'model_id': '" + loggedModel + "', 'status': 'LOGGED_MODEL_READY'}");
    post(
        "runs/outputs",
        "{'run_id': '" + run + "', 'models': [{'model_id': '" + loggedModel + "', 'step': 3}]}");
    String gone = post("experiments/create", "{'name': 'deleted one'}").at("/experiment_id");
    post("experiments/delete", "{'experiment_id': '" + gone + "'}");
    models();
  }

  private void models() {
    Registry registry = server.bean(Registry.class);
    ModelName name = new ModelName("delays");
    server.bean(Models.class).create(name, "is it late?", Map.of("owner", "ops"), ADA);
    for (int i = 0; i < 3; i++) {
      NewVersion version = new NewVersion(
          name, "runs:/" + run + "/model", Optional.of(run), "no. " + i, Map.of("k", "v" + i));
      registry.createVersion(version, ADA);
    }
    registry.deleteVersion(new ModelVersion(name, 1), ADA);
    registry.transition(new ModelVersion(name, 2), Stage.PRODUCTION, ADA);
    server.bean(Models.class).setAlias(new ModelVersion(name, 2), "champion", ADA);
    registry.createVersion(
        new NewVersion(name, "models:/" + loggedModel, Optional.empty(), "", Map.of()), ADA);
    post(
        "registered-models/create",
        "{'name': 'a prompt', 'tags': [{'key': 'mlflow.prompt.is_prompt', 'value': 'true'}]}");
    post(
        "model-versions/create",
        "{'name': 'a prompt', 'source': 'prompt-template', 'tags':"
            + " [{'key': 'mlflow.prompt.is_prompt', 'value': 'true'}]}");
  }

  private Answer post(String path, String json) {
    Answer answer = server.post("/api/2.0/mlflow/" + path, json);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  private void put(String run, String path, String text) {
    String uri = server.get("/api/2.0/mlflow/runs/get?run_id=" + run).at("/run/info/artifact_uri");
    String encoded = SourceServer.encoded(path).replace("%2F", "/");
    server.put(
        "/api/2.0/mlflow-artifacts/artifacts/" + uri.substring("mlflow-artifacts:/".length()) + "/"
            + encoded,
        text.getBytes(StandardCharsets.UTF_8));
  }

  RegistryServer server() {
    return server;
  }

  String run() {
    return run;
  }

  String deletedRun() {
    return deletedRun;
  }

  String loggedModel() {
    return loggedModel;
  }

  @Override
  public void close() {
    server.close();
  }
}
