package io.signalbox.features;

/** Why somebody changes something by hand. */
final class Reasons {
  private static final int LONGEST = 2_000;

  private Reasons() {}

  /** @throws FeaturesException.ReasonRefused where there is none, or one that cannot be kept */
  static void check(String reason) {
    if (reason.isBlank() || reason.length() > LONGEST || !CellReader.isStorable(reason)) {
      throw new FeaturesException.ReasonRefused(
          "reason: %s (expected: why this is done, in at most %d characters)"
              .formatted(reason.isBlank() ? "none" : reason.length() + " characters", LONGEST));
    }
  }
}
