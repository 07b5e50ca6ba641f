package io.signalbox.trainer;

import com.google.common.base.Ticker;
import java.time.Duration;

/** The time that one attempt has, and whether it is still wanted. Asked between its stages and all along a fit. */
final class Attempt {
  private final Ticker ticker;
  private final Duration limit;
  private final long startedNanos;
  private volatile boolean stopped;
  private volatile boolean lost;

  Attempt(Ticker ticker, Duration limit) {
    this.ticker = ticker;
    this.limit = limit;
    this.startedNanos = ticker.read();
  }

  Duration took() {
    return Duration.ofNanos(ticker.read() - startedNanos);
  }

  /** This process ends. */
  void stop() {
    stopped = true;
  }

  /** Another process has taken the run. */
  void lose() {
    lost = true;
  }

  /** Throws {@link Ended} if the attempt must not go on. */
  void check() {
    if (lost) {
      throw new Ended(Why.LOST, "taken by another process");
    }
    if (stopped) {
      throw new Ended(Why.STOPPED, "the server stopped");
    }
    if (took().compareTo(limit) > 0) {
      throw new Ended(
          Why.TOO_LONG, "time: more than " + limit + " (expected: at most the plan's time_limit)");
    }
  }

  enum Why {
    LOST,
    STOPPED,
    TOO_LONG
  }

  /** The attempt was ended from outside. */
  static final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final Why why;

    Ended(Why why, String message) {
      super(message);
      this.why = why;
    }
  }
}
