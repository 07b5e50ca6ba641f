package io.signalbox.monitor.scoring;

/**
 * Expected calibration error over bins of equal width: the mean over rows of |mean outcome - mean probability| of the row's bin (Naeini
 * et al. 2015). Bins are closed on the right; the first holds 0 too. Not thread-safe.
 */
public final class Calibration {
  private final double[] probabilities;
  private final double[] outcomes;
  private long rows;

  public Calibration(int bins) {
    if (bins < 1) {
      throw new IllegalArgumentException("bins: " + bins + " (expected: >= 1)");
    }
    probabilities = new double[bins];
    outcomes = new double[bins];
  }

  /** Counts one row; the probability is in [0, 1]. */
  public void add(double outcome, double probability) {
    int last = probabilities.length - 1;
    int bin = Math.clamp((long) Math.ceil(probability * probabilities.length) - 1, 0, last);
    probabilities[bin] += probability;
    outcomes[bin] += outcome;
    rows++;
  }

  /** NaN where there are no rows. */
  public double error() {
    double gap = 0;
    for (int bin = 0; bin < probabilities.length; bin++) {
      gap += Math.abs(outcomes[bin] - probabilities[bin]);
    }
    return gap / rows;
  }
}
