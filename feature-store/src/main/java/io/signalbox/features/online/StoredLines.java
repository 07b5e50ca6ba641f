package io.signalbox.features.online;

import io.signalbox.features.Field;
import io.signalbox.features.Keys;
import io.signalbox.features.RowSchema;
import io.signalbox.features.RowText;
import io.signalbox.features.Rows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** What is served, in PostgreSQL: of each key the row that holds at the horizon, and all that could come to hold after it. */
@Repository
class StoredLines {

  private static final int ROWS_AT_ONCE = 5_000;

  private final JdbcClient jdbc;
  private final JdbcTemplate streaming;
  private final TransactionTemplate snapshot;

  StoredLines(JdbcClient jdbc, DataSource dataSource, PlatformTransactionManager transactions) {
    this.jdbc = jdbc;
    this.streaming = new JdbcTemplate(dataSource);
    this.streaming.setFetchSize(ROWS_AT_ONCE);
    this.snapshot = new TransactionTemplate(transactions);
    this.snapshot.setReadOnly(true);
    this.snapshot.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
  }

  /** Whether the rows that were there before the history was served have been brought here. */
  boolean isBegun(RowSchema schema) {
    return jdbc.sql("SELECT 1 FROM features.online_histories WHERE view = ? AND history = ?")
        .params(schema.view(), schema.history())
        .query(Integer.class)
        .optional()
        .isPresent();
  }

  void begin(RowSchema schema) {
    jdbc.sql("""
            INSERT INTO features.online_histories (view, history) VALUES (?, ?)
            ON CONFLICT DO NOTHING
            """).params(schema.view(), schema.history()).update();
  }

  /** Within a transaction: what is here of a history, and that it was begun. */
  void discard(String view, int history) {
    for (String table : List.of("features.online_rows", "features.online_histories")) {
      jdbc.sql("DELETE FROM %s WHERE view = ? AND history = ?".formatted(table))
          .params(view, history)
          .update();
    }
  }

  /** Within a transaction. A row that is here already is not added again; rows that can never win again are dropped. */
  void add(Rows rows, long horizon) {
    List<Entry> entries = entries(rows, horizon);
    for (int from = 0; from < entries.size(); from += ROWS_AT_ONCE) {
      add(rows, entries.subList(from, Math.min(entries.size(), from + ROWS_AT_ONCE)), horizon);
    }
  }

  private record Entry(String key, int row) {}

  /** The rows that could win, by key: every writer takes keys in this order, and none waits for another in a circle. */
  private static List<Entry> entries(Rows rows, long horizon) {
    Map<Object, Row[]> lines = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      Row row = Row.place(new Row.Times(rows.event(i), rows.known(i), rows.sequence(i)), i);
      lines.merge(rows.key(i), new Row[] {row}, (line, one) -> RowLine.with(line, one[0], horizon));
    }
    List<Entry> entries = new ArrayList<>(lines.size());
    lines.forEach((key, line) -> {
      String text = KeyText.of(key);
      for (Row row : line) {
        entries.add(new Entry(text, (int) row.bits(0)));
      }
    });
    entries.sort(java.util.Comparator.comparing(Entry::key).thenComparingInt(Entry::row));
    return entries;
  }

  private void add(Rows rows, List<Entry> entries, long horizon) {
    String[] keys = entries.stream().map(Entry::key).toArray(String[]::new);
    Long[] sequences = entries.stream().map(it -> rows.sequence(it.row())).toArray(Long[]::new);
    Long[] events = entries.stream().map(it -> rows.event(it.row())).toArray(Long[]::new);
    Long[] knowns = entries.stream().map(it -> rows.known(it.row())).toArray(Long[]::new);
    String[] cells =
        entries.stream().map(it -> RowText.write(rows.cells(), it.row())).toArray(String[]::new);
    String view = rows.schema().view();
    int history = rows.schema().history();
    // A row is beaten by one that is later in order and visible no later, or at the horizon
    // already. Each line is gone
    // through once: joins of a batch with itself would be planned by a guess of its size.
    jdbc.sql("""
            WITH line AS (
              SELECT key, sequence, event, known, max(cells) AS cells, max(place) AS place
              FROM (
                SELECT key, sequence, event, known, NULL AS cells, ctid AS place
                FROM features.online_rows
                WHERE view = ? AND history = ? AND key = ANY (?::text[])
                UNION ALL
                SELECT key COLLATE "C", sequence, event, known, cells, NULL
                FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[])
                  AS written (key, sequence, event, known, cells)
              ) AS line
              GROUP BY key, sequence, event, known
            ), judged AS MATERIALIZED (
              SELECT key, sequence, event, known, cells, place,
                coalesce(min(known) OVER later <= greatest(known, ?), false) AS beaten
              FROM line
              WINDOW later AS (
                PARTITION BY key ORDER BY event DESC, known DESC, sequence DESC
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
            ), dropped AS (
              DELETE FROM features.online_rows
              WHERE ctid = ANY (ARRAY(SELECT place FROM judged WHERE beaten AND place IS NOT NULL))
            )
            INSERT INTO features.online_rows (view, history, key, sequence, event, known, cells)
            SELECT ?, ?, key, sequence, event, known, cells FROM judged
            WHERE NOT beaten AND place IS NULL
            ORDER BY key, sequence
            ON CONFLICT DO NOTHING
            """)
        .params(view, history, keys)
        .params(keys, sequences, events, knowns, cells)
        .params(horizon, view, history)
        .update();
  }

  /** The lines of these keys; a key that has none is left out. */
  Map<String, Row[]> find(RowSchema schema, List<String> keys) {
    Map<String, Row[]> lines = new HashMap<>();
    jdbc.sql("""
            SELECT key, sequence, event, known, cells FROM features.online_rows
            WHERE view = ? AND history = ? AND key = ANY (?::text[])
            """)
        .params(schema.view(), schema.history(), keys.toArray(String[]::new))
        .query(rs -> {
          Row row = Row.of(
              new Row.Times(rs.getLong("event"), rs.getLong("known"), rs.getLong("sequence")),
              RowText.read(schema.cells(), rs.getString("cells")),
              schema.keys().size());
          lines.merge(
              rs.getString("key"),
              new Row[] {row},
              (line, one) -> RowLine.with(line, one[0], Long.MIN_VALUE));
        });
    return lines;
  }

  /** Hands every row over, those of a key one after the other, until it is told to stop. Returns whether that were all. */
  boolean each(RowSchema schema, BiPredicate<Object, Row> taker) {
    return Boolean.TRUE.equals(snapshot.execute(status -> streaming.query(
        """
            SELECT sequence, event, known, cells FROM features.online_rows
            WHERE view = ? AND history = ?
            ORDER BY key, sequence
            """,
        rs -> {
          while (rs.next()) {
            Keyed keyed = keyed(
                schema,
                new Row.Times(rs.getLong("event"), rs.getLong("known"), rs.getLong("sequence")),
                rs.getString("cells"));
            if (!taker.test(keyed.key(), keyed.row())) {
              return false;
            }
          }
          return true;
        },
        schema.view(),
        schema.history())));
  }

  private record Keyed(Object key, Row row) {}

  private static Keyed keyed(RowSchema schema, Row.Times times, String text) {
    List<Field> fields = schema.cells();
    @Nullable Object[] cells = RowText.read(fields, text);
    int keys = schema.keys().size();
    List<Object> parts = new ArrayList<>(keys);
    for (int i = 0; i < keys; i++) {
      parts.add(java.util.Objects.requireNonNull(cells[i]));
    }
    return new Keyed(Keys.of(parts), Row.of(times, cells, keys));
  }
}
