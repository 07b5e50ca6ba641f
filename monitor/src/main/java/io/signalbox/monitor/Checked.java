package io.signalbox.monitor;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What every check definition must satisfy; each refusal names the field, the value and what was expected. */
final class Checked {
  private Checked() {}

  static void common(
      @Nullable String name,
      @Nullable Object endpoint,
      @Nullable String cron,
      @Nullable Object zone,
      @Nullable Duration window,
      int leastRows) {
    if (name == null || !name.matches("[A-Za-z][A-Za-z0-9_.-]{0,99}")) {
      throw new IllegalArgumentException("name: '" + name
          + "' (expected: a letter, then letters, digits, '_', '-' or '.', at most 100)");
    }
    present("endpoint", endpoint, "the name of an endpoint");
    present("cron", cron, "Quartz's syntax, seconds first, e.g. '0 0 6 ? * MON'");
    present("zone", zone, "a time zone, e.g. UTC or America/New_York");
    present("window", window, "a duration, e.g. 7d");
    if (window != null && window.compareTo(Duration.ofHours(1)) < 0) {
      throw new IllegalArgumentException("window: " + window + " (expected: at least 1h)");
    }
    if (leastRows < 1) {
      throw new IllegalArgumentException("least_rows: " + leastRows + " (expected: >= 1)");
    }
    CronSchedule.check(cron == null ? "" : cron);
  }

  static void present(String field, @Nullable Object value, String expected) {
    if (value == null) {
      throw new IllegalArgumentException(field + ": missing (expected: " + expected + ")");
    }
  }

  static void share(String field, double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(
          field + ": " + value + " (expected: between 0 and 1, both excluded)");
    }
  }

  static void atLeastZero(String field, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(field + ": " + value + " (expected: >= 0)");
    }
  }
}
