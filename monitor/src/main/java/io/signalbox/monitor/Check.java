package io.signalbox.monitor;

import java.time.Instant;
import java.util.Optional;

/**
 * A check as it stands.
 *
 * @param nextDue by the injected clock; absent where its cron expression never falls due again
 * @param latest its newest report
 */
public record Check(
    CheckDefinition definition, Optional<Instant> nextDue, Optional<Latest> latest) {

  /** The newest report of a check. */
  public record Latest(String reportId, Report.Status status, Instant at) {}
}
