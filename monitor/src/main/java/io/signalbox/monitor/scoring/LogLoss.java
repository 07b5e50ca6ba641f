package io.signalbox.monitor.scoring;

/** The negative log likelihood of an outcome, in nats. Probabilities are kept 1e-15 away from 0 and 1, as scikit-learn did. */
public final class LogLoss {
  private static final double LEAST = 1e-15;

  private LogLoss() {}

  /**
   * The loss of one row.
   *
   * @param outcome a share in [0, 1]; 0 or 1 for what happened or did not
   * @param probability NaN gives NaN
   */
  public static double of(double outcome, double probability) {
    double p = Math.clamp(probability, LEAST, 1 - LEAST);
    return -(outcome * Math.log(p) + (1 - outcome) * Math.log1p(-p));
  }
}
