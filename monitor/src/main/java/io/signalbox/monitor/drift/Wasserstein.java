package io.signalbox.monitor.drift;

/** The first Wasserstein distance of two samples: the area between their distribution functions, in the samples' own unit. */
public final class Wasserstein {
  private Wasserstein() {}

  /**
   * The distance.
   *
   * @param a ascending
   * @param b ascending
   * @throws IllegalArgumentException if a sample is empty or has a NaN
   */
  public static double distance(double[] a, double[] b) {
    Samples.check(a);
    Samples.check(b);
    double area = 0;
    double before = Math.min(a[0], b[0]);
    int i = 0;
    int j = 0;
    while (i < a.length || j < b.length) {
      double value = i == a.length ? b[j] : j == b.length ? a[i] : Math.min(a[i], b[j]);
      double gap = Math.abs((double) i / a.length - (double) j / b.length);
      area += gap * (value - before);
      before = value;
      while (i < a.length && a[i] == value) {
        i++;
      }
      while (j < b.length && b[j] == value) {
        j++;
      }
    }
    return area;
  }
}
