package io.signalbox.features;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Rows of small batches that no Parquet file has yet. */
@Repository
class RecentRows {

  private final JdbcClient jdbc;

  RecentRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** All in one statement. */
  void add(List<Rows> batches) {
    int size = batches.stream().mapToInt(Rows::size).sum();
    if (size == 0) {
      return;
    }
    String[] views = new String[size];
    Integer[] histories = new Integer[size];
    Long[] sequences = new Long[size];
    Long[] events = new Long[size];
    Long[] knowns = new Long[size];
    String[] cells = new String[size];
    int to = 0;
    for (Rows rows : batches) {
      for (int row = 0; row < rows.size(); row++, to++) {
        views[to] = rows.schema().view();
        histories[to] = rows.schema().history();
        sequences[to] = rows.sequence(row);
        events[to] = rows.event(row);
        knowns[to] = rows.known(row);
        cells[to] = RowText.write(rows.cells(), row);
      }
    }
    jdbc.sql("""
            INSERT INTO features.recent_rows (view, history, sequence, event, known, cells)
            SELECT * FROM unnest(?::text[], ?::int[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[])
            """).params(views, histories, sequences, events, knowns, cells).update();
  }

  Rows of(RowSchema schema) {
    var builder = new RowsBuilder(schema);
    jdbc.sql("""
            SELECT sequence, event, known, cells FROM features.recent_rows
            WHERE view = ? AND history = ?
            ORDER BY sequence
            """).params(schema.view(), schema.history()).query((RowCallbackHandler)
        rs -> take(builder, schema, rs));
    return builder.build();
  }

  /** Those of these sequences. */
  Rows between(RowSchema schema, long first, long last) {
    var builder = new RowsBuilder(schema);
    jdbc.sql("""
            SELECT sequence, event, known, cells FROM features.recent_rows
            WHERE view = ? AND history = ? AND sequence BETWEEN ? AND ?
            ORDER BY sequence
            """).params(schema.view(), schema.history(), first, last).query((RowCallbackHandler)
        rs -> take(builder, schema, rs));
    return builder.build();
  }

  private static void take(RowsBuilder builder, RowSchema schema, ResultSet rs)
      throws SQLException {
    builder.add(
        RowText.read(schema.cells(), rs.getString("cells")),
        rs.getLong("event"),
        rs.getLong("known"));
    builder.sequence(rs.getLong("sequence"));
  }

  /** Views with recent rows, by name and history. */
  List<Pending> pending() {
    return jdbc.sql("SELECT DISTINCT view, history FROM features.recent_rows")
        .query((rs, row) -> new Pending(rs.getString("view"), rs.getInt("history")))
        .list();
  }

  /** The earliest moment at which one of them was known. */
  Optional<Instant> firstKnown() {
    return jdbc.sql("SELECT min(known) FROM features.recent_rows HAVING count(*) > 0")
        .query(Long.class)
        .optional()
        .map(Micros::instant);
  }

  /** How many there are of each batch of a history, by its manifest. */
  Map<Long, Long> rowsByManifest(String view, int history) {
    Map<Long, Long> rows = new HashMap<>();
    jdbc.sql("""
            SELECT sequence >> ? AS manifest, count(*) AS rows FROM features.recent_rows
            WHERE view = ? AND history = ?
            GROUP BY 1
            """).params(RowSchema.PLACE_BITS, view, history).query((RowCallbackHandler)
        rs -> rows.put(rs.getLong("manifest"), rs.getLong("rows")));
    return rows;
  }

  /** Returns how many there were still. */
  int remove(Rows rows) {
    Long[] sequences = new Long[rows.size()];
    for (int row = 0; row < sequences.length; row++) {
      sequences[row] = rows.sequence(row);
    }
    return jdbc.sql("""
            DELETE FROM features.recent_rows
            WHERE view = ? AND history = ? AND sequence = ANY (?::bigint[])
            """)
        .params(rows.schema().view(), rows.schema().history(), sequences)
        .update();
  }

  record Pending(String view, int history) {}
}
