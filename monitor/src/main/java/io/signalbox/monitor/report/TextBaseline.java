package io.signalbox.monitor.report;

import io.signalbox.features.Column;
import io.signalbox.monitor.drift.CategoryBins;
import io.signalbox.monitor.drift.Homogeneity;
import io.signalbox.monitor.drift.StabilityIndex;
import io.signalbox.monitor.drift.WindowedThreshold;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Categories: the most frequent, one bin for new and other ones, and one for the missing. */
final class TextBaseline implements Baseline {
  private static final int MOST_CATEGORIES = 50;

  private final String subject;
  private final CategoryBins bins;
  private final long[] counts;
  private final Optional<Double> threshold;

  TextBaseline(String subject, Column.Texts values, long[] times, long window, int leastRows) {
    this.subject = subject;
    Map<String, Long> categories = new HashMap<>();
    for (int row = 0; row < values.size(); row++) {
      String value = values.at(row);
      if (value != null) {
        categories.merge(value, 1L, Long::sum);
      }
    }
    this.bins = CategoryBins.of(categories, MOST_CATEGORIES);
    int[] rows = new int[values.size()];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = bin(values.at(row));
    }
    this.counts = count(rows);
    var greatest = WindowedThreshold.of(times, rows, counts.length, window, leastRows);
    this.threshold = greatest.isPresent() ? Optional.of(greatest.getAsDouble()) : Optional.empty();
  }

  @Override
  public Measured measure(Column current) {
    if (!(current instanceof Column.Texts) && !Columns.isAllMissing(current)) {
      return Measured.failed(subject, "logged as a number, a string in the training set");
    }
    int[] rows = new int[current.size()];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = bin(current instanceof Column.Texts texts ? texts.at(row) : null);
    }
    long[] found = count(rows);
    int missing = counts.length - 1;
    int other = missing - 1;
    String detail = String.format(
        Locale.ROOT,
        "new or other %.3f (was %.3f), missing %.3f (was %.3f)",
        share(found, other),
        share(counts, other),
        share(found, missing),
        share(counts, missing));
    return new Measured(
        subject,
        StabilityIndex.of(counts, found),
        threshold,
        Homogeneity.pValue(counts, found),
        detail,
        Optional.empty());
  }

  private int bin(@Nullable String value) {
    return value == null ? bins.size() : bins.of(value);
  }

  private long[] count(int[] rows) {
    long[] found = new long[bins.size() + 1];
    for (int bin : rows) {
      found[bin]++;
    }
    return found;
  }

  private static double share(long[] counts, int bin) {
    return (double) counts[bin] / java.util.stream.LongStream.of(counts).sum();
  }
}
