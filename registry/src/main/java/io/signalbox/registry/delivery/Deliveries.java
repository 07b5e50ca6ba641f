package io.signalbox.registry.delivery;

import io.signalbox.registry.delivery.Delivery.Attempt;
import io.signalbox.registry.delivery.Recipient.Pending;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The outbox's tables. Times are the database's own: one clock for all replicas, which goes on while a server is down; business time
 * may stand still, or run through a year in a minute.
 *
 * <p>Of a target's stream only the oldest waiting message is ever due; the others are due at infinity until it has ended. Whoever adds
 * to a stream or ends its oldest message holds the stream's lock, so that neither misses the other.
 */
@Repository
class Deliveries {
  /** More than an attempt can take: after it the process that made it is taken for dead. */
  static final Duration LEASE = Duration.ofMinutes(1);

  /** How long a message is tried. */
  static final Duration LIFETIME = Duration.ofDays(1);

  /** How long what has ended is kept. */
  static final Duration KEPT = Duration.ofDays(30);

  private static final int BATCH = 10_000;

  private final JdbcClient jdbc;

  Deliveries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  UUID add(Message message) {
    lock(message);
    UUID id = UUID.randomUUID();
    jdbc.sql("""
            INSERT INTO registry.deliveries (delivery_id, kind, target, stream, event, body, due_at)
            VALUES (:id, :kind, :target, :stream, :event, :body,
              CASE WHEN EXISTS (
                SELECT FROM registry.deliveries
                WHERE kind = :kind AND target = :target AND stream = :stream AND state = 'waiting')
              THEN 'infinity' ELSE clock_timestamp() END)
            """)
        .param("id", id)
        .param("kind", message.kind())
        .param("target", message.target())
        .param("stream", message.stream())
        .param("event", message.event())
        .param("body", message.body())
        .update();
    return id;
  }

  private void lock(Message message) {
    jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended(:stream, 0))")
        .param(
            "stream",
            String.join("\u001f", "delivery", message.kind(), message.target(), message.stream()))
        .query(rows -> {});
  }

  void cancel(String kind, String target) {
    jdbc.sql("""
            UPDATE registry.deliveries SET state = 'cancelled', ended_at = clock_timestamp()
            WHERE kind = :kind AND target = :target AND state = 'waiting'
            """).param("kind", kind).param("target", target).update();
  }

  /** Takes the one that has been due the longest, but none of these targets; notes the attempt before it is made. */
  Optional<Pending> claim(Collection<String> busyTargets) {
    return jdbc.sql("""
            WITH claimed AS (
              UPDATE registry.deliveries
              SET attempts = attempts + 1, due_at = clock_timestamp() + make_interval(secs => :lease)
              WHERE delivery_id = (
                SELECT delivery_id FROM registry.deliveries
                WHERE state = 'waiting' AND due_at <= clock_timestamp()
                  AND NOT (target = ANY (:busy))
                ORDER BY due_at LIMIT 1
                FOR UPDATE SKIP LOCKED)
              RETURNING *),
            noted AS (
              INSERT INTO registry.delivery_attempts (delivery_id, attempt, at)
              SELECT delivery_id, attempts, clock_timestamp() FROM claimed)
            SELECT * FROM claimed
            """)
        .param("lease", LEASE.toSeconds())
        .param("busy", busyTargets.toArray(String[]::new))
        .query((row, number) -> pending(row))
        .optional();
  }

  private static Pending pending(ResultSet row) throws SQLException {
    var message = new Message(
        row.getString("kind"),
        row.getString("target"),
        row.getString("stream"),
        row.getString("event"),
        row.getString("body"));
    return new Pending(row.getObject("delivery_id", UUID.class), message, row.getInt("attempts"));
  }

  void note(Pending pending, String outcome) {
    jdbc.sql("""
            UPDATE registry.delivery_attempts SET outcome = :outcome
            WHERE delivery_id = :id AND attempt = :attempt
            """)
        .param("outcome", outcome)
        .param("id", pending.id())
        .param("attempt", pending.attempt())
        .update();
  }

  /** It has ended, and the next of its stream is due. */
  void end(Pending pending, Delivery.State state) {
    lock(pending.message());
    jdbc.sql("""
            UPDATE registry.deliveries SET state = :state, ended_at = clock_timestamp()
            WHERE delivery_id = :id AND state = 'waiting'
            """).param("state", lower(state)).param("id", pending.id()).update();
    jdbc.sql("""
            UPDATE registry.deliveries SET due_at = clock_timestamp()
            WHERE delivery_id = (
              SELECT delivery_id FROM registry.deliveries
              WHERE kind = :kind AND target = :target AND stream = :stream AND state = 'waiting'
              ORDER BY position LIMIT 1)
              AND due_at = 'infinity'
            """)
        .param("kind", pending.message().kind())
        .param("target", pending.message().target())
        .param("stream", pending.message().stream())
        .update();
  }

  /** Whether it is past its {@link #LIFETIME}; empty if it is no longer the caller's, whom another process took for dead. */
  Optional<Boolean> postpone(Pending pending, Duration pause) {
    return jdbc.sql("""
            UPDATE registry.deliveries
            SET due_at = clock_timestamp() + make_interval(secs => :pause)
            WHERE delivery_id = :id AND state = 'waiting' AND attempts = :attempt
            RETURNING created_at <= clock_timestamp() - make_interval(secs => :lifetime)
            """)
        .param("pause", pause.toMillis() / 1000.0)
        .param("id", pending.id())
        .param("attempt", pending.attempt())
        .param("lifetime", LIFETIME.toSeconds())
        .query(Boolean.class)
        .optional();
  }

  List<Delivery> newest(String kind, String target, int most) {
    return jdbc.sql("""
            SELECT * FROM registry.deliveries WHERE kind = :kind AND target = :target
            ORDER BY position DESC LIMIT :most
            """)
        .param("kind", kind)
        .param("target", target)
        .param("most", most)
        .query((row, number) -> new Delivery(
            row.getObject("delivery_id", UUID.class),
            row.getString("event"),
            row.getString("body"),
            Delivery.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
            row.getObject("created_at", OffsetDateTime.class).toInstant(),
            instant(row, "ended_at"),
            attempts(row.getObject("delivery_id", UUID.class))))
        .list();
  }

  private List<Attempt> attempts(UUID id) {
    return jdbc.sql(
            "SELECT * FROM registry.delivery_attempts WHERE delivery_id = ? ORDER BY attempt")
        .param(id)
        .query((row, number) -> new Attempt(
            row.getInt("attempt"),
            row.getObject("at", OffsetDateTime.class).toInstant(),
            Optional.ofNullable(row.getString("outcome"))))
        .list();
  }

  /** Forgets what ended long ago, at most {@value #BATCH} of it. */
  int purge() {
    return jdbc.sql("""
            DELETE FROM registry.deliveries WHERE delivery_id IN (
              SELECT delivery_id FROM registry.deliveries
              WHERE ended_at < clock_timestamp() - make_interval(secs => :kept) LIMIT :batch)
            """).param("kept", KEPT.toSeconds()).param("batch", BATCH).update();
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  private static String lower(Delivery.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
