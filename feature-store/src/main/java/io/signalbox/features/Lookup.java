package io.signalbox.features;

import java.time.Duration;
import java.util.Optional;

/**
 * What a training set found in one view.
 *
 * @param version of the view
 * @param found rows of the set for which there was something within the ttl; of an aggregate, an event in its window
 * @param beyondTtl rows for which there was only something older
 * @param ages of what was found, at the row's moment; absent for aggregates, for views without history and where nothing was found
 */
public record Lookup(String view, int version, long found, long beyondTtl, Optional<Ages> ages) {

  /** So many percent were at most so old. */
  public record Ages(Duration p50, Duration p90, Duration p99, Duration max) {}
}
