package io.signalbox.features.offline;

import io.signalbox.features.ArrayText;
import io.signalbox.features.Column;
import io.signalbox.features.Field;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;

/** Columns on their way into and out of DuckDB, chunk by chunk: a result set read by value costs three times as much. */
final class Columns {

  private static final int FIRST_SIZE = 1_024;

  private Columns() {}

  /** Reads a query whose result has these fields, each as {@link Sql#readable(Field)} says. */
  static List<Column> read(DuckDBConnection connection, String sql, List<Field> fields)
      throws SQLException {
    return read(connection, sql, fields, statement -> {});
  }

  /** As the other; the statement is handed over before it runs. */
  static List<Column> read(
      DuckDBConnection connection, String sql, List<Field> fields, Consumer<Statement> begun)
      throws SQLException {
    List<Growing> growing = fields.stream().map(Growing::new).toList();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      begun.accept(statement);
      try (DuckDBChunkedResult result =
          statement.unwrap(DuckDBPreparedStatement.class).query()) {
        while (result.nextChunk()) {
          int rows = Math.toIntExact(result.chunk().rowCount());
          for (int i = 0; i < fields.size(); i++) {
            growing.get(i).take(result.chunk().vector(i), rows);
          }
        }
      }
    }
    return growing.stream().map(Growing::column).toList();
  }

  static void append(DuckDBAppender appender, Column column, int row) throws SQLException {
    if (column.isMissing(row)) {
      appender.appendNull();
      return;
    }
    switch (column) {
      case Column.Doubles doubles -> appender.append(doubles.at(row));
      case Column.Texts texts -> appender.append(texts.at(row));
      case Column.Longs longs -> appender.append(longs.at(row));
    }
  }

  /** A column whose length is not known yet. */
  private static final class Growing {
    private final Field field;
    private int size;
    private long[] longs = {};
    private double[] doubles = {};
    private final List<@Nullable String> texts = new ArrayList<>();
    private final BitSet missing = new BitSet();

    Growing(Field field) {
      this.field = field;
    }

    void take(DuckDBReadableVector vector, int rows) {
      switch (field.type().holding()) {
        case LONG -> takeLongs(vector, rows);
        case DOUBLE -> takeDoubles(vector, rows);
        case TEXT -> {
          for (int i = 0; i < rows; i++) {
            texts.add(vector.isNull(i) ? null : text(vector.getString(i)));
          }
        }
      }
      size += rows;
    }

    private String text(String carried) {
      return field.type().isArray()
          ? ArrayText.canonical(field.type().element(), carried)
          : carried;
    }

    private void takeLongs(DuckDBReadableVector vector, int rows) {
      if (size + rows > longs.length) {
        longs = Arrays.copyOf(longs, Math.max(FIRST_SIZE, (size + rows) * 2));
      }
      for (int i = 0; i < rows; i++) {
        if (vector.isNull(i)) {
          missing.set(size + i);
        } else {
          longs[size + i] = vector.getLong(i);
        }
      }
    }

    private void takeDoubles(DuckDBReadableVector vector, int rows) {
      if (size + rows > doubles.length) {
        doubles = Arrays.copyOf(doubles, Math.max(FIRST_SIZE, (size + rows) * 2));
      }
      for (int i = 0; i < rows; i++) {
        doubles[size + i] = vector.isNull(i) ? Double.NaN : vector.getDouble(i);
      }
    }

    Column column() {
      return switch (field.type().holding()) {
        case LONG ->
          new Column.Longs(field.name(), field.type(), Arrays.copyOf(longs, size), missing);
        case DOUBLE -> new Column.Doubles(field.name(), field.type(), Arrays.copyOf(doubles, size));
        case TEXT -> new Column.Texts(field.name(), field.type(), texts);
      };
    }
  }
}
