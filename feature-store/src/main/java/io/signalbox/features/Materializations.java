package io.signalbox.features;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Bringing what is served up to date beside the caller, one at a time on a database, so that how it ended can be asked afterwards. */
public interface Materializations {

  /** Begins one. Empty while another runs, here or on another server. */
  Optional<UUID> begin(List<String> views, String author);

  /** How it stands. @throws FeaturesException if it is unknown */
  Materialization find(UUID id);

  /** The newest first, at most {@code limit}. */
  List<Materialization> newest(int limit);

  /**
   * One of them.
   *
   * @param problem why it failed; what it had done until then stays done, and doing it again is harmless
   */
  record Materialization(
      UUID id,
      List<String> views,
      State state,
      Optional<String> problem,
      String author,
      Instant beganAt,
      Optional<Instant> endedAt) {}

  /** How it stands. */
  enum State {
    @JsonProperty("running")
    RUNNING,
    @JsonProperty("done")
    DONE,
    @JsonProperty("failed")
    FAILED
  }
}
