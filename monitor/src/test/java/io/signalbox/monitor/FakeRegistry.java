package io.signalbox.monitor;

import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.Registry;
import io.signalbox.registry.Stage;
import io.signalbox.registry.Tracking;
import io.signalbox.registry.Tracking.Run;
import io.signalbox.registry.Tracking.RunStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Versions of {@code flight_delay} with their runs, put there by the test. */
public final class FakeRegistry {
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

  public Optional<RegisteredVersion> version(ModelVersion id) {
    return versions.stream().filter(version -> version.id().equals(id)).findFirst();
  }

  public List<RegisteredVersion> versions(ModelName model) {
    return List.copyOf(versions);
  }

  public Optional<Run> run(String runId) {
    return runs.stream().filter(run -> run.id().equals(runId)).findFirst();
  }

  public Registry registry() {
    return Partly.of(Registry.class, this);
  }

  public Tracking tracking() {
    return Partly.of(Tracking.class, this);
  }
}
