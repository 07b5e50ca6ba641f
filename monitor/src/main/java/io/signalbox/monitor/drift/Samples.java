package io.signalbox.monitor.drift;

/** What a sample must be. */
final class Samples {
  private Samples() {}

  /** @throws IllegalArgumentException if it is empty, not ascending, or has a NaN */
  static void check(double[] sorted) {
    if (sorted.length == 0) {
      throw new IllegalArgumentException("sample: empty (expected: at least one number)");
    }
    for (int i = 0; i < sorted.length; i++) {
      if (Double.isNaN(sorted[i]) || (i > 0 && sorted[i] < sorted[i - 1])) {
        throw new IllegalArgumentException(
            "sample: " + sorted[i] + " at " + i + " (expected: ascending numbers without NaN)");
      }
    }
  }
}
