package io.signalbox.trainer;

import io.signalbox.registry.Artifacts;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.Gate;
import io.signalbox.registry.GateResult;
import io.signalbox.registry.ModelDefinition;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.NewVersion;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.Registry;
import io.signalbox.registry.RegistryException;
import io.signalbox.registry.Stage;
import io.signalbox.registry.Tracking;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The registry's three faces, in memory. */
final class FakeRegistry implements Registry, Tracking, Artifacts {
  final Set<ModelName> models = new HashSet<>();
  final List<RegisteredVersion> versions = new ArrayList<>();
  final Map<String, Run> runs = new LinkedHashMap<>();
  final Map<String, byte[]> files = new TreeMap<>();

  /** Called before a version is created: the place where a process dies. */
  volatile Runnable beforeCreate = () -> {};

  volatile Runnable afterCreate = () -> {};

  @Override
  public boolean apply(ModelDefinition definition, Attribution why) {
    return models.add(definition.name());
  }

  @Override
  public synchronized RegisteredVersion createVersion(NewVersion version, Attribution why) {
    beforeCreate.run();
    if (!models.contains(version.model())) {
      throw new RegistryException.NotFound(
          "model: " + version.model() + " (expected: one that exists)");
    }
    int number = versions(version.model()).size() + 1;
    var made = new RegisteredVersion(
        new ModelVersion(version.model(), number),
        Stage.NONE,
        version.source(),
        runs.get(version.runId().orElseThrow()).artifactPath() + "/model",
        version.runId(),
        version.tags(),
        Instant.EPOCH);
    versions.add(made);
    afterCreate.run();
    return made;
  }

  @Override
  public synchronized Optional<RegisteredVersion> version(ModelVersion id) {
    return versions.stream().filter(version -> version.id().equals(id)).findFirst();
  }

  @Override
  public synchronized List<RegisteredVersion> versions(ModelName model) {
    return versions.stream()
        .filter(version -> version.id().model().equals(model))
        .toList();
  }

  @Override
  public synchronized Optional<RegisteredVersion> production(ModelName model) {
    return versions(model).stream().filter(v -> v.stage() == Stage.PRODUCTION).findFirst();
  }

  @Override
  public List<GateResult> evaluate(ModelVersion id, Stage stage) {
    if (stage != Stage.PRODUCTION) {
      return List.of();
    }
    var gate =
        new Gate.MetricBound(Stage.PRODUCTION, "training.log_loss", Gate.Relation.AT_MOST, .6);
    double found =
        runs.get(version(id).orElseThrow().runId().orElseThrow()).metrics().get(gate.metric());
    var verdict = found <= gate.bound() ? GateResult.Verdict.PASSED : GateResult.Verdict.FAILED;
    return List.of(new GateResult(gate, verdict, "at most 0.6", Double.toString(found), "run"));
  }

  @Override
  public synchronized RegisteredVersion transition(ModelVersion id, Stage to, Attribution why) {
    versions.replaceAll(v -> v.stage() == Stage.PRODUCTION ? staged(v, Stage.ARCHIVED) : v);
    versions.replaceAll(v -> v.id().equals(id) ? staged(v, to) : v);
    return version(id).orElseThrow();
  }

  private static RegisteredVersion staged(RegisteredVersion v, Stage stage) {
    return new RegisteredVersion(
        v.id(), stage, v.source(), v.artifactPath(), v.runId(), v.tags(), v.createdAt());
  }

  @Override
  public void setVersionTag(ModelVersion id, String key, String value, Attribution why) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String experiment(String name) {
    return name;
  }

  @Override
  public synchronized Run startRun(String experimentId, String name, Map<String, String> tags) {
    String id = "%032x".formatted(runs.size() + 1);
    var run = new Run(
        id,
        experimentId,
        name,
        RunStatus.RUNNING,
        experimentId + "/" + id + "/artifacts",
        Map.of(),
        Map.of(),
        tags);
    runs.put(id, run);
    return run;
  }

  @Override
  public synchronized void logParams(String runId, Map<String, String> params) {
    Run run = runs.get(runId);
    put(run, run.status(), run.metrics(), params, run.tags());
  }

  @Override
  public synchronized void logMetrics(String runId, Map<String, Double> metrics) {
    Run run = runs.get(runId);
    put(run, run.status(), metrics, run.params(), run.tags());
  }

  @Override
  public synchronized void setTags(String runId, Map<String, String> tags) {
    Run run = runs.get(runId);
    var all = new HashMap<>(run.tags());
    all.putAll(tags);
    put(run, run.status(), run.metrics(), run.params(), all);
  }

  @Override
  public synchronized void endRun(String runId, RunStatus status) {
    Run run = runs.get(runId);
    put(run, status, run.metrics(), run.params(), run.tags());
  }

  private void put(
      Run run,
      RunStatus status,
      Map<String, Double> metrics,
      Map<String, String> params,
      Map<String, String> tags) {
    runs.put(
        run.id(),
        new Run(
            run.id(),
            run.experimentId(),
            run.name(),
            status,
            run.artifactPath(),
            metrics,
            params,
            tags));
  }

  @Override
  public synchronized Optional<Run> run(String runId) {
    return Optional.ofNullable(runs.get(runId));
  }

  @Override
  public synchronized ArtifactInfo write(String path, InputStream content) throws IOException {
    byte[] bytes = content.readAllBytes();
    files.put(path, bytes);
    return new ArtifactInfo(path, false, bytes.length);
  }

  @Override
  public synchronized InputStream read(String path) {
    return new ByteArrayInputStream(files.get(path));
  }

  @Override
  public List<ArtifactInfo> list(String path) {
    throw new UnsupportedOperationException();
  }
}
