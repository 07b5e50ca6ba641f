package io.signalbox.trainer;

import io.signalbox.registry.Attribution;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** All runs that were asked for; what is executed of them is {@link RunQueue}'s. */
@Repository
class Runs {
  private final JdbcClient jdbc;

  Runs(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * A run that is asked for.
   *
   * @param cause what must not ask twice
   * @param skipped why it is only recorded
   */
  record Request(
      String plan,
      TrainingRun.Trigger trigger,
      Attribution why,
      Instant moment,
      Optional<Duration> holdout,
      Optional<String> cause,
      Optional<String> skipped) {
    Request(String plan, TrainingRun.Trigger trigger, Attribution why, Instant moment) {
      this(plan, trigger, why, moment, Optional.empty(), Optional.empty(), Optional.empty());
    }

    Request holdingOut(Optional<Duration> asked) {
      return new Request(plan, trigger, why, moment, asked, cause, skipped);
    }

    Request causedBy(String once) {
      return new Request(plan, trigger, why, moment, holdout, Optional.of(once), skipped);
    }

    Request skippedBecause(Optional<String> reason) {
      return new Request(plan, trigger, why, moment, holdout, cause, reason);
    }
  }

  /** The new run; empty where the cause asked before. */
  Optional<TrainingRun> add(Request request) {
    return jdbc.sql("""
            INSERT INTO trainer.runs
              (plan, state, trigger, author, reason, cause, moment, holdout_millis, error, finished_at)
            VALUES
              (:plan, :state, :trigger, :author, :reason, :cause, :moment, :holdout, :skipped,
               CASE WHEN :state = 'skipped' THEN CAST(:moment AS timestamptz) END)
            ON CONFLICT (plan, cause) DO NOTHING
            RETURNING *
            """)
        .param("plan", request.plan())
        .param("state", request.skipped().isPresent() ? "skipped" : "queued")
        .param("trigger", request.trigger().name().toLowerCase(Locale.ROOT))
        .param("author", request.why().author())
        .param("reason", request.why().reason())
        .param("cause", request.cause().orElse(null), Types.VARCHAR)
        .param("moment", request.moment().atOffset(ZoneOffset.UTC))
        .param("holdout", request.holdout().map(Duration::toMillis).orElse(null), Types.BIGINT)
        .param("skipped", request.skipped().orElse(null), Types.VARCHAR)
        .query(Runs::run)
        .optional();
  }

  Optional<TrainingRun> find(long id) {
    return jdbc.sql("SELECT * FROM trainer.runs WHERE id = :id")
        .param("id", id)
        .query(Runs::run)
        .optional();
  }

  List<TrainingRun> newest(Optional<String> plan, int most) {
    return jdbc.sql("""
            SELECT * FROM trainer.runs
            WHERE CAST(:plan AS text) IS NULL OR plan = :plan
            ORDER BY id DESC LIMIT :most
            """)
        .param("plan", plan.orElse(null), Types.VARCHAR)
        .param("most", most)
        .query(Runs::run)
        .list();
  }

  /** The plan's last run that will train, trains or trained. */
  Optional<TrainingRun> lastEffective(String plan) {
    return jdbc.sql("""
            SELECT * FROM trainer.runs
            WHERE plan = :plan AND state IN ('queued', 'running', 'succeeded')
            ORDER BY moment DESC, id DESC LIMIT 1
            """).param("plan", plan).query(Runs::run).optional();
  }

  /** Ends the runs of a plan that nobody executes yet. */
  void failWaiting(String plan, String error, Instant at) {
    jdbc.sql("""
            UPDATE trainer.runs SET state = 'failed', error = :error, finished_at = :at
            WHERE plan = :plan AND state = 'queued'
            """)
        .param("plan", plan)
        .param("error", error)
        .param("at", at.atOffset(ZoneOffset.UTC))
        .update();
  }

  int waiting(String plan) {
    return jdbc.sql("SELECT count(*) FROM trainer.runs WHERE plan = :plan AND state = 'queued'")
        .param("plan", plan)
        .query(Integer.class)
        .single();
  }

  static TrainingRun run(ResultSet row, int number) throws SQLException {
    long holdout = row.getLong("holdout_millis");
    boolean asked = !row.wasNull();
    return new TrainingRun(
        row.getLong("id"),
        row.getString("plan"),
        TrainingRun.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        TrainingRun.Trigger.valueOf(row.getString("trigger").toUpperCase(Locale.ROOT)),
        new Attribution(row.getString("author"), row.getString("reason")),
        instant(row, "moment").orElseThrow(),
        asked ? Optional.of(Duration.ofMillis(holdout)) : Optional.empty(),
        row.getInt("attempts"),
        instant(row, "finished_at"),
        Optional.ofNullable(row.getString("error")),
        Optional.ofNullable(row.getString("result"))
            .map(json -> StoredJson.read(json, TrainingRun.Result.class)));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    @Nullable OffsetDateTime found = row.getObject(column, OffsetDateTime.class);
    return Optional.ofNullable(found).map(OffsetDateTime::toInstant);
  }
}
