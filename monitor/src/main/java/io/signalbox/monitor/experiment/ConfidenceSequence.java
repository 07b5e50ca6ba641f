package io.signalbox.monitor.experiment;

/**
 * An asymptotic confidence sequence for a mean: with probability 1 - alpha its bounds hold at every sample size at once,
 * so looking often does not raise the error.
 *
 * <p>Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas, "Time-uniform central limit theory and asymptotic confidence
 * sequences" (arXiv 2103.06476), theorem 2.2 for two sides and proposition 2.3 for one. A half-width is {@code SE *
 * sqrt(N) * sqrt(2 (N r^2 + 1) / (N^2 r^2) * ln(sqrt(N r^2 + 1) / alpha))}; one-sided the logarithm is that of {@code 1 +
 * sqrt(N r^2 + 1) / (2 alpha)}. {@code r} makes the bound tightest near N*: {@code sqrt((-2 ln a + ln(-2 ln a + 1)) /
 * N*)}, with a = alpha for two sides and 2 alpha for one.
 *
 * @param alpha error probability over all looks together
 * @param planned N*, the number of independent clusters at which the bound is to be tightest; fixed before the first look
 */
public record ConfidenceSequence(double alpha, int planned) {
  public ConfidenceSequence {
    if (!(alpha > 0 && alpha < 0.5)) {
      throw new IllegalArgumentException("alpha: " + alpha + " (expected: above 0, below 0.5)");
    }
    if (planned < 1) {
      throw new IllegalArgumentException("planned: " + planned + " (expected: >= 1)");
    }
  }

  /** Half the width of the two-sided bounds after n clusters. */
  public double twoSided(double standardError, int n) {
    double spread = n * squaredRate(alpha) + 1;
    return standardError * width(n, spread, Math.log(Math.sqrt(spread) / alpha));
  }

  /** How far below the estimate the one-sided lower bound lies after n clusters. */
  public double oneSided(double standardError, int n) {
    double spread = n * squaredRate(2 * alpha) + 1;
    return standardError * width(n, spread, Math.log1p(Math.sqrt(spread) / (2 * alpha)));
  }

  private double width(int n, double spread, double logarithm) {
    return Math.sqrt(n) * Math.sqrt(2 * spread / (n * (spread - 1)) * logarithm);
  }

  private double squaredRate(double error) {
    double doubled = -2 * Math.log(error);
    return (doubled + Math.log(doubled + 1)) / planned;
  }
}
