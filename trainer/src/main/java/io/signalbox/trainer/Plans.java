package io.signalbox.trainer;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The plans in force, and the names of those that were retired, whose runs stay. */
@Repository
class Plans {
  /** What becomes of a run whose plan is in force no more. */
  static final String RETIRED = "its training plan was retired";

  private final JdbcClient jdbc;

  Plans(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Empty where no plan could have the name. */
  Optional<TrainingPlan> find(String name) {
    if (!Expected.isName(name)) {
      return Optional.empty();
    }
    return jdbc.sql("""
            SELECT definition FROM trainer.plans WHERE name = :name AND retired_at IS NULL
            """)
        .param("name", name)
        .query(String.class)
        .optional()
        .map(json -> StoredJson.read(json, TrainingPlan.class));
  }

  /** Whether there is or was a plan of this name. */
  boolean isKnown(String name) {
    return Expected.isName(name)
        && jdbc.sql("SELECT count(*) FROM trainer.plans WHERE name = :name")
                .param("name", name)
                .query(Long.class)
                .single()
            > 0;
  }

  /** Keeps others from applying it until this transaction ends. */
  Optional<TrainingPlan> lock(String name) {
    jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended('trainer.plans/' || :name, 0))")
        .param("name", name)
        .query(rows -> {});
    return find(name);
  }

  List<TrainingPlan> all() {
    return jdbc
        .sql("SELECT definition FROM trainer.plans WHERE retired_at IS NULL ORDER BY name")
        .query(String.class)
        .list()
        .stream()
        .map(json -> StoredJson.read(json, TrainingPlan.class))
        .toList();
  }

  void put(TrainingPlan plan, Instant at) {
    jdbc.sql("""
            INSERT INTO trainer.plans (name, definition, applied_at)
            VALUES (:name, CAST(:definition AS jsonb), :at)
            ON CONFLICT (name)
            DO UPDATE SET definition = excluded.definition, applied_at = excluded.applied_at, retired_at = NULL
            """)
        .param("name", plan.name())
        .param("definition", StoredJson.write(plan))
        .param("at", at.atOffset(ZoneOffset.UTC))
        .update();
  }

  void retire(String name, Instant at) {
    jdbc.sql("UPDATE trainer.plans SET retired_at = :at WHERE name = :name")
        .param("name", name)
        .param("at", at.atOffset(ZoneOffset.UTC))
        .update();
  }
}
