package io.signalbox.monitor;

import com.google.common.collect.ImmutableList;
import io.signalbox.registry.ModelVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Looks at an endpoint as a check says, and stores nothing. */
public interface Checker {

  /** What the check finds at this moment. */
  Result check(CheckDefinition definition, Instant at);

  /**
   * What was found.
   *
   * @param version what it looked at; absent where nothing is in Production
   * @param replacementUnderWay whether a newer version is an arm or a shadow of the endpoint
   */
  record Result(
      Optional<ModelVersion> version,
      Window window,
      long rows,
      String baseline,
      Report.Status status,
      String summary,
      List<Finding> findings,
      boolean replacementUnderWay) {
    public Result {
      findings = ImmutableList.copyOf(findings);
    }
  }

  /** From, inclusive, to until, exclusive. */
  record Window(Instant from, Instant until) {}
}
