package io.signalbox.monitor.scoring;

/** Running totals of how good probabilities of a yes or no were. A mean over no rows is NaN. Not thread-safe. */
public final class Scores {
  private long rows;
  private double logLoss;
  private double squares;
  private long right;
  private double positives;

  /** Adds a row, or leaves it out: its outcome is neither 0 nor 1, or its probability is none. Returns whether it counts. */
  public boolean add(double outcome, double probability) {
    double loss = LogLoss.of(outcome, probability);
    if (Double.isNaN(loss)) {
      return false;
    }
    rows++;
    logLoss += loss;
    squares += (probability - outcome) * (probability - outcome);
    right += (probability >= 0.5) == (outcome >= 0.5) ? 1 : 0;
    positives += outcome;
    return true;
  }

  public long rows() {
    return rows;
  }

  public double logLoss() {
    return logLoss / rows;
  }

  /** Mean squared error of the probability (Brier 1950, one class). */
  public double brier() {
    return squares / rows;
  }

  /** Share of rows on the right side of one half; exactly one half counts as yes. */
  public double accuracy() {
    return (double) right / rows;
  }

  public double positiveShare() {
    return positives / rows;
  }
}
