package io.signalbox.features;

import com.google.errorprone.annotations.FormatMethod;
import org.jspecify.annotations.Nullable;

/** Checks of what a caller sent. */
final class Refusals {

  private Refusals() {}

  @FormatMethod
  static void check(boolean expected, String message, @Nullable Object... values) {
    if (!expected) {
      throw new FeaturesException.Invalid(message.formatted(values));
    }
  }
}
