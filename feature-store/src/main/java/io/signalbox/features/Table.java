package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Columns of equal length, in order. */
public final class Table {
  private final ImmutableList<Column> columns;
  private final int rows;
  private @Nullable ImmutableMap<String, Column> byName; // made when it is first asked for

  private Table(List<? extends Column> columns, int rows) {
    this.columns = ImmutableList.copyOf(columns);
    this.rows = rows;
    for (Column column : this.columns) {
      if (column.size() != rows) {
        throw new IllegalArgumentException(
            "column %s: %d values (expected: %d)".formatted(column.name(), column.size(), rows));
      }
    }
  }

  /** Checks the columns. @throws IllegalArgumentException if a name is doubled or a length is not {@code rows} */
  public Table(int rows, List<? extends Column> columns) {
    this(columns, rows);
    byName();
  }

  /** Of columns whose names are known to differ, because they come from fields that do: a prediction need not look again. */
  public static Table ofDistinct(int rows, List<? extends Column> columns) {
    return new Table(columns, rows);
  }

  private ImmutableMap<String, Column> byName() {
    ImmutableMap<String, Column> made = byName;
    if (made == null) {
      var names = ImmutableMap.<String, Column>builderWithExpectedSize(columns.size());
      columns.forEach(column -> names.put(column.name(), column));
      made = names.buildOrThrow();
      byName = made; // whoever else makes it makes the same
    }
    return made;
  }

  public int rows() {
    return rows;
  }

  public List<Column> columns() {
    return columns;
  }

  public Optional<Column> find(String name) {
    return Optional.ofNullable(byName().get(name));
  }

  /** The column of this name. @throws IllegalArgumentException if there is none */
  public Column column(String name) {
    Column column = byName().get(name);
    if (column == null) {
      throw new IllegalArgumentException(
          "column: " + name + " (expected: one of " + byName().keySet() + ")");
    }
    return column;
  }
}
