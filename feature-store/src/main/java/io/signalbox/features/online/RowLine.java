package io.signalbox.features.online;

import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** The rows of one key in order: the one that holds at the horizon, and all that could come to hold after it. */
final class RowLine {
  static final Row[] NONE = {};

  private static final Comparator<Row> ORDER = Row.ORDER;
  private static final int OBJECT_BYTES = 16;

  private RowLine() {}

  /** The line with one row more; the same line where it has it already, or no question could be answered by it. */
  static Row[] with(Row[] line, Row row, long horizon) {
    int found = Arrays.binarySearch(line, row, ORDER);
    if (found >= 0) {
      return line;
    }
    int place = -found - 1;
    for (int i = place; i < line.length; i++) {
      if (row.isBeatenBy(line[i], horizon)) {
        return line;
      }
    }
    Row[] more = new Row[line.length + 1];
    int size = 0;
    for (int i = 0; i < place; i++) {
      if (!line[i].isBeatenBy(row, horizon)) {
        more[size++] = line[i];
      }
    }
    more[size++] = row;
    for (int i = place; i < line.length; i++) {
      more[size++] = line[i];
    }
    return size == more.length ? more : Arrays.copyOf(more, size);
  }

  /** The row that holds at a moment. */
  static @Nullable Row at(Row[] line, long micros) {
    for (int i = line.length - 1; i >= 0; i--) {
      if (line[i].isVisible(micros)) {
        return line[i];
      }
    }
    return null;
  }

  /** About how much memory it takes. */
  static int bytes(Row[] line) {
    int bytes = OBJECT_BYTES + 4 * line.length;
    for (Row row : line) {
      bytes += row.bytes();
    }
    return bytes;
  }
}
