package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rows of small batches that no Parquet file has yet. Cells are a JSON array: numbers come back to the last bit. */
@Repository
class RecentRows {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JdbcClient jdbc;

  RecentRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void add(Rows rows) {
    if (rows.size() == 0) {
      return;
    }
    Long[] sequences = new Long[rows.size()];
    Long[] events = new Long[rows.size()];
    Long[] knowns = new Long[rows.size()];
    String[] cells = new String[rows.size()];
    for (int row = 0; row < rows.size(); row++) {
      sequences[row] = rows.sequence(row);
      events[row] = rows.event(row);
      knowns[row] = rows.known(row);
      cells[row] = write(rows.cells(), row);
    }
    jdbc.sql("""
            INSERT INTO features.recent_rows (view, history, sequence, event, known, cells)
            SELECT ?, ?, * FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::text[])
            """)
        .params(rows.schema().view(), rows.schema().history(), sequences, events, knowns, cells)
        .update();
  }

  Rows of(RowSchema schema) {
    var builder = new RowsBuilder(schema);
    jdbc.sql("""
            SELECT sequence, event, known, cells FROM features.recent_rows
            WHERE view = ? AND history = ?
            ORDER BY sequence
            """).params(schema.view(), schema.history()).query(rs -> {
      builder.add(read(schema, rs.getString("cells")), rs.getLong("event"), rs.getLong("known"));
      builder.sequence(rs.getLong("sequence"));
    });
    return builder.build();
  }

  /** Views with recent rows, by name and history. */
  List<Pending> pending() {
    return jdbc.sql("SELECT DISTINCT view, history FROM features.recent_rows")
        .query((rs, row) -> new Pending(rs.getString("view"), rs.getInt("history")))
        .list();
  }

  void remove(Rows rows) {
    Long[] sequences = new Long[rows.size()];
    for (int row = 0; row < sequences.length; row++) {
      sequences[row] = rows.sequence(row);
    }
    jdbc.sql("""
            DELETE FROM features.recent_rows
            WHERE view = ? AND history = ? AND sequence = ANY (?::bigint[])
            """)
        .params(rows.schema().view(), rows.schema().history(), sequences)
        .update();
  }

  record Pending(String view, int history) {}

  private static String write(List<Column> columns, int row) {
    List<@Nullable Object> cells = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      cells.add(Keys.of(columns.subList(i, i + 1), row).orElse(null));
    }
    return JSON.writeValueAsString(cells);
  }

  private static @Nullable Object[] read(RowSchema schema, String text) {
    JsonNode array = JSON.readTree(text);
    ImmutableList<Field> fields = ImmutableList.copyOf(schema.cells());
    @Nullable Object[] cells = new @Nullable Object[fields.size()];
    for (int i = 0; i < cells.length; i++) {
      JsonNode cell = array.get(i);
      if (!cell.isNull()) {
        cells[i] = switch (fields.get(i).type().holding()) {
          case LONG -> (Object) cell.longValue();
          case DOUBLE -> cell.doubleValue();
          case TEXT -> cell.stringValue();
        };
      }
    }
    return cells;
  }
}
