package io.signalbox.monitor;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.common.collect.ImmutableList;
import io.signalbox.router.EndpointName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a check found.
 *
 * @param version the Production version it looked at; absent where there was none
 * @param from start of the window, inclusive
 * @param until end of the window, exclusive
 * @param rows predictions in the window
 * @param baseline what it was compared with, in words
 * @param findings one per feature or measure, those that alarm first
 */
public record Report(
    String id,
    String check,
    String type,
    EndpointName endpoint,
    Optional<Integer> version,
    Instant at,
    Instant from,
    Instant until,
    long rows,
    String baseline,
    Status status,
    String summary,
    List<Finding> findings) {
  public Report {
    findings = ImmutableList.copyOf(findings);
  }

  /** What a report or a finding says. Missing data is never {@code ok}, and never an alarm. */
  public enum Status {
    @JsonProperty("ok")
    OK,
    @JsonProperty("alarm")
    ALARM,
    @JsonProperty("insufficient")
    INSUFFICIENT
  }
}
