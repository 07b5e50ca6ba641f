package io.signalbox.registry.tracking;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.signalbox.registry.Artifacts;
import io.signalbox.registry.RegistryException;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Writes experiments, runs and logged models that were logged elsewhere, with the ids and times they have there. Runs in its caller's transaction. */
@Component
public class Copies {
  private final JdbcClient jdbc;
  private final ExperimentReader experiments;
  private final RunParams params;
  private final RunTags tags;
  private final MetricLog metrics;
  private final Datasets datasets;
  private final RunModels models;

  Copies(
      JdbcClient jdbc,
      ExperimentReader experiments,
      RunParams params,
      RunTags tags,
      MetricLog metrics,
      Datasets datasets,
      RunModels models) {
    this.jdbc = jdbc;
    this.experiments = experiments;
    this.params = params;
    this.tags = tags;
    this.metrics = metrics;
    this.datasets = datasets;
    this.models = models;
  }

  /** The experiment of this name: the one that is here, or a new one. Tags that are here stay. */
  public Experiment experiment(Experiment copy) {
    Allowed.experimentName(copy.name());
    jdbc.sql("""
            WITH next AS (SELECT nextval(pg_get_serial_sequence('registry.experiments', 'experiment_id')) AS id)
            INSERT INTO registry.experiments
                (experiment_id, name, artifact_location, lifecycle, created_millis, updated_millis)
            SELECT id, :name, :root || id, :lifecycle, :created, :updated FROM next
            ON CONFLICT (name) DO NOTHING
            """)
        .param("name", copy.name())
        .param("root", Artifacts.ROOT)
        .param("lifecycle", copy.active() ? "active" : "deleted")
        .param("created", copy.createdMillis())
        .param("updated", copy.updatedMillis())
        .update();
    Experiment here = experiments.named(copy.name()).orElseThrow();
    copy.tags()
        .forEach((key, value) -> jdbc.sql("""
            INSERT INTO registry.experiment_tags (experiment_id, key, value) VALUES (?, ?, ?)
            ON CONFLICT DO NOTHING
            """).params(here.id(), key, value).update());
    return here;
  }

  /**
   * A run but its metrics; {@code experiment} is one here.
   *
   * @param deletedMillis empty for one that is active
   */
  public record Run(
      RunInfo info,
      OptionalLong deletedMillis,
      Map<String, String> params,
      Map<String, String> tags,
      List<Dataset> datasets,
      List<String> modelInputs,
      List<RunDetails.ModelOutput> modelOutputs) {
    public Run {
      params = ImmutableMap.copyOf(params);
      tags = ImmutableMap.copyOf(tags);
      datasets = ImmutableList.copyOf(datasets);
      modelInputs = ImmutableList.copyOf(modelInputs);
      modelOutputs = ImmutableList.copyOf(modelOutputs);
    }
  }

  /** Writes the run. @throws RegistryException if there is one of this id */
  public void run(Run copy) {
    RunInfo info = copy.info();
    UUID id = key(info.id());
    int added = jdbc.sql("""
            INSERT INTO registry.runs (run_id, experiment_id, name, user_id, status, start_millis, end_millis,
              deleted_millis, lifecycle, artifact_uri)
            VALUES (:id, :experiment, :name, :user, :status, :start, :end, :deleted, :lifecycle, :uri)
            ON CONFLICT (run_id) DO NOTHING
            """)
        .param("id", id)
        .param("experiment", info.experimentId())
        .param("name", info.name())
        .param("user", info.userId())
        .param("status", info.status().name())
        .param("start", info.startMillis())
        .param("end", boxed(info.endMillis()), Types.BIGINT)
        .param("deleted", boxed(copy.deletedMillis()), Types.BIGINT)
        .param("lifecycle", info.active() ? "active" : "deleted")
        .param("uri", info.artifactUri())
        .update();
    if (added == 0) {
      throw new RegistryException.AlreadyExists("Run (id=" + info.id() + ") already exists.");
    }
    if (!copy.params().isEmpty()) {
      params.log(id, List.copyOf(copy.params().entrySet()));
    }
    tags.put(id, copy.tags());
    datasets.read(id, info.experimentId(), copy.datasets());
    models.readModels(id, copy.modelInputs());
    models.wrote(id, copy.modelOutputs());
  }

  private static @Nullable Long boxed(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  /** Points of one run, any number of times. */
  public void points(String runId, List<MetricPoint> points) {
    metrics.append(key(runId), points);
  }

  /** Points that a run logged of models, which its own history has besides. */
  public void pointsOfModels(String runId, List<MetricPoint> points) {
    metrics.appendOfModels(key(runId), points);
  }

  /** A logged model but its metrics. @throws RegistryException if there is one of this id */
  public void loggedModel(LoggedModel copy) {
    int added = jdbc.sql("""
            INSERT INTO registry.logged_models (model_id, experiment_id, name, artifact_uri, model_type,
              source_run_id, status, created_millis, updated_millis)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (model_id) DO NOTHING
            """)
        .params(
            copy.id(),
            copy.experimentId(),
            copy.name(),
            copy.artifactUri(),
            copy.modelType(),
            copy.sourceRunId(),
            copy.status().number(),
            copy.createdMillis(),
            copy.updatedMillis())
        .update();
    if (added == 0) {
      throw new RegistryException.AlreadyExists(
          "Logged model with ID '" + copy.id() + "' already exists.");
    }
    copy.params()
        .forEach((key, value) -> pair("registry.logged_model_params", copy.id(), key, value));
    copy.tags().forEach((key, value) -> pair("registry.logged_model_tags", copy.id(), key, value));
  }

  private void pair(String table, String id, String key, String value) {
    jdbc.sql("INSERT INTO " + table + " (model_id, key, value) VALUES (?, ?, ?)")
        .params(id, key, value)
        .update();
  }

  private static UUID key(String runId) {
    return Identities.parse(runId)
        .orElseThrow(() ->
            new RegistryException.Invalid("run: " + runId + " (expected: an id of 32 hex digits)"));
  }
}
