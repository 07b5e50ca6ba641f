package io.signalbox.features.offline;

import com.google.common.collect.ImmutableList;
import io.signalbox.features.Column;
import io.signalbox.features.Field;
import io.signalbox.features.RowSchema;
import io.signalbox.features.Rows;
import io.signalbox.features.StoredRows;
import io.signalbox.features.ValueType;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Rows of a history as a table of one connection, with the columns of its files. */
final class RowTables {

  private static final List<Field> ORDER = ImmutableList.of(
      new Field("_event", ValueType.INT64, false),
      new Field("_known", ValueType.INT64, false),
      new Field("_sequence", ValueType.INT64, false));

  private RowTables() {}

  /** Makes a temporary view of the rows, with the types of files, over a table that carries them. */
  static void create(DuckDBConnection connection, String table, Rows rows) throws SQLException {
    String carrier = table + "_carrier";
    DuckDb.execute(
        connection,
        "CREATE TEMP TABLE %s (%s, %s)"
            .formatted(
                Sql.name(carrier), Sql.carriers(rows.schema().fields()), Sql.carriers(ORDER)));
    DuckDb.execute(
        connection,
        "CREATE TEMP VIEW %s AS SELECT %s, %s FROM %s"
            .formatted(
                Sql.name(table),
                Sql.fromCarriers(rows.schema().fields()),
                Sql.names(ORDER),
                Sql.name(carrier)));
    try (DuckDBAppender appender = connection.createAppender(carrier)) {
      for (int row = 0; row < rows.size(); row++) {
        append(appender, rows, row);
      }
    }
  }

  private static void append(DuckDBAppender appender, Rows rows, int row) throws SQLException {
    appender.beginRow();
    for (Column column : rows.cells()) {
      Columns.append(appender, column, row);
    }
    if (rows.schema().eventTime().isPresent()) {
      appender.append(rows.event(row));
    }
    if (rows.schema().knownAt().isPresent()) {
      appender.append(rows.known(row));
    }
    appender.append(rows.event(row)).append(rows.known(row)).append(rows.sequence(row));
    appender.endRow();
  }

  /** Makes what a FROM clause says to read a whole history; recent rows go to a temporary table of this name. */
  static String source(DuckDBConnection connection, StoredRows stored, String recent)
      throws SQLException {
    create(connection, recent, stored.recent());
    return source(stored.schema(), stored.paths(), recent);
  }

  /** What a FROM clause says to read these files and the table of recent rows. */
  static String source(RowSchema schema, List<Path> files, String recent) {
    String rows = "SELECT %s FROM %s".formatted(Sql.stored(schema), Sql.name(recent));
    if (!files.isEmpty()) {
      rows += " UNION ALL SELECT %s FROM %s".formatted(Sql.stored(schema), Sql.parquet(files));
    }
    return "(" + rows + ")";
  }

  /** Reads rows back from a query that gives {@link Sql#stored}. */
  static Rows read(DuckDBConnection connection, RowSchema schema, String from) throws SQLException {
    List<Field> fields =
        ImmutableList.<Field>builder().addAll(schema.cells()).addAll(ORDER).build();
    List<Column> columns =
        Columns.read(connection, "SELECT " + Sql.readable(fields) + " FROM (" + from + ")", fields);
    int cells = schema.cells().size();
    return new Rows(
        schema,
        columns.subList(0, cells),
        longs(columns.get(cells)),
        longs(columns.get(cells + 1)),
        longs(columns.get(cells + 2)));
  }

  private static long[] longs(Column column) {
    long[] values = new long[column.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = ((Column.Longs) column).at(i);
    }
    return values;
  }
}
