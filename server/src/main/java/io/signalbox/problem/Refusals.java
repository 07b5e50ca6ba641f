package io.signalbox.problem;

/** Tells a value that was refused, in the words of the conventions, from a fault of the program. */
final class Refusals {

  private Refusals() {}

  /** True for {@code share: -3 (expected: > 0)}: the value, then the expectation. */
  static boolean namesWhatWasExpected(Throwable failure) {
    return failure instanceof IllegalArgumentException
        && failure.getMessage() != null
        && failure.getMessage().contains("(expected: ");
  }
}
