package io.signalbox.monitor.scoring;

/** The negative log likelihood of an outcome, in nats. Probabilities are kept 1e-15 away from 0 and 1, as scikit-learn did. */
public final class LogLoss {
  private static final double LEAST = 1e-15;

  private LogLoss() {}

  /** Whether an outcome says yes or no: 1 or 0. Of another there is no such loss. */
  public static boolean isBinary(double outcome) {
    return outcome == 0 || outcome == 1;
  }

  /**
   * The loss of one row; NaN where it has none.
   *
   * @param outcome 0 or 1
   * @param probability in [0, 1]
   */
  public static double of(double outcome, double probability) {
    if (!isBinary(outcome) || !(probability >= 0 && probability <= 1)) {
      return Double.NaN;
    }
    double p = Math.clamp(probability, LEAST, 1 - LEAST);
    return -(outcome * Math.log(p) + (1 - outcome) * Math.log1p(-p));
  }
}
