package io.signalbox.features;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Every version of every definition, and the changes that made them. */
@Repository
class DefinitionStore {

  /** Of this table only: what users write and read is the server's mapper's. */
  private static final JsonMapper JSON = JsonMapper.builder()
      .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
      .build();

  private static final long LOCK = 0x51677842_66656174L;

  private final JdbcClient jdbc;

  DefinitionStore(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Until the transaction ends, nobody else changes definitions. */
  void lock() {
    jdbc.sql("SELECT pg_advisory_xact_lock(?)")
        .param(LOCK)
        .query((rs, row) -> true)
        .list();
  }

  /** What was not retired. */
  Catalog load() {
    List<Catalog.Entry> entries = jdbc.sql("""
            SELECT kind, name, version, definition, resolved, applied_at, author
            FROM features.definitions
            WHERE retired_at IS NULL
            ORDER BY kind, name, version
            """).query((rs, row) -> entry(rs)).list();
    Map<String, Integer> used = new HashMap<>();
    jdbc.sql("""
        SELECT kind, name, max(version) AS version FROM features.definitions
        WHERE retired_at IS NOT NULL
        GROUP BY kind, name
        """).query((RowCallbackHandler) rs -> used.put(
        Catalog.numbered(rs.getString("kind"), rs.getString("name")), rs.getInt("version")));
    return new Catalog(entries, used);
  }

  void retire(DefinitionVersion version, Instant now, String author, String reason) {
    OffsetDateTime at = now.atOffset(ZoneOffset.UTC);
    jdbc.sql("""
            UPDATE features.definitions SET retired_at = ?, retired_by = ?
            WHERE kind = ? AND name = ? AND version = ?
            """)
        .params(at, author, version.kind(), version.name(), version.version())
        .update();
    jdbc.sql("""
            INSERT INTO features.changes (at, author, reason, subject, action, detail)
            VALUES (?, ?, ?, ?, 'retire', jsonb_build_object('version', ?::integer))
            """)
        .params(at, author, reason, version.kind() + " " + version.name(), version.version())
        .update();
  }

  private static Catalog.Entry entry(ResultSet rs) throws SQLException {
    String kind = rs.getString("kind");
    Class<? extends Definition> type = Definition.KINDS.get(kind);
    if (type == null) {
      throw new IllegalStateException("definition of unknown kind " + kind);
    }
    var applied = new DefinitionVersion(
        kind,
        rs.getString("name"),
        rs.getInt("version"),
        rs.getObject("applied_at", OffsetDateTime.class).toInstant(),
        rs.getString("author"),
        JSON.readValue(rs.getString("definition"), type));
    return new Catalog.Entry(applied, JSON.readValue(rs.getString("resolved"), Resolution.class));
  }

  void add(List<Catalog.Entry> entries) {
    for (Catalog.Entry entry : entries) {
      DefinitionVersion applied = entry.applied();
      OffsetDateTime at = applied.appliedAt().atOffset(ZoneOffset.UTC);
      String definition = JSON.writeValueAsString(applied.definition());
      jdbc.sql("""
              INSERT INTO features.definitions
                (kind, name, version, definition, resolved, applied_at, author)
              VALUES (?, ?, ?, ?::json, ?::json, ?, ?)
              """)
          .params(
              applied.kind(),
              applied.name(),
              applied.version(),
              definition,
              JSON.writeValueAsString(entry.resolution()),
              at,
              applied.author())
          .update();
      jdbc.sql("""
              INSERT INTO features.changes (at, author, reason, subject, action, detail)
              VALUES (?, ?, 'applied', ?, 'apply', jsonb_build_object('version', ?::integer, 'definition', ?::jsonb))
              """)
          .params(
              at,
              applied.author(),
              applied.kind() + " " + applied.name(),
              applied.version(),
              definition)
          .update();
    }
  }
}
