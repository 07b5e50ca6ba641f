package io.signalbox.trainer.algorithm;

import io.signalbox.features.Column;
import io.signalbox.features.Table;
import io.signalbox.features.ValueType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Rows with a number that is missing now and then, one that never is, a text and a number that is a name. Drawn with C's old linear
 * congruential generator, so that the same rows can be drawn in Python.
 */
final class MixedRows {
  static final List<String> CARRIERS = List.of("AA", "B6", "DL", "UA", "");
  static final List<String> CATEGORIES = List.of("hour");

  private long state = 12345;

  final Table features;
  final double[] labels;

  MixedRows(int rows) {
    double[] delay = new double[rows];
    double[] wind = new double[rows];
    List<String> carrier = new ArrayList<>();
    long[] hour = new long[rows];
    labels = new double[rows];
    for (int i = 0; i < rows; i++) {
      delay[i] = uniform() * 10;
      wind[i] = uniform() * 4 - 2;
      String name = CARRIERS.get((int) (uniform() * 5));
      carrier.add(name.isEmpty() ? null : name);
      hour[i] = (long) (uniform() * 6);
      boolean missing = uniform() < .15;
      double margin = .3 * (delay[i] - 5)
          + .8 * wind[i]
          + (name.equals("UA") ? 1 : 0)
          - (hour[i] == 3 ? .4 : 0);
      labels[i] = uniform() < 1 / (1 + Math.exp(-margin)) ? 1 : 0;
      if (missing) {
        delay[i] = Double.NaN;
      }
    }
    features = new Table(
        rows,
        List.of(
            new Column.Doubles("delay", delay),
            new Column.Doubles("wind", wind),
            new Column.Texts("carrier", carrier),
            new Column.Longs("hour", ValueType.INT64, hour, new BitSet())));
  }

  private double uniform() {
    state = (state * 1103515245 + 12345) % (1L << 31);
    return state / (double) (1L << 31);
  }

  int[] all() {
    return IntStream.range(0, labels.length).toArray();
  }

  /** As wide as a year of flights: 13 numbers, of which some are missing, and categories of 16, 3, 24, 7 and 100. */
  static Table wide(int rows, long seed) {
    var random = new Random(seed);
    var columns = new ArrayList<Column>();
    for (int j = 0; j < 13; j++) {
      double[] values = new double[rows];
      for (int i = 0; i < rows; i++) {
        values[i] = j < 8 && random.nextInt(20) == 0 ? Double.NaN : random.nextGaussian() * 30 + j;
      }
      columns.add(new Column.Doubles("number" + j, values));
    }
    for (int count : new int[] {16, 3, 24, 7, 100}) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < rows; i++) {
        values.add("category" + random.nextInt(count));
      }
      columns.add(new Column.Texts("name" + count, values));
    }
    return new Table(rows, columns);
  }
}
