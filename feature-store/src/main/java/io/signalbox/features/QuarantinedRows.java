package io.signalbox.features;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows in quarantine. */
@Repository
class QuarantinedRows {
  private static final int ROWS_AT_ONCE = 1_000;
  private static final String COLUMNS = """
      SELECT manifest, row_number, column_name, rule, value, content, ingested_at, textual, altered
      FROM features.quarantine JOIN features.manifests ON manifests.id = quarantine.manifest
      """;
  private static final String STILL_THERE = """
      WHERE view = ? AND (?::text IS NULL OR rule = ?) AND (?::bigint IS NULL OR manifest = ?) AND released_by IS NULL
      """;

  private final JdbcClient jdbc;

  QuarantinedRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A row's manifest and its place in that batch. */
  record Id(long manifest, long row) {}

  /** A row, and how its content is to be read. */
  record Held(Quarantined face, boolean textual, boolean altered) {
    Id id() {
      return new Id(face.manifest(), face.row());
    }
  }

  void add(long manifest, List<CheckedBatch.Rejected> rejected) {
    if (rejected.isEmpty()) {
      return;
    }
    jdbc.sql("""
            INSERT INTO features.quarantine (manifest, row_number, column_name, rule, value, content, textual, altered)
            SELECT ?, * FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::boolean[], ?::boolean[])
            """)
        .params(
            manifest,
            rejected.stream().map(CheckedBatch.Rejected::row).toArray(Long[]::new),
            rejected.stream().map(CheckedBatch.Rejected::column).toArray(String[]::new),
            rejected.stream().map(CheckedBatch.Rejected::rule).toArray(String[]::new),
            rejected.stream().map(it -> it.value().orElse(null)).toArray(String[]::new),
            rejected.stream().map(it -> it.content().json()).toArray(String[]::new),
            rejected.stream().map(it -> it.content().textual()).toArray(Boolean[]::new),
            rejected.stream().map(it -> it.content().altered()).toArray(Boolean[]::new))
        .update();
  }

  private static List<Object> parameters(String view, Quarantine.Filter filter) {
    var parameters = new ArrayList<Object>();
    parameters.add(view);
    for (Optional<?> given : List.of(filter.rule(), filter.manifest())) {
      Object value = given.orElse(null);
      parameters.add(value);
      parameters.add(value);
    }
    return parameters;
  }

  List<Quarantined> newest(String view, Quarantine.Filter filter, int limit) {
    return jdbc.sql(COLUMNS + STILL_THERE + "ORDER BY manifest DESC, row_number LIMIT ?")
        .params(parameters(view, filter))
        .param(limit)
        .query((rs, row) -> held(rs).face())
        .list();
  }

  /** Those of a history, in the order in which they came, a part at a time; no connection is held between. */
  void each(RowSchema schema, Quarantine.Filter filter, Consumer<Quarantined> taker) {
    List<Held> part = after(schema, filter, new Id(Long.MIN_VALUE, 0), ROWS_AT_ONCE);
    while (!part.isEmpty()) {
      part.forEach(held -> taker.accept(held.face()));
      part = after(schema, filter, part.getLast().id(), ROWS_AT_ONCE);
    }
  }

  /** The first of a history. */
  List<Held> first(RowSchema schema, Quarantine.Filter filter, int limit) {
    return after(schema, filter, new Id(Long.MIN_VALUE, 0), limit);
  }

  private List<Held> after(RowSchema schema, Quarantine.Filter filter, Id last, int limit) {
    return jdbc.sql(COLUMNS + STILL_THERE + """
            AND history = ? AND (manifest, row_number) > (?, ?)
            ORDER BY manifest, row_number
            LIMIT ?
            """)
        .params(parameters(schema.view(), filter))
        .params(schema.history(), last.manifest(), last.row(), limit)
        .query((rs, row) -> held(rs))
        .list();
  }

  long left(RowSchema schema) {
    return jdbc.sql("""
            SELECT count(*) FROM features.quarantine JOIN features.manifests ON manifests.id = quarantine.manifest
            WHERE view = ? AND history = ? AND released_by IS NULL
            """)
        .params(schema.view(), schema.history())
        .query(Long.class)
        .single();
  }

  /** Of these rows those that are of the history, and whether each was released already. */
  Map<Id, Boolean> areReleased(RowSchema schema, List<Id> ids) {
    Map<Id, Boolean> released = new HashMap<>();
    jdbc.sql("""
            SELECT manifest, row_number, released_by IS NOT NULL AS released
            FROM features.quarantine JOIN features.manifests ON manifests.id = quarantine.manifest
            JOIN unnest(?::bigint[], ?::bigint[]) AS meant (m, r) ON m = manifest AND r = row_number
            WHERE view = ? AND history = ?
            """)
        .params(manifests(ids), rows(ids))
        .params(schema.view(), schema.history())
        .query((RowCallbackHandler) rs -> released.put(
            new Id(rs.getLong("manifest"), rs.getLong("row_number")), rs.getBoolean("released")));
    return released;
  }

  /** Within a transaction. Returns how many were released by this, and not by another meanwhile. */
  int release(List<Id> ids, long by) {
    return jdbc.sql("""
            UPDATE features.quarantine SET released_by = ?
            FROM unnest(?::bigint[], ?::bigint[]) AS meant (m, r)
            WHERE m = manifest AND r = row_number AND released_by IS NULL
            """).params(by, manifests(ids), rows(ids)).update();
  }

  /** The manifests whose rows came in one batch with these: their own, and those that released others of them. */
  List<Long> sharing(List<Long> manifests) {
    return jdbc.sql("""
            SELECT DISTINCT released_by FROM features.quarantine
            WHERE manifest = ANY (?::bigint[]) AND released_by IS NOT NULL
            UNION
            SELECT unnest(?::bigint[])
            """)
        .params(manifests.toArray(Long[]::new), manifests.toArray(Long[]::new))
        .query((rs, row) -> rs.getLong(1))
        .list();
  }

  private static Long[] manifests(List<Id> ids) {
    return ids.stream().map(Id::manifest).toArray(Long[]::new);
  }

  private static Long[] rows(List<Id> ids) {
    return ids.stream().map(Id::row).toArray(Long[]::new);
  }

  private static Held held(ResultSet rs) throws SQLException {
    var face = new Quarantined(
        rs.getLong("manifest"),
        rs.getLong("row_number"),
        rs.getString("column_name"),
        rs.getString("rule"),
        Optional.ofNullable(rs.getString("value")),
        rs.getString("content"),
        rs.getObject("ingested_at", OffsetDateTime.class).toInstant());
    return new Held(face, rs.getBoolean("textual"), rs.getBoolean("altered"));
  }
}
