package io.signalbox.registry.tracking;

import io.signalbox.registry.Artifacts;
import io.signalbox.registry.Tracking;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The part of tracking that other modules use in process. */
@Service
@Transactional
class TrackingService implements Tracking {
  private static final String USER = "signalbox";

  private final Experiments experiments;
  private final Runs runs;
  private final RunReader runReader;
  private final LoggedModelReader modelReader;
  private final Clock clock;

  TrackingService(
      Experiments experiments,
      Runs runs,
      RunReader runReader,
      LoggedModelReader modelReader,
      Clock clock) {
    this.experiments = experiments;
    this.runs = runs;
    this.runReader = runReader;
    this.modelReader = modelReader;
    this.clock = clock;
  }

  @Override
  public String experiment(String name) {
    return Long.toString(experiments.ensure(name));
  }

  @Override
  public Run startRun(String experimentId, String name, Map<String, String> tags) {
    return run(runs.create(new NewRun(experimentId, name, USER, clock.millis(), tags)));
  }

  @Override
  public void logParams(String runId, Map<String, String> params) {
    runs.log(runId, Batch.ofParams(params));
  }

  @Override
  public void logMetrics(String runId, Map<String, Double> metrics) {
    long now = clock.millis();
    List<MetricPoint> points = metrics.entrySet().stream()
        .map(m -> new MetricPoint(m.getKey(), m.getValue(), now, 0, Optional.empty()))
        .toList();
    runs.log(runId, Batch.ofMetrics(points));
  }

  @Override
  public void setTags(String runId, Map<String, String> tags) {
    runs.log(runId, Batch.ofTags(tags));
  }

  @Override
  public void endRun(String runId, RunStatus status) {
    runs.update(runId, Optional.of(status), OptionalLong.of(clock.millis()), Optional.empty());
  }

  @Override
  @Transactional(readOnly = true)
  public Optional<Run> run(String runId) {
    return runReader.find(runId).map(info -> run(runReader.details(info)));
  }

  @Override
  public Optional<String> hold(String runId) {
    return runReader.hold(runId).map(uri -> Artifacts.pathOf(uri).orElse(""));
  }

  @Override
  @Transactional(readOnly = true)
  public Optional<ModelSource> loggedModel(String modelId) {
    return modelReader
        .find(modelId)
        .map(model -> new ModelSource(model.id(), model.artifactUri(), model.sourceRunId()));
  }

  private static Run run(RunDetails run) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    run.metrics().forEach(point -> metrics.put(point.key(), point.value()));
    RunInfo info = run.info();
    return new Run(
        info.id(),
        Long.toString(info.experimentId()),
        info.name(),
        info.status(),
        Artifacts.pathOf(info.artifactUri()).orElse(""),
        metrics,
        run.params(),
        run.tags());
  }
}
