package io.signalbox.trainer.algorithm;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import io.signalbox.features.Column;
import io.signalbox.features.Table;
import io.signalbox.features.ValueType;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The encoders of all features, in the order of the features. */
public record Encoding(List<Encoder> encoders) {

  /** More names than this in one feature are an identity, not a category: the Hessian would not fit. */
  public static final int MOST_CATEGORIES = 1_000;

  public Encoding {
    encoders = ImmutableList.copyOf(encoders);
  }

  /**
   * Learns means, scales and categories from the rows that are fitted, and from no other.
   *
   * @param categories features whose numbers are names
   * @throws UnfitData if a feature has too many categories
   */
  public static Encoding learn(Table features, int[] rows, Set<String> categories) {
    return new Encoding(features.columns().stream()
        .map(column -> learn(column, rows, categories.contains(column.name())))
        .toList());
  }

  private static Encoder learn(Column column, int[] rows, boolean category) {
    if (column.name().equals(OnnxGraph.OUTPUT)) {
      throw new UnfitData("feature %s: that is the model's output (expected: another name)"
          .formatted(column.name()));
    }
    if (column.type().isArray() || column.type() == ValueType.BYTES) {
      throw new UnfitData("feature %s: %s (expected: no array and no bytes)"
          .formatted(column.name(), column.type().word()));
    }
    if (column instanceof Column.Texts texts) {
      return texts(texts, rows);
    }
    return category ? codes(column, rows) : number(column, rows);
  }

  private static Encoder texts(Column.Texts column, int[] rows) {
    var seen = new TreeSet<String>();
    for (int row : rows) {
      seen.add(textAt(column, row));
      refuseTooMany(column.name(), seen.size());
    }
    return new Encoder.Texts(column.name(), List.copyOf(seen));
  }

  private static Encoder codes(Column column, int[] rows) {
    var seen = new TreeSet<Double>();
    for (int row : rows) {
      double value = floatAt(column, row);
      if (!Double.isNaN(value)) {
        seen.add(value + 0.0); // -0 is 0
        refuseTooMany(column.name(), seen.size());
      }
    }
    return new Encoder.Codes(column.name(), ImmutableDoubleArray.copyOf(seen));
  }

  /** Mean and standard deviation (of the population) of what is not missing, in two passes. */
  private static Encoder number(Column column, int[] rows) {
    double[] values = Arrays.stream(rows)
        .mapToDouble(row -> floatAt(column, row))
        .filter(value -> !Double.isNaN(value))
        .toArray();
    double mean = Arrays.stream(values).average().orElse(0);
    double variance =
        Arrays.stream(values).map(x -> (x - mean) * (x - mean)).average().orElse(0);
    double deviation = Math.sqrt(variance);
    // A constant: rounding of the mean must not be blown up to a signal.
    boolean constant = deviation <= 1e-6 * Math.max(Math.abs(mean), Float.MIN_NORMAL);
    var number =
        new Encoder.Scaled(column.name(), (float) mean, constant ? 0 : (float) (1 / deviation));
    return values.length < rows.length ? new Encoder.Flagged(number) : number;
  }

  private static void refuseTooMany(String feature, int count) {
    if (count > MOST_CATEGORIES) {
      throw new UnfitData("feature %s: more than %d categories (expected: at most %2$d)"
          .formatted(feature, MOST_CATEGORIES));
    }
  }

  static String textAt(Column.Texts column, int row) {
    String text = column.at(row);
    return text == null ? "" : text;
  }

  static double floatAt(Column column, int row) {
    return (float) column.numberAt(row);
  }

  int numbers() {
    return encoders.stream().mapToInt(Encoder::numbers).sum();
  }

  int indicators() {
    return encoders.stream().mapToInt(Encoder::indicators).sum();
  }
}
