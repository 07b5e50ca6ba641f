package io.signalbox.monitor.drift;

import java.util.stream.LongStream;

/** The population stability index, sum (c - r) ln(c / r) over the bins' shares. */
public final class StabilityIndex {
  /** A bin that is empty on one side only counts as this share, as Evidently does; else the index would be infinite. */
  static final double LEAST_SHARE = 1e-4;

  private StabilityIndex() {}

  /** NaN where one side has no rows. @throws IllegalArgumentException if the bins are not the same */
  public static double of(long[] reference, long[] current) {
    if (reference.length != current.length) {
      throw new IllegalArgumentException(
          "bins: " + current.length + " (expected: " + reference.length + ")");
    }
    double references = LongStream.of(reference).sum();
    double currents = LongStream.of(current).sum();
    if (references == 0 || currents == 0) {
      return Double.NaN;
    }
    double index = 0;
    for (int bin = 0; bin < reference.length; bin++) {
      if (reference[bin] > 0 || current[bin] > 0) {
        double r = Math.max(reference[bin] / references, LEAST_SHARE);
        double c = Math.max(current[bin] / currents, LEAST_SHARE);
        index += (c - r) * Math.log(c / r);
      }
    }
    return index;
  }
}
