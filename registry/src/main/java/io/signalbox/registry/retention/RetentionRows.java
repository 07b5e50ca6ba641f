package io.signalbox.registry.retention;

import io.signalbox.registry.Artifacts;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.Retention.ExperimentPolicy;
import io.signalbox.registry.Retention.ModelPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The policies, and what they let go. */
@Repository
class RetentionRows {
  /** What a run's folder is called in its own. */
  private static final String ARTIFACTS = "/artifacts";

  /** Ended long ago, and no version comes from it or from a model that it logged. */
  private static final String GOES = """
      r.status NOT IN ('RUNNING', 'SCHEDULED') AND coalesce(r.end_millis, r.start_millis) < :before
        AND NOT EXISTS (SELECT 1 FROM registry.versions v
          WHERE v.run_id <> '' AND v.run_id = replace(r.run_id::text, '-', '') AND NOT v.deleted)
        AND NOT EXISTS (SELECT 1 FROM registry.logged_models l JOIN registry.versions v
            ON v.logged_model_id <> '' AND v.logged_model_id = l.model_id
          WHERE l.source_run_id <> '' AND l.source_run_id = replace(r.run_id::text, '-', '') AND NOT v.deleted)
      """;

  private final JdbcClient jdbc;

  RetentionRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void put(long modelId, ModelPolicy policy) {
    jdbc.sql("""
        INSERT INTO registry.model_retention (model_id, keep_archived, keep_ever_in_production) VALUES (?, ?, ?)
        ON CONFLICT (model_id) DO UPDATE
          SET keep_archived = EXCLUDED.keep_archived, keep_ever_in_production = EXCLUDED.keep_ever_in_production
        """)
        .params(modelId, policy.keepArchived(), policy.keepEverInProduction())
        .update();
  }

  void put(long experimentId, ExperimentPolicy policy) {
    jdbc.sql("""
        INSERT INTO registry.experiment_retention (experiment_id, older_than_days) VALUES (?, ?)
        ON CONFLICT (experiment_id) DO UPDATE SET older_than_days = EXCLUDED.older_than_days
        """).params(experimentId, policy.olderThanDays()).update();
  }

  /** Whether there was one. */
  boolean forgetModel(long modelId) {
    return jdbc.sql("DELETE FROM registry.model_retention WHERE model_id = ?")
            .params(modelId)
            .update()
        > 0;
  }

  /** Whether there was one. */
  boolean forgetExperiment(long experimentId) {
    return jdbc.sql("DELETE FROM registry.experiment_retention WHERE experiment_id = ?")
            .params(experimentId)
            .update()
        > 0;
  }

  List<ModelPolicy> models() {
    return jdbc.sql("""
            SELECT m.name, r.keep_archived, r.keep_ever_in_production
            FROM registry.model_retention r JOIN registry.models m USING (model_id) ORDER BY m.name
            """)
        .query((row, index) ->
            new ModelPolicy(new ModelName(row.getString(1)), row.getInt(2), row.getBoolean(3)))
        .list();
  }

  List<ExperimentPolicy> experiments() {
    return jdbc.sql(
            "SELECT experiment_id, older_than_days FROM registry.experiment_retention ORDER BY experiment_id")
        .query((row, index) -> new ExperimentPolicy(row.getString(1), row.getInt(2)))
        .list();
  }

  /** The oldest first. Files go with a version only where no other version has the same. */
  List<Candidate> versions(ModelPolicy policy, int most) {
    return jdbc.sql("""
            WITH kept_by_nothing AS (
              SELECT v.* FROM registry.versions v JOIN registry.models m USING (model_id)
              WHERE m.name = :model AND v.stage = 'ARCHIVED' AND NOT v.deleted
                AND NOT EXISTS (SELECT 1 FROM registry.aliases a
                  WHERE a.model_id = v.model_id AND a.version = v.version)
                AND NOT EXISTS (SELECT 1 FROM registry.deployments d
                  WHERE d.model_id = v.model_id AND d.version = v.version AND d.until IS NULL)
                AND NOT (:productions AND EXISTS (SELECT 1 FROM registry.productions p
                  WHERE p.model_id = v.model_id AND p.version = v.version))
              ORDER BY v.version DESC OFFSET :keep
            )
            SELECT k.version, k.storage_uri, CASE WHEN shared THEN '' ELSE k.logged_model_id END, shared
            FROM kept_by_nothing k, LATERAL (SELECT EXISTS (SELECT 1 FROM registry.versions o
              WHERE o.storage_uri = k.storage_uri AND NOT o.deleted
                AND (o.model_id, o.version) <> (k.model_id, k.version)) AS shared) s
            ORDER BY k.version LIMIT :most
            """)
        .param("model", policy.model().value())
        .param("productions", policy.keepEverInProduction())
        .param("keep", policy.keepArchived())
        .param("most", most)
        .query((row, index) -> new Candidate(
            row.getString(1),
            row.getString(3),
            row.getBoolean(4) ? List.of() : folder(row.getString(2))))
        .list();
  }

  /** Nothing where the files are in another store, or are no folder of their own. */
  private static List<String> folder(String uri) {
    return Artifacts.pathOf(uri).filter(path -> path.contains(ARTIFACTS)).stream()
        .toList();
  }

  /** The oldest first; {@code before} is a moment in epoch milliseconds. */
  List<Candidate> runs(long experimentId, long before, int most) {
    List<Candidate> runs = new ArrayList<>();
    jdbc.sql("""
            SELECT replace(r.run_id::text, '-', ''), r.artifact_uri, ARRAY (
              SELECT l.artifact_uri FROM registry.logged_models l
              WHERE l.source_run_id = replace(r.run_id::text, '-', ''))
            FROM registry.runs r
            WHERE r.experiment_id = :experiment AND %s
            ORDER BY coalesce(r.end_millis, r.start_millis), r.run_id LIMIT :most
            """.formatted(GOES))
        .param("experiment", experimentId)
        .param("before", before)
        .param("most", most)
        .query(row -> {
          runs.add(new Candidate(
              row.getString(1),
              "",
              Stream.concat(Stream.of(row.getString(2)), Stream.of((String[])
                      row.getArray(3).getArray()))
                  .flatMap(uri -> Artifacts.pathOf(uri).stream())
                  .filter(path -> path.endsWith(ARTIFACTS))
                  .map(path -> path.substring(0, path.length() - ARTIFACTS.length()))
                  .toList()));
        });
    return runs;
  }

  /** Whether the run still goes; nobody makes a version of it until the transaction ends. */
  boolean lockRun(String id, long before) {
    jdbc.sql("SELECT 1 FROM registry.runs WHERE run_id = ?::uuid FOR UPDATE")
        .params(id)
        .query(rows -> {});
    return jdbc.sql("SELECT EXISTS (SELECT 1 FROM registry.runs r WHERE r.run_id = :id::uuid AND "
            + GOES + ")")
        .param("id", id)
        .param("before", before)
        .query(Boolean.class)
        .single();
  }

  /** With its history and the models that it logged. */
  void deleteRun(String id) {
    for (String sql : List.of(
        "DELETE FROM registry.logged_models WHERE source_run_id = ?",
        "DELETE FROM registry.logged_model_metrics WHERE run_id = ?::uuid",
        "DELETE FROM registry.metrics WHERE run_id = ?::uuid",
        "DELETE FROM registry.latest_metrics WHERE run_id = ?::uuid",
        "DELETE FROM registry.runs WHERE run_id = ?::uuid")) {
      jdbc.sql(sql).params(id).update();
    }
  }

  void retire(List<String> folders) {
    folders.forEach(folder -> jdbc.sql(
            "INSERT INTO registry.retired_folders (path) VALUES (?) ON CONFLICT DO NOTHING")
        .params(folder)
        .update());
  }

  List<String> retired() {
    return jdbc.sql("SELECT path FROM registry.retired_folders ORDER BY path")
        .query((row, index) -> row.getString(1))
        .list();
  }

  void gone(String folder) {
    jdbc.sql("DELETE FROM registry.retired_folders WHERE path = ?")
        .params(folder)
        .update();
  }
}
