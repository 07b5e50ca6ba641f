package io.signalbox.router;

import java.time.Instant;

/** Holds the features that predictions were made of against what a training set would say of the same moments. */
public interface FeatureAudits {

  /**
   * Audits the predictions asked in [from, until) that are drained. One audit at a time in a process.
   *
   * @throws RouterException if there is no such endpoint, there are too many predictions, or an audit is running
   */
  FeatureAudit audit(EndpointName endpoint, Instant from, Instant until);
}
