package io.signalbox.monitor.experiment;

import java.time.Instant;

/** UTC days, counted from 1970. */
final class Days {
  private static final long SECONDS = 86_400;

  private Days() {}

  static long of(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), SECONDS);
  }
}
