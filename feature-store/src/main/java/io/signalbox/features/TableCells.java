package io.signalbox.features;

import org.jspecify.annotations.Nullable;

/** The cells of a table as a reader of files would hand them over. */
final class TableCells {

  private TableCells() {}

  /** Of a column that is no array. */
  static @Nullable Object cell(Column column, int row) {
    Object value = Keys.value(column, row);
    if (value == null) {
      return null;
    }
    return switch (column.type()) {
      case BOOL -> value.equals(1L);
      case TIMESTAMP -> Micros.instant((Long) value);
      case BYTES -> new RowReader.Bytes(value.toString());
      default -> value;
    };
  }
}
