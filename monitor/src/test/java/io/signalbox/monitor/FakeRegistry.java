package io.signalbox.monitor;

import io.signalbox.registry.Attribution;
import io.signalbox.registry.Change;
import io.signalbox.registry.Gate;
import io.signalbox.registry.GateResult;
import io.signalbox.registry.ModelDefinition;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.NewVersion;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.Registry;
import io.signalbox.registry.Stage;
import io.signalbox.registry.Tracking;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Versions of {@code flight_delay} with their runs, put there by the test. */
public final class FakeRegistry implements Registry, Tracking {
  private final List<RegisteredVersion> versions = new ArrayList<>();
  private final List<Run> runs = new ArrayList<>();

  public FakeRegistry version(int number, Map<String, String> tags, Map<String, Double> metrics) {
    String run = "run-" + number;
    versions.add(new RegisteredVersion(
        new ModelVersion(FakeRouter.MODEL, number),
        Stage.NONE,
        "runs:/" + run,
        run,
        Optional.of(run),
        tags,
        Instant.EPOCH));
    runs.add(new Run(run, "0", run, RunStatus.FINISHED, run, metrics, Map.of(), Map.of()));
    return this;
  }

  @Override
  public Optional<RegisteredVersion> version(ModelVersion id) {
    return versions.stream().filter(version -> version.id().equals(id)).findFirst();
  }

  @Override
  public List<RegisteredVersion> versions(ModelName model) {
    return List.copyOf(versions);
  }

  @Override
  public Optional<Run> run(String runId) {
    return runs.stream().filter(run -> run.id().equals(runId)).findFirst();
  }

  @Override
  public boolean apply(ModelDefinition definition, Attribution why) {
    throw notAsked();
  }

  @Override
  public RegisteredVersion createVersion(NewVersion version, Attribution why) {
    throw notAsked();
  }

  @Override
  public Optional<RegisteredVersion> production(ModelName model) {
    throw notAsked();
  }

  @Override
  public List<GateResult> evaluate(ModelVersion id, Stage stage) {
    throw notAsked();
  }

  @Override
  public RegisteredVersion transition(ModelVersion id, Stage to, Attribution why) {
    throw notAsked();
  }

  @Override
  public void setVersionTag(ModelVersion id, String key, String value, Attribution why) {
    throw notAsked();
  }

  @Override
  public RegisteredVersion createVersion(NewVersion version, Origin origin, Attribution why) {
    throw notAsked();
  }

  @Override
  public RegisteredVersion transition(Move move, Attribution why) {
    throw notAsked();
  }

  @Override
  public void deleteVersionTag(ModelVersion id, String key, Attribution why) {
    throw notAsked();
  }

  @Override
  public void describeVersion(ModelVersion id, String description, Attribution why) {
    throw notAsked();
  }

  @Override
  public void deleteVersion(ModelVersion id, Attribution why) {
    throw notAsked();
  }

  @Override
  public List<Gate> gates(ModelName model) {
    throw notAsked();
  }

  @Override
  public List<Change> history(ModelName model) {
    throw notAsked();
  }

  @Override
  public Optional<ModelSource> loggedModel(String modelId) {
    throw notAsked();
  }

  @Override
  public String experiment(String name) {
    throw notAsked();
  }

  @Override
  public Run startRun(String experimentId, String name, Map<String, String> tags) {
    throw notAsked();
  }

  @Override
  public void logParams(String runId, Map<String, String> params) {
    throw notAsked();
  }

  @Override
  public void logMetrics(String runId, Map<String, Double> metrics) {
    throw notAsked();
  }

  @Override
  public void setTags(String runId, Map<String, String> tags) {
    throw notAsked();
  }

  @Override
  public void endRun(String runId, RunStatus status) {
    throw notAsked();
  }

  private static AssertionError notAsked() {
    return new AssertionError("the monitor changes no version and no run");
  }
}
