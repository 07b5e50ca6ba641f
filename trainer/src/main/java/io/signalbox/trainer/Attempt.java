package io.signalbox.trainer;

import com.google.common.base.Ticker;
import io.signalbox.features.Progress;
import java.time.Duration;
import java.util.Optional;

/**
 * The time that one attempt has, and whether it is still wanted. Asked between its stages and all along a fit; a query that runs when it
 * must end is broken off by who looks.
 */
final class Attempt implements Progress {
  private final Ticker ticker;
  private final Duration limit;
  private final long startedNanos;
  private volatile boolean stopped;
  private volatile boolean lost;
  private volatile Runnable breakingOff = () -> {};

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

  /** Breaks off what runs if the attempt must not go on. Called now and then by another thread. */
  void look() {
    if (end().isPresent()) {
      breakingOff.run();
    }
  }

  @Override
  public void stoppable(Runnable stop) {
    breakingOff = stop;
  }

  @Override
  public void at(String phase, int step, int steps) {
    check();
  }

  /** Throws {@link Ended} if the attempt must not go on. */
  @Override
  public void check() {
    end().ifPresent(end -> {
      throw end;
    });
  }

  private Optional<Ended> end() {
    if (lost) {
      return Optional.of(new Ended(Why.LOST, "taken by another process"));
    }
    if (stopped) {
      return Optional.of(new Ended(Why.STOPPED, "the server stopped"));
    }
    return took().compareTo(limit) <= 0
        ? Optional.empty()
        : Optional.of(new Ended(
            Why.TOO_LONG,
            "time: more than " + limit + " (expected: at most the plan's time_limit)"));
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
