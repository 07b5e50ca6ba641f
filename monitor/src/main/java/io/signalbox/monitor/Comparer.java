package io.signalbox.monitor;

import java.time.Instant;

/** Compares two versions of an endpoint, and stores nothing. */
public interface Comparer {

  /**
   * What the predictions that are mature at this moment say.
   *
   * @throws MonitorException if the endpoint or a version is unknown, or a parameter is out of range
   */
  Comparison compare(String id, ComparisonRequest request, Instant at);
}
