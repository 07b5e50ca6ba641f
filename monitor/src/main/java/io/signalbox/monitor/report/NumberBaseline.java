package io.signalbox.monitor.report;

import io.signalbox.features.Column;
import io.signalbox.monitor.drift.Homogeneity;
import io.signalbox.monitor.drift.KolmogorovSmirnov;
import io.signalbox.monitor.drift.QuantileBins;
import io.signalbox.monitor.drift.StabilityIndex;
import io.signalbox.monitor.drift.Wasserstein;
import io.signalbox.monitor.drift.WindowedThreshold;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Numbers: decile bins and one for the missing. An infinite value counts as missing. */
final class NumberBaseline implements Baseline {
  private static final int BINS = 10;

  /** As in Evidently: a constant column's distances are not divided by zero. */
  private static final double LEAST_DEVIATION = 0.001;

  private final String subject;
  private final double[] sorted;
  private final double deviation;
  private final QuantileBins bins;
  private final long[] counts;
  private final Optional<Double> threshold;

  NumberBaseline(String subject, double[] values, long[] times, long window, int leastRows) {
    this.subject = subject;
    this.sorted = sorted(values);
    this.deviation = Math.max(deviation(sorted), LEAST_DEVIATION);
    this.bins = QuantileBins.of(sorted, BINS);
    int[] rows = Arrays.stream(values).mapToInt(this::bin).toArray();
    this.counts = count(rows);
    var greatest = WindowedThreshold.of(times, rows, counts.length, window, leastRows);
    this.threshold = greatest.isPresent() ? Optional.of(greatest.getAsDouble()) : Optional.empty();
  }

  @Override
  public Measured measure(Column current) {
    if (current instanceof Column.Texts texts && !Columns.isAllMissing(texts)) {
      return Measured.failed(subject, "logged as a string, a number in the training set");
    }
    double[] values = Columns.numbers(current);
    long[] found = count(Arrays.stream(values).mapToInt(this::bin).toArray());
    double psi = StabilityIndex.of(counts, found);
    double[] present = sorted(values);
    int missing = counts.length - 1;
    double ofMissing = Homogeneity.pValue(
        new long[] {sorted.length, counts[missing]}, new long[] {present.length, found[missing]});
    String rates = String.format(
        Locale.ROOT,
        "missing %.3f (was %.3f)",
        (double) found[missing] / values.length,
        (double) counts[missing] / (sorted.length + counts[missing]));
    if (present.length == 0 || sorted.length == 0) {
      return new Measured(subject, psi, threshold, ofMissing, rates, Optional.empty());
    }
    KolmogorovSmirnov test = KolmogorovSmirnov.of(sorted, present);
    double distance = Wasserstein.distance(sorted, present) / deviation;
    String detail = String.format(
        Locale.ROOT,
        "KS %.4f (p %.3g), Wasserstein %.4f deviations, %s",
        test.statistic(),
        test.pValue(),
        distance,
        rates);
    double either = Math.min(1, 2 * Math.min(test.pValue(), ofMissing)); // Bonferroni over the two
    return new Measured(subject, psi, threshold, either, detail, Optional.empty());
  }

  private int bin(double value) {
    return Double.isFinite(value) ? bins.of(value) : bins.size();
  }

  private long[] count(int[] rows) {
    long[] found = new long[bins.size() + 1];
    for (int bin : rows) {
      found[bin]++;
    }
    return found;
  }

  private static double[] sorted(double[] values) {
    return Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
  }

  private static double deviation(double[] values) {
    double mean = Arrays.stream(values).average().orElse(0);
    return Math.sqrt(Arrays.stream(values)
        .map(value -> (value - mean) * (value - mean))
        .average()
        .orElse(0));
  }
}
