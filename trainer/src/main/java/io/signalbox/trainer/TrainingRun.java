package io.signalbox.trainer;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.GateResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One execution of a plan, or a request for one that was refused for a reason.
 *
 * @param id counted from 1 over all plans
 * @param moment the run sees what was known then, whenever it is executed
 * @param holdout asked for instead of the plan's
 * @param attempts started so far
 * @param error why it failed, or why it was skipped
 */
public record TrainingRun(
    long id,
    String plan,
    State state,
    Trigger trigger,
    Attribution why,
    Instant moment,
    Optional<Duration> holdout,
    int attempts,
    Optional<Instant> finishedAt,
    Optional<String> error,
    Optional<Result> result) {

  /** Queued and running runs go on after a restart; the others have ended. */
  public enum State {
    @JsonProperty("queued")
    QUEUED,
    @JsonProperty("running")
    RUNNING,
    @JsonProperty("succeeded")
    SUCCEEDED,
    @JsonProperty("failed")
    FAILED,
    /** Drift asked for it within the cooldown. */
    @JsonProperty("skipped")
    SKIPPED
  }

  /** Who asked. */
  public enum Trigger {
    @JsonProperty("hand")
    HAND,
    @JsonProperty("schedule")
    SCHEDULE,
    @JsonProperty("drift")
    DRIFT
  }

  /**
   * What a run made.
   *
   * @param version the number of the registered version
   * @param trackingRun the run in {@link io.signalbox.registry.Tracking}
   * @param trainingSet its content hash
   * @param trainedUntil rows before it were fitted, from it on held out
   * @param metrics as logged
   * @param gates what Production's gates said of the version; it was not promoted
   * @param took by a monotonic clock
   */
  public record Result(
      int version,
      String trackingRun,
      String trainingSet,
      Instant trainedUntil,
      Map<String, Double> metrics,
      List<GateResult> gates,
      Duration took) {
    public Result {
      metrics = ImmutableMap.copyOf(metrics);
      gates = ImmutableList.copyOf(gates);
    }
  }
}
