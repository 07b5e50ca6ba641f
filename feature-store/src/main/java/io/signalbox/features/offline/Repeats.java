package io.signalbox.features.offline;

import io.signalbox.features.RowSchema;
import io.signalbox.features.window.KeyEvents;
import java.sql.SQLException;

/**
 * The rows of a history that were sent again or corrected: of those of one key and event time, each counts until the next of them is
 * known, so that at every moment one counts. Where a view says that each row is an event of its own, there are none.
 *
 * @param table of _sequence and _replaced, when another took the place of the row; empty where no row is repeated, which is most often
 */
record Repeats(String table) {

  private static final Repeats NONE = new Repeats("");

  /**
   * Finds them.
   *
   * @param source what a FROM clause says to read the history
   * @param where which of its rows are asked about
   */
  static Repeats find(Queries queries, RowSchema schema, String source, String where, String table)
      throws SQLException {
    if (!schema.replaces()) {
      return NONE;
    }
    String keys = Sql.names(schema.keys());
    queries.execute("""
        CREATE TEMP TABLE %1$s_alike AS
        SELECT %2$s, _event FROM %3$s WHERE %4$s GROUP BY %2$s, _event HAVING count(*) > 1
        """.formatted(table, keys, source, where));
    if (queries.count("SELECT count(*) FROM " + table + "_alike") == 0) {
      return NONE;
    }
    queries.execute("""
        CREATE TEMP TABLE %1$s AS
        SELECT _sequence, _replaced FROM (
          SELECT _sequence, lead(_known) OVER (
              PARTITION BY %2$s, _event ORDER BY _known, _sequence) AS _replaced
          FROM %3$s SEMI JOIN %1$s_alike USING (%2$s, _event)
          WHERE %4$s)
        WHERE _replaced IS NOT NULL
        """.formatted(table, keys, source, where));
    return new Repeats(table);
  }

  /** Joins them to rows; every row stays. */
  String join(String rows, String as) {
    return table.isEmpty()
        ? ""
        : " LEFT JOIN %1$s %3$s ON %3$s._sequence = %2$s._sequence".formatted(table, rows, as);
  }

  /** When a row of {@link #join} was replaced, in SQL: {@link KeyEvents#NEVER} where it was not. */
  String replaced(String as) {
    return table.isEmpty()
        ? "CAST(%d AS BIGINT)".formatted(KeyEvents.NEVER)
        : "coalesce(%s._replaced, %d)".formatted(as, KeyEvents.NEVER);
  }

  /** What a WHERE clause says to read only rows that nothing took the place of. */
  String isLast() {
    return table.isEmpty()
        ? "true"
        : "_sequence NOT IN (SELECT _sequence FROM %s)".formatted(table);
  }
}
