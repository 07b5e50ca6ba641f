package io.signalbox.features;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows being gathered, one at a time. Not thread-safe. */
final class RowsBuilder {

  private static final int FIRST_SIZE = 16;

  private final RowSchema schema;
  private final List<ColumnBuilder> cells;
  private int size;
  private long[] event = new long[FIRST_SIZE];
  private long[] known = new long[FIRST_SIZE];
  private long[] sequence = new long[FIRST_SIZE];

  RowsBuilder(RowSchema schema) {
    this.schema = schema;
    this.cells = schema.cells().stream().map(ColumnBuilder::new).toList();
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
}
