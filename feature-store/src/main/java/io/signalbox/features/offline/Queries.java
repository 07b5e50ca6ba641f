package io.signalbox.features.offline;

import io.signalbox.features.Column;
import io.signalbox.features.Field;
import io.signalbox.features.Progress;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** The statements of one connection, each of which can be broken off while it runs. */
final class Queries {

  private final DuckDBConnection connection;
  private final Progress progress;

  Queries(DuckDBConnection connection, Progress progress) {
    this.connection = connection;
    this.progress = progress;
  }

  DuckDBConnection connection() {
    return connection;
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      stoppable(statement);
      statement.execute(sql);
    } finally {
      progress.stoppable(() -> {});
    }
  }

  /** The one number that a query gives. */
  long count(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      stoppable(statement);
      try (var result = statement.executeQuery(sql)) {
        result.next();
        return result.getLong(1);
      }
    } finally {
      progress.stoppable(() -> {});
    }
  }

  /** As {@link Columns#read}. */
  List<Column> read(String sql, List<Field> fields) throws SQLException {
    try {
      return Columns.read(connection, sql, fields, this::stoppable);
    } finally {
      progress.stoppable(() -> {});
    }
  }

  DuckDBAppender appender(String table) throws SQLException {
    return connection.createAppender(table);
  }

  /** Between rows that Java works on. @throws Progress.Stopped if nobody wants the rest */
  void check() {
    progress.check();
  }

  private void stoppable(Statement statement) {
    progress.check();
    progress.stoppable(() -> cancel(statement));
  }

  private static void cancel(Statement statement) {
    try {
      statement.cancel();
    } catch (SQLException e) {
      throw new IllegalStateException("a query cannot be broken off", e);
    }
  }
}
