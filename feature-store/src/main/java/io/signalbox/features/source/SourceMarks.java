package io.signalbox.features.source;

import io.signalbox.features.RowSchema;
import io.signalbox.features.SqlSourceDefinition;
import io.signalbox.features.SqlSources;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** How far each source is read into each history of its view. */
@Repository
class SourceMarks {
  private final JdbcClient jdbc;

  SourceMarks(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Makes the mark where it is not there. */
  void begin(SqlSourceDefinition source, RowSchema rows) {
    jdbc.sql("""
            INSERT INTO features.source_marks (source, view, history, rows) VALUES (?, ?, ?, 0)
            ON CONFLICT DO NOTHING
            """).params(source.name(), rows.view(), rows.history()).update();
  }

  /** A mark that nobody else moves before this transaction ends. */
  record Held(Optional<Instant> readTo) {}

  /** Empty while somebody else holds it. */
  Optional<Held> hold(SqlSourceDefinition source, RowSchema rows) {
    return jdbc.sql("""
            SELECT read_to FROM features.source_marks WHERE source = ? AND view = ? AND history = ?
            FOR UPDATE SKIP LOCKED
            """)
        .params(source.name(), rows.view(), rows.history())
        .query((rs, row) -> new Held(instant(rs.getObject("read_to", OffsetDateTime.class))))
        .optional();
  }

  void advance(
      SqlSourceDefinition source, RowSchema rows, Optional<Instant> to, long more, Instant now) {
    jdbc.sql("""
            UPDATE features.source_marks
            SET read_to = coalesce(?, read_to), rows = rows + ?, read_at = ?, trouble = NULL, trouble_at = NULL
            WHERE source = ? AND view = ? AND history = ?
            """)
        .param(to.map(it -> it.atOffset(ZoneOffset.UTC)).orElse(null))
        .params(more, now.atOffset(ZoneOffset.UTC), source.name(), rows.view(), rows.history())
        .update();
  }

  void trouble(SqlSourceDefinition source, RowSchema rows, String trouble, Instant now) {
    jdbc.sql("""
            UPDATE features.source_marks SET trouble = ?, trouble_at = ?
            WHERE source = ? AND view = ? AND history = ?
            """)
        .params(trouble, now.atOffset(ZoneOffset.UTC), source.name(), rows.view(), rows.history())
        .update();
  }

  SqlSources.Standing standing(SqlSourceDefinition source, RowSchema rows) {
    return jdbc.sql("""
            SELECT read_to, rows, read_at, trouble, trouble_at FROM features.source_marks
            WHERE source = ? AND view = ? AND history = ?
            """)
        .params(source.name(), rows.view(), rows.history())
        .query((rs, row) -> new SqlSources.Standing(
            source.name(),
            source.view(),
            instant(rs.getObject("read_to", OffsetDateTime.class)),
            rs.getLong("rows"),
            instant(rs.getObject("read_at", OffsetDateTime.class)),
            Optional.ofNullable(rs.getString("trouble")),
            instant(rs.getObject("trouble_at", OffsetDateTime.class))))
        .optional()
        .orElseGet(() -> new SqlSources.Standing(
            source.name(),
            source.view(),
            Optional.empty(),
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  private static Optional<Instant> instant(@Nullable OffsetDateTime moment) {
    return Optional.ofNullable(moment).map(OffsetDateTime::toInstant);
  }
}
