package io.signalbox.router.journal;

import io.signalbox.features.Column;
import io.signalbox.features.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A column that grows row by row. What layouts disagree on becomes a number where it can, else it is missing. */
final class FeatureColumn {

  private static final int FIRST_SIZE = 256;

  private final String name;
  private @Nullable ValueType type;
  private double[] numbers = {};
  private long[] integers = {};
  private final List<@Nullable String> texts = new ArrayList<>();
  private final BitSet present = new BitSet();
  private int row;

  FeatureColumn(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /** A layout says this type: of int64 and float64, float64 holds. */
  void isOf(ValueType said) {
    if (type == null || said == ValueType.FLOAT64) {
      type = said;
    }
  }

  void beginRow(int next) {
    row = next;
  }

  /** Room is made where there is a value: a column of texts has no numbers, one of decimal numbers no integers. */
  private static int room(int row) {
    return Math.max(FIRST_SIZE, 2 * row);
  }

  private void setNumber(double value) {
    int size = numbers.length;
    if (row >= size) {
      numbers = Arrays.copyOf(numbers, room(row));
      Arrays.fill(numbers, size, numbers.length, Double.NaN);
    }
    numbers[row] = value;
  }

  void number(double value) {
    setNumber(value);
    present.set(row);
  }

  void integer(ValueType said, long value) {
    setNumber((double) value);
    if (row >= integers.length) {
      integers = Arrays.copyOf(integers, room(row));
    }
    integers[row] = value;
    if (said == type || type == ValueType.FLOAT64) {
      present.set(row);
    }
  }

  void text(String value) {
    fillTexts(row);
    texts.add(value);
  }

  /** Rows without a text are made up for when one has: most columns have none at all. */
  private void fillTexts(int rows) {
    while (texts.size() < rows) {
      texts.add(null);
    }
  }

  Column toColumn(int rows) {
    if (type != null && type.holding() == ValueType.Holding.TEXT) {
      fillTexts(rows);
      return new Column.Texts(name, type, texts);
    }
    if (type == null || type.holding() == ValueType.Holding.DOUBLE) {
      ValueType decimal = type == null ? ValueType.FLOAT64 : type;
      double[] values = Arrays.copyOf(numbers, rows);
      if (rows > numbers.length) {
        Arrays.fill(values, numbers.length, rows, Double.NaN);
      }
      return new Column.Doubles(name, decimal, values);
    }
    BitSet missing = new BitSet(rows);
    missing.set(0, rows);
    missing.andNot(present);
    return new Column.Longs(name, type, Arrays.copyOf(integers, rows), missing);
  }
}
