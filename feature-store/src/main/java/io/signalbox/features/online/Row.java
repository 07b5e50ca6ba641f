package io.signalbox.features.online;

import io.signalbox.features.Column;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row in memory: its times, and its values packed by column. Ordered by (event, known, sequence), so an older row never wins,
 * whenever it arrives.
 */
final class Row {

  static final Comparator<Row> ORDER = Comparator.comparingLong(Row::event)
      .thenComparingLong(Row::known)
      .thenComparingLong(Row::sequence);

  private static final @Nullable String[] NO_TEXTS = {};
  private static final int OBJECT_BYTES = 16;

  private final long event;
  private final long known;
  private final long sequence;
  /** A long, or the bits of a double, by column; then a bit for each column that has a value, from the lowest on */
  private final long[] bits;
  /** By column; empty where no column holds text */
  private final @Nullable String[] texts;

  private Row(Times times, long[] bits, @Nullable String[] texts) {
    this.event = times.event;
    this.known = times.known;
    this.sequence = times.sequence;
    this.bits = bits;
    this.texts = texts;
  }

  /** Without values, at this place of its batch. */
  static Row place(Times times, int place) {
    return new Row(times, new long[] {place}, NO_TEXTS);
  }

  /** When a row holds, and which it is. */
  record Times(long event, long known, long sequence) {}

  /** Packs one row of columns. */
  static Row of(Times times, List<Column> columns, int place) {
    int size = columns.size();
    long[] bits = empty(size);
    @Nullable String[] texts = NO_TEXTS;
    for (int i = 0; i < size; i++) {
      Column column = columns.get(i);
      if (!column.isMissing(place)) {
        bits[size + i / Long.SIZE] |= 1L << i;
        switch (column) {
          case Column.Longs longs -> bits[i] = longs.at(place);
          case Column.Doubles doubles -> bits[i] = Double.doubleToRawLongBits(doubles.at(place));
          case Column.Texts held -> texts = with(texts, size, i, held.at(place));
        }
      }
    }
    return new Row(times, bits, texts);
  }

  /** Packs a Long, Double, String or null by column, from a place in the cells on. */
  static Row of(Times times, @Nullable Object[] cells, int from) {
    int size = cells.length - from;
    long[] bits = empty(size);
    @Nullable String[] texts = NO_TEXTS;
    for (int i = 0; i < size; i++) {
      Object cell = cells[from + i];
      if (cell != null) {
        bits[size + i / Long.SIZE] |= 1L << i;
        switch (cell) {
          case Long number -> bits[i] = number;
          case Double number -> bits[i] = Double.doubleToRawLongBits(number);
          default -> texts = with(texts, size, i, (String) cell);
        }
      }
    }
    return new Row(times, bits, texts);
  }

  private static long[] empty(int size) {
    return new long[size + (size + Long.SIZE - 1) / Long.SIZE];
  }

  private static @Nullable String[] with(
      @Nullable String[] texts, int size, int place, @Nullable String text) {
    @Nullable String[] held = texts.length == 0 ? new @Nullable String[size] : texts;
    held[place] = text;
    return held;
  }

  long event() {
    return event;
  }

  long known() {
    return known;
  }

  long sequence() {
    return sequence;
  }

  long bits(int column) {
    return bits[column];
  }

  @Nullable
  String text(int column) {
    return texts[column];
  }

  boolean has(int column, int columns) {
    return (bits[columns + column / Long.SIZE] & 1L << column) != 0;
  }

  boolean isVisible(long at) {
    return event <= at && known <= at;
  }

  /** Whether it can never win again over one that is later in order: that is visible no later, or at the horizon already. */
  boolean isBeatenBy(Row later, long horizon) {
    return later.known <= Math.max(known, horizon);
  }

  /** About how much memory it takes. */
  int bytes() {
    int bytes = 3 * OBJECT_BYTES + 3 * Long.BYTES + bits.length * Long.BYTES;
    for (String text : texts) {
      bytes += 4 + (text == null ? 0 : 2 * OBJECT_BYTES + 8 + text.length());
    }
    return bytes;
  }
}
