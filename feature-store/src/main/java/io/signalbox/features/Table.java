package io.signalbox.features;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Optional;

/** Columns of equal length, in order. */
public final class Table {
  private final ImmutableMap<String, Column> columns;
  private final int rows;

  /** Checks the columns. @throws IllegalArgumentException if a name is doubled or a length is not {@code rows} */
  public Table(int rows, List<? extends Column> columns) {
    this.rows = rows;
    var byName = ImmutableMap.<String, Column>builderWithExpectedSize(columns.size());
    for (Column column : columns) {
      if (column.size() != rows) {
        throw new IllegalArgumentException(
            "column %s: %d values (expected: %d)".formatted(column.name(), column.size(), rows));
      }
      byName.put(column.name(), column);
    }
    this.columns = byName.buildOrThrow();
  }

  public int rows() {
    return rows;
  }

  public List<Column> columns() {
    return columns.values().asList();
  }

  public Optional<Column> find(String name) {
    return Optional.ofNullable(columns.get(name));
  }

  /** The column of this name. @throws IllegalArgumentException if there is none */
  public Column column(String name) {
    Column column = columns.get(name);
    if (column == null) {
      throw new IllegalArgumentException(
          "column: " + name + " (expected: one of " + columns.keySet() + ")");
    }
    return column;
  }
}
