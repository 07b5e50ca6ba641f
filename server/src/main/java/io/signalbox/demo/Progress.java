package io.signalbox.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Where the replay stands: a bar that is drawn over itself on a terminal, a line a month elsewhere. */
final class Progress {
  private static final int WIDTH = 30;
  private static final Duration REDRAW = Duration.ofMillis(200);
  private static final String CLEAR_LINE = "\r\u001b[2K";

  private final PrintStream out;
  private final boolean terminal;
  private final LongSupplier nanoTime;
  private final Instant from;
  private final Instant until;
  private final long started;
  private long drawn;
  private int month;

  /**
   * Starts at once.
   *
   * @param nanoTime a monotonic source: the replay's clock says nothing about how long a person waits
   */
  Progress(PrintStream out, boolean terminal, LongSupplier nanoTime, Instant from, Instant until) {
    this.out = out;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
    this.from = from;
    this.until = until;
    this.started = nanoTime.getAsLong();
    this.drawn = started;
    this.month = monthOf(from);
  }

  /** Draws, if it is time to. */
  void at(Instant now, long predictions) {
    long present = nanoTime.getAsLong();
    if (terminal) {
      if (present - drawn >= REDRAW.toNanos()) {
        drawn = present;
        out.print(CLEAR_LINE + bar(done(now)) + " " + text(now, predictions, present));
        out.flush();
      }
    } else if (monthOf(now) != month) {
      month = monthOf(now);
      out.println("  " + text(now, predictions, present));
    }
  }

  /** Prints a line of its own, above the bar. */
  void say(String line) {
    out.println((terminal ? CLEAR_LINE : "") + line);
  }

  /** Takes the bar away. */
  void end() {
    if (terminal) {
      out.print(CLEAR_LINE);
      out.flush();
    }
  }

  private String text(Instant now, long predictions, long present) {
    double seconds = Math.max(1e-3, (present - started) / 1e9);
    double done = done(now);
    long left = done > 0.01 ? Math.round(seconds / done * (1 - done)) : 0;
    String remaining = done > 0.01 ? ", about %d s left".formatted(left) : "";
    return String.format(
        Locale.ROOT,
        "%s  %,d predictions, %,.0f/s%s",
        date(now),
        predictions,
        predictions / seconds,
        remaining);
  }

  private double done(Instant now) {
    return (double) Duration.between(from, now).toSeconds()
        / Math.max(1, Duration.between(from, until).toSeconds());
  }

  private static String bar(double done) {
    int full = (int) Math.round(done * WIDTH);
    return "[" + "#".repeat(full) + "-".repeat(WIDTH - full) + "]";
  }

  private static LocalDate date(Instant at) {
    return at.atZone(ZoneOffset.UTC).toLocalDate();
  }

  private static int monthOf(Instant at) {
    return date(at).getMonthValue();
  }
}
