package io.signalbox.features;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A column being gathered, one value at a time. Not thread-safe. */
final class ColumnBuilder {
  private static final int FIRST_SIZE = 16;

  private final Field field;
  private long[] longs = {};
  private double[] doubles = {};
  private final List<@Nullable String> texts = new ArrayList<>();
  private final BitSet missing = new BitSet();

  ColumnBuilder(Field field) {
    this.field = field;
  }

  /** Takes a Long, Double or String for the row after the last, as the type says, or null. */
  void add(int row, @Nullable Object value) {
    switch (field.type().holding()) {
      case LONG -> {
        if (row == longs.length) {
          longs = Arrays.copyOf(longs, Math.max(FIRST_SIZE, row * 2));
        }
        missing.set(row, value == null);
        longs[row] = value == null ? 0 : (Long) value;
      }
      case DOUBLE -> {
        if (row == doubles.length) {
          doubles = Arrays.copyOf(doubles, Math.max(FIRST_SIZE, row * 2));
        }
        doubles[row] = value == null ? Double.NaN : (Double) value;
      }
      case TEXT -> texts.add((String) value);
    }
  }

  Column column(int size) {
    return switch (field.type().holding()) {
      case LONG ->
        new Column.Longs(field.name(), field.type(), Arrays.copyOf(longs, size), missing);
      case DOUBLE -> new Column.Doubles(field.name(), field.type(), Arrays.copyOf(doubles, size));
      case TEXT -> new Column.Texts(field.name(), field.type(), texts);
    };
  }
}
