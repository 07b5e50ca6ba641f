package io.signalbox.registry.importing;

import io.signalbox.registry.Imports;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Rows of imports, of their things and of what is to be said of them. */
@Repository
class ImportRows {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String LEFT_OUT = "left out";
  private static final String ARCHIVED = "archived";

  private final JdbcClient jdbc;
  private final Clock clock;

  ImportRows(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** A new one, or the one that there is, begun again. */
  long begin(String source, String author) {
    return jdbc.sql("""
            INSERT INTO registry.imports (source, state, author, started_at, doing)
            VALUES (:source, 'RUNNING', :author, :at, 'begins')
            ON CONFLICT (source) DO UPDATE SET state = 'RUNNING', author = :author, started_at = :at,
              ended_at = NULL, doing = 'goes on', error = NULL
            RETURNING import_id
            """)
        .param("source", source)
        .param("author", author)
        .param("at", now())
        .query(Long.class)
        .single();
  }

  void doing(long id, String words) {
    jdbc.sql("UPDATE registry.imports SET doing = ? WHERE import_id = ?")
        .params(words, id)
        .update();
  }

  void end(
      long id, Imports.State state, Optional<String> error, Map<String, Imports.Count> counts) {
    jdbc.sql("""
        UPDATE registry.imports SET state = :state, ended_at = :at, doing = 'ended', error = :error,
          counts = :counts::jsonb
        WHERE import_id = :id
        """)
        .param("state", state.name())
        .param("at", now())
        .param("error", error.orElse(null), Types.VARCHAR)
        .param("counts", JSON.writeValueAsString(counts))
        .param("id", id)
        .update();
  }

  /** A thing of the source, and what became of it here. */
  record Item(String target, boolean done) {}

  Optional<Item> item(long id, Kind kind, String sourceId) {
    return jdbc.sql("""
            SELECT target_id, done FROM registry.import_items
            WHERE import_id = ? AND kind = ? AND source_id = ?
            """)
        .params(id, kind.stored(), sourceId)
        .query((row, index) -> new Item(row.getString(1), row.getBoolean(2)))
        .optional();
  }

  void put(long id, Kind kind, String sourceId, String targetId, boolean done, Tally tally) {
    jdbc.sql("""
        INSERT INTO registry.import_items (import_id, kind, source_id, target_id, done, counts)
        VALUES (:id, :kind, :source, :target, :done, :counts::jsonb)
        ON CONFLICT (import_id, kind, source_id) DO UPDATE SET done = EXCLUDED.done, counts = EXCLUDED.counts
        """)
        .param("id", id)
        .param("kind", kind.stored())
        .param("source", sourceId)
        .param("target", targetId)
        .param("done", done)
        .param("counts", JSON.writeValueAsString(tally.counts()))
        .update();
  }

  void leftOut(long id, String subject, String why) {
    note(id, LEFT_OUT, subject, why);
  }

  void archived(long id, String subject, String why) {
    note(id, ARCHIVED, subject, why);
  }

  private void note(long id, String kind, String subject, String note) {
    jdbc.sql("""
        INSERT INTO registry.import_notes (import_id, kind, subject, note) VALUES (?, ?, ?, ?)
        ON CONFLICT (import_id, kind, subject) DO UPDATE SET note = EXCLUDED.note
        """).params(id, kind, subject, note).update();
  }

  /** What was left out is looked at again. */
  void forgetLeftOut(long id) {
    jdbc.sql("DELETE FROM registry.import_notes WHERE import_id = ? AND kind = ?")
        .params(id, LEFT_OUT)
        .update();
  }

  /** {@code running}: whether somebody is at work on it. */
  Optional<Imports.Progress> find(long id, boolean running) {
    return jdbc.sql("SELECT * FROM registry.imports WHERE import_id = ?")
        .params(id)
        .query((row, index) -> progress(row, running))
        .optional();
  }

  List<Long> ids() {
    return jdbc.sql("SELECT import_id FROM registry.imports ORDER BY import_id")
        .query((row, index) -> row.getLong(1))
        .list();
  }

  Optional<String> source(long id) {
    return jdbc.sql("SELECT source FROM registry.imports WHERE import_id = ?")
        .params(id)
        .query(String.class)
        .optional();
  }

  private Imports.Progress progress(ResultSet row, boolean running) throws SQLException {
    long id = row.getLong("import_id");
    Imports.State stored = Imports.State.valueOf(row.getString("state"));
    boolean interrupted = stored == Imports.State.RUNNING && !running;
    return new Imports.Progress(
        id,
        row.getString("source"),
        interrupted ? Imports.State.INTERRUPTED : stored,
        row.getString("author"),
        row.getObject("started_at", OffsetDateTime.class).toInstant(),
        Optional.ofNullable(row.getObject("ended_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant),
        row.getString("doing"),
        Optional.ofNullable(row.getString("error")),
        JSON.readValue(
            row.getString("counts"), new TypeReference<LinkedHashMap<String, Imports.Count>>() {}),
        notes(id, ARCHIVED),
        notes(id, LEFT_OUT));
  }

  private List<Imports.Note> notes(long id, String kind) {
    return jdbc.sql("""
            SELECT subject, note FROM registry.import_notes WHERE import_id = ? AND kind = ? ORDER BY subject
            """)
        .params(id, kind)
        .query((row, index) -> new Imports.Note(row.getString(1), row.getString(2)))
        .list();
  }

  private OffsetDateTime now() {
    return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  /** Kinds of things. */
  enum Kind {
    EXPERIMENT,
    RUN,
    LOGGED_MODEL,
    MODEL;

    String stored() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
