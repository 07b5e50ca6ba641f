package io.signalbox.trainer;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.signalbox.registry.Artifacts;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.GateResult;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.NewVersion;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.Registry;
import io.signalbox.registry.RegistryException;
import io.signalbox.registry.Stage;
import io.signalbox.registry.Tracking;
import io.signalbox.registry.Tracking.RunStatus;
import io.signalbox.trainer.algorithm.ModelFolder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Tells the registry of a run: its tracking run, the model's files, and the version with its tags. */
@Component
class Publication {
  private static final String FOLDER = "model";

  private final Tracking tracking;
  private final Artifacts artifacts;
  private final Registry registry;

  Publication(Tracking tracking, Artifacts artifacts, Registry registry) {
    this.tracking = tracking;
    this.artifacts = artifacts;
    this.registry = registry;
  }

  /** What is published, under which tracking run. */
  record Work(TrainingPlan plan, Training.Execution execution, String trackingRun) {
    TrainingRun run() {
      return execution.run();
    }
  }

  /** Starts a tracking run in the experiment that has the model's name. */
  String start(TrainingPlan plan, TrainingRun run) {
    var tags = ImmutableMap.<String, String>builder();
    tags.put(VersionTags.PLAN, plan.name());
    tags.put(VersionTags.TRAINING_RUN, Long.toString(run.id()));
    tags.put(VersionTags.TRIGGER, RunFacts.lower(run.trigger()));
    tags.put("mlflow.user", run.why().author());
    tags.put("mlflow.note.content", RunFacts.description(plan, run));
    if (RunFacts.placebo(plan)) {
      tags.put(VersionTags.LABELS, "permuted");
    }
    return tracking
        .startRun(experiment(plan), plan.name() + "-" + run.id(), tags.buildOrThrow())
        .id();
  }

  private String experiment(TrainingPlan plan) {
    try {
      return tracking.experiment(plan.model().value());
    } catch (RegistryException.AlreadyExists e) {
      return tracking.experiment(plan.model().value()); // another process made it in between
    }
  }

  /** Ends the tracking run that a dead process left running. */
  void abandon(Optional<String> trackingRun) {
    trackingRun
        .flatMap(tracking::run)
        .filter(run -> run.status() == RunStatus.RUNNING)
        .ifPresent(run -> tracking.endRun(run.id(), RunStatus.KILLED));
  }

  void failed(String trackingRun) {
    tracking.endRun(trackingRun, RunStatus.FAILED);
  }

  /** What an attempt before registered, if it came so far. */
  Optional<TrainingRun.Result> find(TrainingPlan plan, Training.Execution execution) {
    String id = Long.toString(execution.run().id());
    return registry.versions(plan.model()).stream()
        .filter(version -> id.equals(version.tags().get(VersionTags.TRAINING_RUN)))
        .filter(version -> plan.name().equals(version.tags().get(VersionTags.PLAN)))
        .findFirst()
        .map(version -> adopted(version, execution.attempt()));
  }

  private TrainingRun.Result adopted(RegisteredVersion version, Attempt attempt) {
    String trackingRun = version.runId().orElseThrow();
    tracking.endRun(trackingRun, RunStatus.FINISHED);
    Map<String, String> tags = version.tags();
    return new TrainingRun.Result(
        version.id().number(),
        trackingRun,
        tags.getOrDefault(VersionTags.TRAINING_SET, ""),
        Instant.parse(tags.getOrDefault(VersionTags.TRAINED_UNTIL, "")),
        tracking.run(trackingRun).orElseThrow().metrics(),
        gates(version.id()),
        attempt.took());
  }

  /** Logs, writes, registers and asks the gates. */
  TrainingRun.Result publish(Work work, Training.Candidate candidate) throws IOException {
    var facts = new RunFacts(work.plan(), work.run(), candidate);
    Map<String, Double> metrics = facts.metrics();
    tracking.logParams(work.trackingRun(), facts.params());
    tracking.logMetrics(work.trackingRun(), metrics);
    tracking.setTags(work.trackingRun(), facts.runTags());
    String folder = tracking.run(work.trackingRun()).orElseThrow().artifactPath();
    write(work, candidate, folder, facts);
    work.execution().attempt().check(); // the last moment at which nothing is registered yet
    RegisteredVersion version = register(work, facts);
    List<GateResult> gates = gates(version.id());
    tracking.setTags(work.trackingRun(), Map.of("signalbox.gates", sentence(gates)));
    tracking.endRun(work.trackingRun(), RunStatus.FINISHED);
    return new TrainingRun.Result(
        version.id().number(),
        work.trackingRun(),
        candidate.rows().set().id().hash(),
        candidate.rows().cut(),
        metrics,
        gates,
        work.execution().attempt().took());
  }

  private void write(Work work, Training.Candidate candidate, String folder, RunFacts facts)
      throws IOException {
    var files = ModelFolder.files(
        candidate.fitted().model(), work.trackingRun(), work.run().moment());
    for (var file : files.entrySet()) {
      put(folder + "/" + FOLDER + "/" + file.getKey(), file.getValue());
    }
    for (var file : facts.files().entrySet()) {
      put(folder + "/" + file.getKey(), file.getValue());
    }
  }

  private void put(String path, byte[] content) throws IOException {
    artifacts.write(path, new ByteArrayInputStream(content));
  }

  private RegisteredVersion register(Work work, RunFacts facts) {
    TrainingRun run = work.run();
    var version = new NewVersion(
        work.plan().model(),
        "runs:/" + work.trackingRun() + "/" + FOLDER,
        Optional.of(work.trackingRun()),
        RunFacts.description(work.plan(), run),
        facts.versionTags());
    String reason = "training run %d: %s".formatted(run.id(), run.why().reason());
    return registry.createVersion(version, Attribution.quoting(run.why().author(), reason));
  }

  private List<GateResult> gates(ModelVersion version) {
    return ImmutableList.<GateResult>builder()
        .addAll(registry.evaluate(version, Stage.STAGING))
        .addAll(registry.evaluate(version, Stage.PRODUCTION))
        .build();
  }

  private static String sentence(List<GateResult> gates) {
    List<GateResult> failed = gates.stream()
        .filter(gate -> gate.verdict() == GateResult.Verdict.FAILED)
        .toList();
    if (failed.isEmpty()) {
      return gates.isEmpty() ? "none" : "passed";
    }
    return failed.stream()
        .map(gate -> gate.found() + " (expected: " + gate.expected() + ")")
        .collect(Collectors.joining("; ", "failed: ", ""));
  }
}
