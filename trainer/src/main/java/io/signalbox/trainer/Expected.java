package io.signalbox.trainer;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a plan's values must be; each refusal names the value and what was expected. */
final class Expected {
  /** Ten years and a day. */
  static final Duration LONGEST = Duration.ofDays(3_653);

  private static final int LONGEST_NAME = 250;

  private Expected() {}

  /** Whether a plan could have this name. */
  static boolean isName(String value) {
    return value.matches("[A-Za-z][A-Za-z0-9_.-]{0,99}");
  }

  static void name(String field, @Nullable String value) {
    if (value == null || !isName(value)) {
      throw refusal(
          field, shortened(value), "a letter, then letters, digits, '_', '-' or '.', at most 100");
    }
  }

  static void present(String field, @Nullable String value) {
    if (value == null || value.isBlank() || value.length() > LONGEST_NAME) {
      throw refusal(
          field, "'" + shortened(value) + "'", "a name of at most " + LONGEST_NAME + " characters");
    }
  }

  static void given(String field, @Nullable Object value, String expected) {
    if (value == null) {
      throw refusal(field, "missing", expected);
    }
  }

  /** Each of them a name, and there once. */
  static void names(String field, List<? extends @Nullable String> values) {
    values.forEach(value -> present(field, value));
    if (values.stream().distinct().count() < values.size()) {
      throw refusal(field, values, "each once");
    }
  }

  private static String shortened(@Nullable String value) {
    String text = value == null ? "" : value;
    return text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME) + "...";
  }

  static void between(String field, int value, int least, int most) {
    if (value < least || value > most) {
      throw refusal(
          field, value, most == Integer.MAX_VALUE ? ">= " + least : least + " to " + most);
    }
  }

  static void between(String field, Duration value, Duration most) {
    if (!value.isPositive() || value.compareTo(most) > 0) {
      throw refusal(field, value, "> 0 and <= " + most);
    }
  }

  static void positive(String field, Duration value) {
    between(field, value, LONGEST);
  }

  static void notNegative(String field, Duration value) {
    if (value.isNegative() || value.compareTo(LONGEST) > 0) {
      throw refusal(field, value, ">= 0 and <= " + LONGEST);
    }
  }

  static IllegalArgumentException refusal(String field, Object value, String expected) {
    return new IllegalArgumentException("%s: %s (expected: %s)".formatted(field, value, expected));
  }
}
