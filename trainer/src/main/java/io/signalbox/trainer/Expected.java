package io.signalbox.trainer;

import java.time.Duration;

/** What a plan's values must be; each refusal names the value and what was expected. */
final class Expected {
  private Expected() {}

  static void name(String field, String value) {
    if (!value.matches("[A-Za-z][A-Za-z0-9_.-]{0,99}")) {
      throw refusal(field, value, "a letter, then letters, digits, '_', '-' or '.', at most 100");
    }
  }

  static void present(String field, String value) {
    if (value.isBlank()) {
      throw refusal(field, "'" + value + "'", "a name");
    }
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
    if (!value.isPositive()) {
      throw refusal(field, value, "> 0");
    }
  }

  static void notNegative(String field, Duration value) {
    if (value.isNegative()) {
      throw refusal(field, value, ">= 0");
    }
  }

  static IllegalArgumentException refusal(String field, Object value, String expected) {
    return new IllegalArgumentException("%s: %s (expected: %s)".formatted(field, value, expected));
  }
}
