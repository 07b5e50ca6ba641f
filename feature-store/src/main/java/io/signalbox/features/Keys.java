package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Join keys as objects that are equal exactly where all their typed values are. */
public final class Keys {

  private Keys() {}

  /** The key of a row, absent where a part of it is missing. */
  public static Optional<Object> of(List<Column> columns, int row) {
    if (columns.size() == 1) {
      return Optional.ofNullable(value(columns.getFirst(), row));
    }
    var parts = ImmutableList.builderWithExpectedSize(columns.size());
    for (Column column : columns) {
      Object part = value(column, row);
      if (part == null) {
        return Optional.empty();
      }
      parts.add(part);
    }
    return Optional.of(parts.build());
  }

  /** The key of parts that are all there. */
  public static Object of(List<Object> parts) {
    return parts.size() == 1 ? parts.getFirst() : ImmutableList.copyOf(parts);
  }

  static @Nullable Object value(Column column, int row) {
    if (column.isMissing(row)) {
      return null;
    }
    return switch (column) {
      case Column.Longs longs -> longs.at(row);
      case Column.Doubles doubles -> doubles.at(row);
      case Column.Texts texts -> texts.at(row);
    };
  }
}
