package io.signalbox.monitor.drift;

import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;

/**
 * The two-sample Kolmogorov-Smirnov test. Its p-value is exact (commons-statistics) while both samples are small, else that of the limit
 * with Stephens's correction: {@code 2 sum (-1)^(k-1) exp(-2 k^2 l^2)}, {@code l = (sqrt(e) + .12 + .11 / sqrt(e)) D}, {@code e = n m / (n +
 * m)} (Stephens 1970, JRSS B 32).
 */
public record KolmogorovSmirnov(double statistic, double pValue) {
  /** Exact values cost n times m: beyond this the limit is good to three digits. */
  private static final long MOST_EXACT = 2_000_000;

  /**
   * Tests two samples.
   *
   * @param reference ascending
   * @param current ascending
   * @throws IllegalArgumentException if a sample is empty or has a NaN
   */
  public static KolmogorovSmirnov of(double[] reference, double[] current) {
    Samples.check(reference);
    Samples.check(current);
    double d = statistic(reference, current);
    if ((long) reference.length * current.length <= MOST_EXACT
        && reference.length > 1
        && current.length > 1) {
      double p = KolmogorovSmirnovTest.withDefaults().test(reference, current).getPValue();
      return new KolmogorovSmirnov(d, p);
    }
    return new KolmogorovSmirnov(d, limit(d, reference.length, current.length));
  }

  static double limit(double d, int n, int m) {
    double root = Math.sqrt((double) n * m / ((double) n + m));
    double l = (root + 0.12 + 0.11 / root) * d;
    if (l < 0.2) {
      return 1; // the series does not converge there, and its value is 1 to ten digits
    }
    double sum = 0;
    for (int k = 1; k <= 100; k++) {
      double term = Math.exp(-2.0 * k * k * l * l);
      sum += k % 2 == 1 ? term : -term;
      if (term < 1e-17) {
        break;
      }
    }
    return Math.clamp(2 * sum, 0, 1);
  }

  private static double statistic(double[] a, double[] b) {
    double greatest = 0;
    int i = 0;
    int j = 0;
    while (i < a.length && j < b.length) {
      double value = Math.min(a[i], b[j]);
      while (i < a.length && a[i] == value) {
        i++;
      }
      while (j < b.length && b[j] == value) {
        j++;
      }
      greatest = Math.max(greatest, Math.abs((double) i / a.length - (double) j / b.length));
    }
    return greatest;
  }
}
