package io.signalbox.monitor.drift;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Benjamini and Hochberg's adjustment (1995): fifty tests at 5 % else alarm in 92 of 100 reports without drift. */
public final class FalseDiscovery {
  private FalseDiscovery() {}

  /** The adjusted p-values, in the order given. @throws IllegalArgumentException if one is not in [0, 1] */
  public static double[] adjust(double[] pValues) {
    for (double p : pValues) {
      if (!(p >= 0 && p <= 1)) {
        throw new IllegalArgumentException("p-value: " + p + " (expected: 0 to 1)");
      }
    }
    int[] descending = IntStream.range(0, pValues.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer index) -> -pValues[index]))
        .mapToInt(Integer::intValue)
        .toArray();
    double[] adjusted = new double[pValues.length];
    double least = 1;
    for (int i = 0; i < descending.length; i++) {
      int rank = descending.length - i;
      least = Math.min(least, pValues[descending[i]] * pValues.length / rank);
      adjusted[descending[i]] = least;
    }
    return adjusted;
  }
}
