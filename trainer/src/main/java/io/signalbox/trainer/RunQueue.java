package io.signalbox.trainer;

import java.sql.Types;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Who executes which run. Every ending checks that the run is still the caller's: a lost one ends nothing. */
@Component
@Transactional
class RunQueue {
  private final JdbcClient jdbc;
  private final Changes changes;
  private final Clock clock;

  RunQueue(JdbcClient jdbc, Changes changes, Clock clock) {
    this.jdbc = jdbc;
    this.changes = changes;
    this.clock = clock;
  }

  /** A run that the caller executes now, and the tracking run of an attempt before it. */
  record Claim(TrainingRun run, Optional<String> trackingRun) {}

  /** A lease as it was seen. */
  record Lease(long run, UUID owner, long beat) {}

  /**
   * The oldest queued run of a plan of which none is running; not one of those that rest before their next attempt.
   *
   * @throws org.springframework.dao.DuplicateKeyException if another process began a run of the same plan just now
   */
  Optional<Claim> claim(UUID owner, Collection<Long> resting) {
    return jdbc.sql("""
              UPDATE trainer.runs
              SET state = 'running', owner = :owner, beat = beat + 1, attempts = attempts + 1
              WHERE id = (
                SELECT r.id FROM trainer.runs r
                WHERE r.state = 'queued' AND NOT (r.id = ANY (:resting))
                  AND NOT EXISTS (
                    SELECT FROM trainer.runs other WHERE other.plan = r.plan AND other.state = 'running')
                ORDER BY r.id LIMIT 1
                FOR UPDATE SKIP LOCKED)
              RETURNING *
              """)
        .param("owner", owner)
        .param("resting", resting.toArray(Long[]::new))
        .query((row, n) -> new Claim(Runs.run(row, n), tracking(row.getString("tracking_run"))))
        .optional();
  }

  @Transactional(readOnly = true)
  List<Lease> leases() {
    return jdbc.sql("SELECT id, owner, beat FROM trainer.runs WHERE state = 'running' ORDER BY id")
        .query((row, n) -> new Lease(row.getLong(1), row.getObject(2, UUID.class), row.getLong(3)))
        .list();
  }

  /** Takes a run from a process that is gone; empty if it is not, after all. */
  Optional<Claim> takeOver(Lease seen, UUID owner) {
    return jdbc.sql("""
            UPDATE trainer.runs SET owner = :owner, beat = beat + 1, attempts = attempts + 1
            WHERE id = :id AND state = 'running' AND owner = :seen AND beat = :beat
            RETURNING *
            """)
        .param("owner", owner)
        .param("id", seen.run())
        .param("seen", seen.owner())
        .param("beat", seen.beat())
        .query((row, n) -> new Claim(Runs.run(row, n), tracking(row.getString("tracking_run"))))
        .optional();
  }

  /** Keeps the lease; false if it is lost. */
  boolean beat(long id, UUID owner) {
    return jdbc.sql("UPDATE trainer.runs SET beat = beat + 1 WHERE id = :id AND owner = :owner")
            .param("id", id)
            .param("owner", owner)
            .update()
        == 1;
  }

  void tracked(long id, UUID owner, String trackingRun) {
    jdbc.sql("UPDATE trainer.runs SET tracking_run = :tracked WHERE id = :id AND owner = :owner")
        .param("tracked", trackingRun)
        .param("id", id)
        .param("owner", owner)
        .update();
  }

  boolean succeed(TrainingRun run, UUID owner, TrainingRun.Result result) {
    boolean ended = end(run, owner, new Ending("succeeded", null, StoredJson.write(result)));
    if (ended) {
      changes.add(
          new Changes.Change(
              "training plan " + run.plan(), "trained", Map.of("run", run.id(), "result", result)),
          run.why(),
          clock.instant());
    }
    return ended;
  }

  boolean fail(TrainingRun run, UUID owner, String error) {
    boolean ended = end(run, owner, new Ending("failed", error, null));
    if (ended) {
      changes.add(
          new Changes.Change(
              "training plan " + run.plan(),
              "training failed",
              Map.of("run", run.id(), "error", error)),
          run.why(),
          clock.instant());
    }
    return ended;
  }

  /** Back into the queue after an attempt that failed. */
  boolean retry(TrainingRun run, UUID owner, String error) {
    return jdbc.sql("""
                UPDATE trainer.runs SET state = 'queued', owner = NULL, error = :error
                WHERE id = :id AND owner = :owner
                """)
            .param("error", error)
            .param("id", run.id())
            .param("owner", owner)
            .update()
        == 1;
  }

  /** Back into the queue as if it had not been begun. */
  boolean release(TrainingRun run, UUID owner) {
    return jdbc.sql("""
                UPDATE trainer.runs SET state = 'queued', owner = NULL, attempts = attempts - 1
                WHERE id = :id AND owner = :owner
                """).param("id", run.id()).param("owner", owner).update() == 1;
  }

  private record Ending(
      String state, @Nullable String error, @Nullable String result) {}

  private boolean end(TrainingRun run, UUID owner, Ending ending) {
    return jdbc.sql("""
                UPDATE trainer.runs
                SET state = :state, owner = NULL, error = :error, result = CAST(:result AS jsonb),
                  finished_at = :at
                WHERE id = :id AND owner = :owner
                """)
            .param("state", ending.state())
            .param("error", ending.error(), Types.VARCHAR)
            .param("result", ending.result(), Types.VARCHAR)
            .param("at", clock.instant().atOffset(ZoneOffset.UTC))
            .param("id", run.id())
            .param("owner", owner)
            .update()
        == 1;
  }

  private static Optional<String> tracking(@Nullable String run) {
    return Optional.ofNullable(run);
  }
}
