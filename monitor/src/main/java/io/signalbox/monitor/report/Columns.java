package io.signalbox.monitor.report;

import io.signalbox.features.Column;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Columns as the arithmetic wants them. */
final class Columns {
  private Columns() {}

  static boolean isAllMissing(Column column) {
    return IntStream.range(0, column.size()).allMatch(column::isMissing);
  }

  /** The values, NaN where missing; a column of texts, which is all missing then, is all NaN. */
  static double[] numbers(Column column) {
    double[] values = new double[column.size()];
    if (column instanceof Column.Texts) {
      Arrays.fill(values, Double.NaN);
      return values;
    }
    Arrays.setAll(values, column::numberAt);
    return values;
  }

  /** Microseconds since the epoch. Throws an IllegalArgumentException if it is not a column of times. */
  static long[] micros(Column column) {
    if (!(column instanceof Column.Longs longs)) {
      throw new IllegalArgumentException(
          "column " + column.name() + ": " + column.type() + " (expected: timestamp)");
    }
    long[] values = new long[longs.size()];
    Arrays.setAll(values, longs::at);
    return values;
  }
}
