package io.signalbox.registry.tracking;

import io.signalbox.registry.RegistryException;
import java.sql.Types;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** What runs read and wrote: datasets and logged models. */
@Repository
class RunLineage {
  static final int DATASETS_IN_REQUEST = 1_000;
  static final int DATASET_NAME_LENGTH = 500;
  static final int DATASET_DIGEST_LENGTH = 36;

  private static final JsonMapper JSON = JsonMapper.shared();

  private final JdbcClient jdbc;

  RunLineage(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A dataset is known by experiment, name and digest; its first description stays. */
  void read(UUID run, long experiment, List<Dataset> datasets) {
    if (datasets.size() > DATASETS_IN_REQUEST) {
      throw new RegistryException.Invalid(
          "datasets: " + datasets.size() + " (expected: at most " + DATASETS_IN_REQUEST + ")");
    }
    for (Dataset dataset : datasets) {
      Allowed.length("name", DATASET_NAME_LENGTH, dataset.name());
      Allowed.length("digest", DATASET_DIGEST_LENGTH, dataset.digest());
      jdbc.sql("""
          INSERT INTO registry.datasets (experiment_id, name, digest, source_type, source, schema, profile)
          VALUES (:experiment, :name, :digest, :type, :source, :schema, :profile)
          ON CONFLICT (experiment_id, name, digest) DO NOTHING
          """)
          .param("experiment", experiment)
          .param("name", dataset.name())
          .param("digest", dataset.digest())
          .param("type", dataset.sourceType())
          .param("source", dataset.source())
          .param("schema", dataset.schema().orElse(null), Types.VARCHAR)
          .param("profile", dataset.profile().orElse(null), Types.VARCHAR)
          .update();
      jdbc.sql("""
          INSERT INTO registry.run_datasets (run_id, dataset_id, tags)
          SELECT ?, dataset_id, ?::jsonb FROM registry.datasets
          WHERE experiment_id = ? AND name = ? AND digest = ?
          ON CONFLICT (run_id, dataset_id) DO NOTHING
          """)
          .params(
              run,
              JSON.writeValueAsString(dataset.tags()),
              experiment,
              dataset.name(),
              dataset.digest())
          .update();
    }
  }

  void readModels(UUID run, List<String> models) {
    models.forEach(model -> link(run, model, "input", 0));
  }

  void wrote(UUID run, List<RunDetails.ModelOutput> models) {
    models.forEach(model -> link(run, model.modelId(), "output", model.step()));
  }

  private void link(UUID run, String model, String direction, long step) {
    Allowed.length("model_id", Allowed.KEY_LENGTH, model);
    jdbc.sql("""
        INSERT INTO registry.run_models (run_id, model_id, direction, step) VALUES (?, ?, ?, ?)
        ON CONFLICT (run_id, direction, model_id) DO NOTHING
        """).params(run, model, direction, step).update();
  }
}
