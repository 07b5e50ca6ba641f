package io.signalbox.features.offline;

import io.signalbox.features.OfflineStore;
import io.signalbox.features.RowSchema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.duckdb.DuckDBConnection;

/** Counts, of the rows of a history, the keys of each day. */
final class CoveredDays {

  private static final long DAY_MICROS = Duration.ofDays(1).toNanos() / 1_000;

  private CoveredDays() {}

  /** From inclusive, until exclusive, known-by inclusive. */
  static OfflineStore.Days count(
      DuckDBConnection connection, RowSchema schema, String source, OfflineStore.Span span)
      throws SQLException {
    String keys = Sql.names(schema.keys());
    String byDay = """
        SELECT _day, count(*) FROM (
          SELECT DISTINCT (_event - %2$d) // %5$d AS _day, %1$s FROM %6$s
          WHERE _event >= %2$d AND _event < %3$d AND _known <= %4$d)
        GROUP BY _day
        """.formatted(
            keys, span.fromMicros(), span.untilMicros(), span.knownByMicros(), DAY_MICROS, source);
    String all = """
        SELECT count(*) FROM (
          SELECT DISTINCT %1$s FROM %4$s WHERE _event < %2$d AND _known <= %3$d)
        """.formatted(keys, span.untilMicros(), span.knownByMicros(), source);
    try (Statement statement = connection.createStatement()) {
      Map<Long, Long> days = new HashMap<>();
      try (ResultSet result = statement.executeQuery(byDay)) {
        while (result.next()) {
          days.put(result.getLong(1), result.getLong(2));
        }
      }
      try (ResultSet result = statement.executeQuery(all)) {
        result.next();
        return new OfflineStore.Days(result.getLong(1), days);
      }
    }
  }
}
