package io.signalbox.features;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A training set that is being built, or was.
 *
 * @param phase what is being done; empty before
 * @param step of {@code steps}, from 1
 * @param attempts begun so far
 * @param trainingSet when it is done
 * @param problem why it failed
 */
public record TrainingSetJob(
    UUID id,
    State state,
    TrainingSetRequest request,
    String phase,
    int step,
    int steps,
    int attempts,
    Optional<TrainingSetId> trainingSet,
    Optional<String> problem,
    String author,
    Instant submittedAt,
    Optional<Instant> finishedAt) {

  /** Whether it is still to be done, and how it ended. */
  public enum State {
    @JsonProperty("queued")
    QUEUED,
    @JsonProperty("running")
    RUNNING,
    @JsonProperty("done")
    DONE,
    @JsonProperty("failed")
    FAILED,
    @JsonProperty("cancelled")
    CANCELLED
  }
}
