package io.signalbox.monitor;

import com.google.common.collect.ImmutableList;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What every check definition must satisfy; each refusal names the field, the value and what was expected. */
final class Checked {
  /** Ten years and a day. */
  private static final Duration LONGEST = Duration.ofDays(3_653);

  private static final int MOST_NAMES = 1_000;
  private static final int LONGEST_NAME = 250;

  private Checked() {}

  /** Whether a check could have this name. */
  static boolean isName(String text) {
    return text.matches("[A-Za-z][A-Za-z0-9_.-]{0,99}");
  }

  static void common(
      @Nullable String name,
      @Nullable Object endpoint,
      @Nullable String cron,
      @Nullable Object zone,
      @Nullable Duration window,
      int leastRows) {
    if (name == null || !isName(name)) {
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
    if (window != null) {
      notLonger("window", window);
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

  static void notLonger(String field, Duration value) {
    if (value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          field + ": " + value + " (expected: at most " + LONGEST.toDays() + " days)");
    }
  }

  /** A level below one in a million is beyond what these tests approximate. */
  static void significance(double value) {
    if (!(value >= 1e-6 && value <= 0.5)) {
      throw new IllegalArgumentException(
          "significance: " + value + " (expected: from 0.000001 to 0.5)");
    }
  }

  /** Names of columns or metrics; each once. */
  static List<String> names(String field, List<? extends @Nullable String> names) {
    int count = names.size();
    if (count == 0 || count > MOST_NAMES) {
      throw new IllegalArgumentException(
          "%s: %d (expected: 1 to %d names)".formatted(field, count, MOST_NAMES));
    }
    var checked = ImmutableList.<String>builder();
    for (String name : names) {
      if (name == null || name.isBlank() || name.length() > LONGEST_NAME) {
        throw new IllegalArgumentException("%s: '%s' (expected: a name of at most %d characters)"
            .formatted(field, shortened(name), LONGEST_NAME));
      }
      checked.add(name);
    }
    List<String> given = checked.build();
    if (given.stream().distinct().count() < count) {
      throw new IllegalArgumentException(field + ": " + given + " (expected: each once)");
    }
    return given;
  }

  private static String shortened(@Nullable String name) {
    String text = String.valueOf(name);
    return text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME) + "...";
  }

  static void atLeastZero(String field, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(field + ": " + value + " (expected: >= 0)");
    }
  }
}
