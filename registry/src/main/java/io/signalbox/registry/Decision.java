package io.signalbox.registry;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.common.collect.ImmutableList;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody decided about a version's entry into a stage, and why. It changes nothing by itself.
 *
 * @param against the versions that it was held against
 */
public record Decision(
    long id,
    ModelName model,
    int version,
    Stage stage,
    Verdict verdict,
    List<Integer> against,
    String author,
    String reason,
    Instant at) {
  public Decision {
    against = ImmutableList.copyOf(against);
  }

  /** What is to become of the version. */
  public enum Verdict {
    @JsonProperty("enter")
    ENTER,
    @JsonProperty("wait")
    WAIT,
    @JsonProperty("reject")
    REJECT
  }

  /**
   * A decision with what it rested on, as that was then.
   *
   * @param evidence the comparison of an endpoint's arms, where one was named
   * @param comparison the versions side by side: a {@link VersionComparison} as JSON
   * @param markdown all of it for people
   */
  public record Recorded(
      Decision decision,
      Optional<Map<String, Object>> evidence,
      Map<String, Object> comparison,
      String markdown) {}
}
