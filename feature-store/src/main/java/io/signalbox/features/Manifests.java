package io.signalbox.features;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The records of ingestions. */
@Repository
class Manifests {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final String COLUMNS = """
      SELECT id, view, view_version, content_hash, source, rows, accepted, quarantined, warned,
        first_event, last_event, ingested_at, author, lost
      FROM features.manifests
      """;

  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private final JdbcClient jdbc;

  Manifests(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Of the rows that came with a manifest; those of the next one begin where these have ended. */
  static long firstSequence(long manifest) {
    return manifest << RowSchema.PLACE_BITS;
  }

  /** The new manifest's id, absent if this content was ingested before. Waits for another that ingests the same now. */
  Optional<Long> add(
      CheckedBatch batch, Map<String, ColumnStatistics> statistics, Instant now, String author) {
    return jdbc.sql("""
            INSERT INTO features.manifests (view, view_version, history, content_hash, source, rows, accepted,
              quarantined, warned, statistics, first_event, last_event, first_known, ingested_at, author)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?::json, ?::json, ?::json, ?, ?, ?, ?, ?)
            ON CONFLICT (view, history, content_hash) WHERE lost = 0 DO NOTHING
            RETURNING id
            """)
        .params(
            batch.view().name(),
            batch.view().version(),
            batch.view().rows().history(),
            batch.contentHash(),
            batch.source(),
            batch.rows(),
            (long) batch.accepted().size(),
            JSON.writeValueAsString(batch.quarantinedByRule()),
            JSON.writeValueAsString(batch.warned()),
            JSON.writeValueAsString(statistics))
        .param(batch.firstEventMicros().orElse(null))
        .param(batch.lastEventMicros().orElse(null))
        .param(batch.firstKnownMicros().orElse(null))
        .params(now.atOffset(ZoneOffset.UTC), author)
        .query(Long.class)
        .optional();
  }

  /** Says whether its rows are for training only. */
  void offlineOnly(long id, boolean isOffline) {
    jdbc.sql("UPDATE features.manifests SET offline_only = ? WHERE id = ?")
        .params(isOffline, id)
        .update();
  }

  boolean isOfflineOnly(long id) {
    return jdbc.sql("SELECT offline_only FROM features.manifests WHERE id = ?")
        .param(id)
        .query(Boolean.class)
        .single();
  }

  /** All that was for training only is served from now on. */
  void materialized(RowSchema schema) {
    jdbc.sql("""
            UPDATE features.manifests SET offline_only = false
            WHERE view = ? AND history = ? AND offline_only
            """).params(schema.view(), schema.history()).update();
  }

  /**
   * Says of the batches of a history how many of their rows are lost, and returns of how many batches some are. Their content counts as
   * unknown from then on.
   *
   * @param left rows that there are still, by manifest
   */
  int lost(String view, int history, Map<Long, Long> left) {
    return jdbc.sql("""
            UPDATE features.manifests AS m SET lost = m.accepted - coalesce(l.rows, 0)
            FROM features.manifests AS same
              LEFT JOIN unnest(?::bigint[], ?::bigint[]) AS l (manifest, rows) ON l.manifest = same.id
            WHERE same.id = m.id AND m.view = ? AND m.history = ? AND m.accepted > coalesce(l.rows, 0)
            """)
        .params(
            left.keySet().toArray(Long[]::new), left.values().toArray(Long[]::new), view, history)
        .update();
  }

  /** Writes down a change that whoever started the server made. */
  void changed(String subject, String action, int files, Instant at) {
    jdbc.sql("""
            INSERT INTO features.changes (at, author, reason, subject, action, detail)
            VALUES (?, 'local', 'SIGNALBOX_LOST_FILES', ?, ?, jsonb_build_object('files', ?::integer))
            """).params(at.atOffset(ZoneOffset.UTC), subject, action, files).update();
  }

  /** The manifest of a content that was ingested before, marked so. */
  Optional<Manifest> find(RowSchema schema, String contentHash) {
    return jdbc.sql(COLUMNS + "WHERE view = ? AND history = ? AND content_hash = ? AND lost = 0")
        .params(schema.view(), schema.history(), contentHash)
        .query((rs, row) -> manifest(rs, true))
        .optional();
  }

  List<Manifest> newest(String view, int limit) {
    return jdbc.sql(COLUMNS + "WHERE view = ? ORDER BY id DESC LIMIT ?")
        .params(view, limit)
        .query((rs, row) -> manifest(rs, false))
        .list();
  }

  /** The newest event of each view, in micros; a view without one that has a time is left out. */
  Map<String, Long> newestEvents() {
    Map<String, Long> newest = new HashMap<>();
    jdbc.sql("""
            SELECT view, max(last_event) AS newest FROM features.manifests
            WHERE last_event > ?
            GROUP BY view
            """).param(RowSchema.ALWAYS_MICROS).query((RowCallbackHandler)
        rs -> newest.put(rs.getString("view"), rs.getLong("newest")));
    return newest;
  }

  /** Statistics of so many batches of a history, the newest first. */
  List<Map<String, ColumnStatistics>> statistics(RowSchema schema, int batches) {
    return jdbc.sql("""
            SELECT statistics FROM features.manifests
            WHERE view = ? AND history = ? AND accepted > 0
            ORDER BY id DESC
            LIMIT ?
            """)
        .params(schema.view(), schema.history(), batches)
        .query((rs, row) ->
            JSON.readValue(rs.getString(1), new TypeReference<Map<String, ColumnStatistics>>() {}))
        .list();
  }

  /** How the last batch of a history that was ingested by a moment fared under its contract. */
  Optional<ContractTimeline.Batch> lastBatch(RowSchema schema, long atMicros) {
    Instant by = atMicros == Long.MAX_VALUE ? LAST : Micros.instant(atMicros);
    return jdbc.sql("""
            SELECT ingested_at, rows, accepted, warned FROM features.manifests
            WHERE view = ? AND history = ? AND ingested_at <= ?
            ORDER BY ingested_at DESC, id DESC
            LIMIT 1
            """)
        .params(schema.view(), schema.history(), by.atOffset(ZoneOffset.UTC))
        .query((rs, row) -> batch(rs))
        .optional();
  }

  /** The same of all of them. */
  ContractTimeline contractTimeline(RowSchema schema) {
    return ContractTimeline.of(jdbc.sql("""
            SELECT ingested_at, rows, accepted, warned FROM features.manifests
            WHERE view = ? AND history = ?
            ORDER BY ingested_at, id
            """)
        .params(schema.view(), schema.history())
        .query((rs, row) -> batch(rs))
        .list());
  }

  private static ContractTimeline.Batch batch(ResultSet rs) throws SQLException {
    return new ContractTimeline.Batch(
        Micros.of(rs.getObject("ingested_at", OffsetDateTime.class).toInstant()),
        rs.getLong("rows"),
        rs.getLong("accepted"),
        JSON.readValue(rs.getString("warned"), new TypeReference<Map<String, Long>>() {}));
  }

  /** One hash over all that was ingested into a history and could be known by a moment, in order. */
  String hashOfContents(RowSchema schema, long knownByMicros) {
    return jdbc.sql("""
            SELECT encode(sha256(convert_to(coalesce(
              string_agg(content_hash || CASE WHEN lost > 0 THEN '-' || lost ELSE '' END, ',' ORDER BY id), ''), 'UTF8')), 'hex')
            FROM features.manifests
            WHERE view = ? AND history = ? AND first_known <= ?
            """)
        .params(schema.view(), schema.history(), knownByMicros)
        .query(String.class)
        .single();
  }

  private static Manifest manifest(ResultSet rs, boolean repeated) throws SQLException {
    return new Manifest(
        rs.getLong("id"),
        rs.getString("view"),
        rs.getInt("view_version"),
        rs.getString("content_hash"),
        rs.getString("source"),
        rs.getLong("rows"),
        rs.getLong("accepted"),
        JSON.readValue(rs.getString("quarantined"), new TypeReference<Map<String, Long>>() {}),
        JSON.readValue(rs.getString("warned"), new TypeReference<Map<String, Long>>() {}),
        moment(rs, "first_event"),
        moment(rs, "last_event"),
        rs.getObject("ingested_at", OffsetDateTime.class).toInstant(),
        rs.getString("author"),
        rs.getLong("lost"),
        repeated);
  }

  private static Optional<Instant> moment(ResultSet rs, String column) throws SQLException {
    long micros = rs.getLong(column);
    return rs.wasNull() || micros == RowSchema.ALWAYS_MICROS
        ? Optional.empty()
        : Optional.of(Micros.instant(micros));
  }
}
