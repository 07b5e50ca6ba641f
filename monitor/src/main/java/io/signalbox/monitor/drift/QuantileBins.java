package io.signalbox.monitor.drift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Bins of numbers, each with as equal a part of the reference as its distinct values allow. Bins from the reference, not
 * from the pooled range, because one outlier would else hide a shift. A value that alone makes a tenth of the reference has
 * a bin of its own (hours without rain, a visibility of ten miles), so that its share is seen to change.
 */
public final class QuantileBins {
  private final double[] edges;

  private QuantileBins(double[] edges) {
    this.edges = edges;
  }

  /** Bins of a reference, which is ascending and without NaN. */
  public static QuantileBins of(double[] sorted, int wanted) {
    double share = (double) sorted.length / wanted;
    List<Double> edges = new ArrayList<>();
    int start = 0; // first row of the bin being filled
    for (int i = 0; i < sorted.length; ) {
      int next = endOfTies(sorted, i);
      boolean heavy = next - i >= share;
      if (heavy && i > start) {
        edges.add(between(sorted, i));
        start = i;
      }
      boolean full = next - start >= share * 0.999;
      if (full && next < sorted.length) {
        edges.add(between(sorted, next));
        start = next;
      }
      i = next;
    }
    return new QuantileBins(edges.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** How many bins; the missing are not among them. */
  public int size() {
    return edges.length + 1;
  }

  /** The bin of a number, from 0; values beyond the reference are in the first or the last. */
  public int of(double value) {
    int found = Arrays.binarySearch(edges, value);
    return found >= 0 ? found : -found - 1;
  }

  private static int endOfTies(double[] sorted, int from) {
    int next = from + 1;
    while (next < sorted.length && sorted[next] == sorted[from]) {
      next++;
    }
    return next;
  }

  /** Where NumPy's linear quantile of this share lies, which is strictly below the value at the index. */
  private static double between(double[] sorted, int index) {
    double part = 1 - (double) index / sorted.length;
    return sorted[index - 1] + part * (sorted[index] - sorted[index - 1]);
  }
}
