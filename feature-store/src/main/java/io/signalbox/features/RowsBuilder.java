package io.signalbox.features;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows being gathered, one at a time. Not thread-safe. */
final class RowsBuilder {

  private static final int FIRST_SIZE = 16;

  private final RowSchema schema;
  private final List<Cells> cells;
  private int size;
  private long[] event = new long[FIRST_SIZE];
  private long[] known = new long[FIRST_SIZE];
  private long[] sequence = new long[FIRST_SIZE];

  RowsBuilder(RowSchema schema) {
    this.schema = schema;
    this.cells = schema.cells().stream().map(Cells::new).toList();
  }

  int size() {
    return size;
  }

  /** Takes a Long, Double or String for each cell, as its type says, or null. */
  void add(@Nullable Object[] values, long eventMicros, long knownMicros) {
    if (size == event.length) {
      event = Arrays.copyOf(event, size * 2);
      known = Arrays.copyOf(known, size * 2);
      sequence = Arrays.copyOf(sequence, size * 2);
    }
    for (int i = 0; i < cells.size(); i++) {
      cells.get(i).add(size, values[i]);
    }
    event[size] = eventMicros;
    known[size] = knownMicros;
    size++;
  }

  /** Numbers the row added last. */
  void sequence(long number) {
    sequence[size - 1] = number;
  }

  Rows build() {
    return new Rows(
        schema,
        cells.stream().map(it -> it.column(size)).toList(),
        Arrays.copyOf(event, size),
        Arrays.copyOf(known, size),
        Arrays.copyOf(sequence, size));
  }

  /** As {@link #build}, numbered from a first sequence on. */
  Rows build(long firstSequence) {
    for (int row = 0; row < size; row++) {
      sequence[row] = firstSequence + row;
    }
    return build();
  }

  private static final class Cells {
    private final Field field;
    private long[] longs = {};
    private double[] doubles = {};
    private final List<@Nullable String> texts = new ArrayList<>();
    private final BitSet missing = new BitSet();

    Cells(Field field) {
      this.field = field;
    }

    void add(int row, @Nullable Object value) {
      switch (field.type()) {
        case BOOL, INT64, TIMESTAMP -> {
          if (row == longs.length) {
            longs = Arrays.copyOf(longs, Math.max(FIRST_SIZE, row * 2));
          }
          missing.set(row, value == null);
          longs[row] = value == null ? 0 : (Long) value;
        }
        case FLOAT64 -> {
          if (row == doubles.length) {
            doubles = Arrays.copyOf(doubles, Math.max(FIRST_SIZE, row * 2));
          }
          doubles[row] = value == null ? Double.NaN : (Double) value;
        }
        case STRING -> texts.add((String) value);
      }
    }

    Column column(int size) {
      return switch (field.type()) {
        case BOOL, INT64, TIMESTAMP ->
          new Column.Longs(field.name(), field.type(), Arrays.copyOf(longs, size), missing);
        case FLOAT64 -> new Column.Doubles(field.name(), Arrays.copyOf(doubles, size));
        case STRING -> new Column.Texts(field.name(), texts);
      };
    }
  }
}
