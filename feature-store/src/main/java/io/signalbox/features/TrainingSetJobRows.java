package io.signalbox.features;

import io.signalbox.features.TrainingSetJob.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** The rows of {@code features.training_set_jobs}. */
@Repository
class TrainingSetJobRows {
  private static final JsonMapper JSON = JsonMapper.builder()
      .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
      .build();
  private static final String SELECT = """
      SELECT id, request, state, phase, step, steps, attempts, training_set, problem, author, submitted_at, finished_at
      FROM features.training_set_jobs
      """;
  /** Serializes submissions, so that one request makes one job. */
  private static final long LOCK = 0x51677842_6a6f6273L;

  private final JdbcClient jdbc;

  TrainingSetJobRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void lock() {
    jdbc.sql("SELECT pg_advisory_xact_lock(?)")
        .param(LOCK)
        .query((rs, row) -> true)
        .list();
  }

  static String hash(TrainingSetRequest request) {
    return ContentHash.of(JSON.writeValueAsString(request));
  }

  void add(UUID id, TrainingSetRequest request, String author, Instant now) {
    jdbc.sql("""
            INSERT INTO features.training_set_jobs (id, request, request_hash, state, author, submitted_at)
            VALUES (?, ?::json, ?, 'queued', ?, ?)
            """)
        .params(
            id,
            JSON.writeValueAsString(request),
            hash(request),
            author,
            now.atOffset(ZoneOffset.UTC))
        .update();
  }

  Optional<TrainingSetJob> find(UUID id) {
    return jdbc.sql(SELECT + "WHERE id = ?")
        .param(id)
        .query((rs, row) -> job(rs))
        .optional();
  }

  List<TrainingSetJob> newest(int limit) {
    return jdbc.sql(SELECT + "ORDER BY submitted_at DESC, id LIMIT ?")
        .param(limit)
        .query((rs, row) -> job(rs))
        .list();
  }

  /** One of the same request that is not done yet, or has made this training set. */
  Optional<TrainingSetJob> same(TrainingSetRequest request, Optional<TrainingSetId> made) {
    return jdbc.sql(SELECT + """
            WHERE request_hash = ? AND (training_set = ? OR (state IN ('queued', 'running') AND NOT cancelling))
            ORDER BY submitted_at DESC, id LIMIT 1
            """)
        .param(hash(request))
        .param(made.map(TrainingSetId::hash).orElse(null))
        .query((rs, row) -> job(rs))
        .optional();
  }

  /** The first to be done; who runs one holds its lock. */
  List<UUID> toDo(int limit) {
    return jdbc.sql("""
            SELECT id FROM features.training_set_jobs
            WHERE state IN ('queued', 'running') ORDER BY submitted_at, id LIMIT ?
            """)
        .param(limit)
        .query((rs, row) -> rs.getObject("id", UUID.class))
        .list();
  }

  long waiting() {
    return jdbc.sql("SELECT count(*) FROM features.training_set_jobs WHERE state = 'queued'")
        .query(Long.class)
        .single();
  }

  /** Empty where it has ended meanwhile. */
  Optional<TrainingSetJob> begin(UUID id) {
    int begun = jdbc.sql("""
            UPDATE features.training_set_jobs SET state = 'running', attempts = attempts + 1
            WHERE id = ? AND state IN ('queued', 'running')
            """).param(id).update();
    return begun == 0 ? Optional.empty() : find(id);
  }

  /** Tells how far it is, and hears whether it is to be stopped. */
  boolean isCancelling(UUID id, String phase, int step, int steps) {
    return jdbc.sql("""
            UPDATE features.training_set_jobs SET phase = ?, step = ?, steps = ?
            WHERE id = ? AND state = 'running' RETURNING cancelling
            """)
        .params(phase, step, steps, id)
        .query(Boolean.class)
        .optional()
        .orElse(true);
  }

  /** Returns false where somebody cancelled it before: that holds, also where the set was made all the same. */
  boolean done(UUID id, TrainingSetId made, Instant now) {
    int ended =
        jdbc.sql("""
            UPDATE features.training_set_jobs SET state = 'done', training_set = ?, problem = NULL, finished_at = ?
            WHERE id = ? AND state IN ('queued', 'running') AND NOT cancelling
            """).params(made.hash(), now.atOffset(ZoneOffset.UTC), id).update();
    if (ended == 0) {
      cancelled(id, now);
    }
    return ended == 1;
  }

  void failed(UUID id, String problem, Instant now) {
    end(id, State.FAILED, Optional.empty(), Optional.of(problem), now);
  }

  void cancelled(UUID id, Instant now) {
    end(id, State.CANCELLED, Optional.empty(), Optional.empty(), now);
  }

  private void end(
      UUID id, State state, Optional<String> made, Optional<String> problem, Instant now) {
    jdbc.sql("""
            UPDATE features.training_set_jobs
            SET state = ?, training_set = ?, problem = ?, finished_at = ?, cancelling = false
            WHERE id = ? AND state IN ('queued', 'running')
            """)
        .param(word(state))
        .param(made.orElse(null))
        .param(problem.orElse(null))
        .params(now.atOffset(ZoneOffset.UTC), id)
        .update();
  }

  /** For another attempt; one that was broken off without a fault does not count. */
  void giveBack(UUID id, boolean counts) {
    jdbc.sql("""
            UPDATE features.training_set_jobs SET state = 'queued', attempts = attempts - ?
            WHERE id = ? AND state = 'running'
            """).params(counts ? 0 : 1, id).update();
  }

  /** What waits is cancelled at once, what runs is told to stop. */
  void cancel(UUID id, Instant now) {
    jdbc.sql("""
            UPDATE features.training_set_jobs SET
              state = CASE state WHEN 'queued' THEN 'cancelled' ELSE state END,
              finished_at = CASE state WHEN 'queued' THEN ?::timestamptz END,
              cancelling = state = 'running'
            WHERE id = ? AND state IN ('queued', 'running')
            """).params(now.atOffset(ZoneOffset.UTC), id).update();
  }

  void retry(UUID id) {
    jdbc.sql("""
            UPDATE features.training_set_jobs SET
              state = 'queued', attempts = 0, phase = '', step = 0, steps = 0, problem = NULL, finished_at = NULL
            WHERE id = ? AND state IN ('failed', 'cancelled')
            """).param(id).update();
  }

  /** The set that this request made last. */
  Optional<TrainingSetId> lastMade(TrainingSetRequest request) {
    return jdbc.sql("""
            SELECT training_set FROM features.training_set_jobs
            WHERE request_hash = ? AND state = 'done' ORDER BY submitted_at DESC, id LIMIT 1
            """)
        .param(hash(request))
        .query(String.class)
        .optional()
        .map(TrainingSetId::new);
  }

  /** Forgets those that ended, but for the newest; returns the hashes of their files. */
  List<String> prune(int kept) {
    return jdbc.sql("""
            DELETE FROM features.training_set_jobs WHERE id IN (
              SELECT id FROM features.training_set_jobs WHERE state NOT IN ('queued', 'running')
              ORDER BY submitted_at DESC, id OFFSET ?)
            RETURNING coalesce(request #>> '{spine,hash}', '')
            """).param(kept).query((rs, row) -> rs.getString(1)).list();
  }

  /** Whether a job reads this file, or would if it is tried again. */
  boolean reads(String hash) {
    return jdbc.sql("""
            SELECT EXISTS (
              SELECT 1 FROM features.training_set_jobs WHERE state <> 'done' AND request #>> '{spine,hash}' = ?)
            """).param(hash).query(Boolean.class).single();
  }

  private static String word(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static TrainingSetJob job(ResultSet rs) throws SQLException {
    return new TrainingSetJob(
        rs.getObject("id", UUID.class),
        State.valueOf(rs.getString("state").toUpperCase(Locale.ROOT)),
        JSON.readValue(rs.getString("request"), TrainingSetRequest.class),
        rs.getString("phase"),
        rs.getInt("step"),
        rs.getInt("steps"),
        rs.getInt("attempts"),
        Optional.ofNullable(rs.getString("training_set")).map(TrainingSetId::new),
        Optional.ofNullable(rs.getString("problem")),
        rs.getString("author"),
        rs.getObject("submitted_at", OffsetDateTime.class).toInstant(),
        Optional.ofNullable(rs.getObject("finished_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant));
  }
}
