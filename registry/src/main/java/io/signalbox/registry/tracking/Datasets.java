package io.signalbox.registry.tracking;

import io.signalbox.registry.RegistryException;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** Datasets that runs read. One is known by experiment, name and digest. */
@Repository
class Datasets {
  static final int IN_REQUEST = 1_000;
  static final int SUMMARIES = 1_000;
  static final int NAME_LENGTH = 500;
  static final int DIGEST_LENGTH = 36;
  static final int SOURCE_LENGTH = 65_535;
  static final int PROFILE_LENGTH = 16_777_215;
  static final int TAG_KEY_LENGTH = 255;
  static final int TAG_VALUE_LENGTH = 500;

  private static final JsonMapper JSON = JsonMapper.shared();

  private final JdbcClient jdbc;

  Datasets(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The first description of a dataset stays, and so does what a run first said of it. */
  void read(UUID run, long experiment, List<Dataset> datasets) {
    if (datasets.size() > IN_REQUEST) {
      throw new RegistryException.Invalid(
          "datasets: " + datasets.size() + " (expected: at most " + IN_REQUEST + ")");
    }
    datasets.forEach(Datasets::allow);
    if (datasets.size()
        > 1) { // two that bring the same in different orders would wait for each other
      jdbc.sql("SELECT name FROM registry.experiments WHERE experiment_id = ? FOR NO KEY UPDATE")
          .params(experiment)
          .query(String.class)
          .single();
    }
    for (Dataset dataset : datasets) {
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

  private static void allow(Dataset dataset) {
    Allowed.length("name", NAME_LENGTH, dataset.name());
    Allowed.length("digest", DIGEST_LENGTH, dataset.digest());
    Allowed.length("source", SOURCE_LENGTH, dataset.source());
    Allowed.length("schema", SOURCE_LENGTH, dataset.schema().orElse(""));
    Allowed.length("profile", PROFILE_LENGTH, dataset.profile().orElse(""));
    dataset.tags().forEach((key, value) -> {
      Allowed.length("key", TAG_KEY_LENGTH, key);
      Allowed.length("value", TAG_VALUE_LENGTH, value);
    });
  }

  List<DatasetSummary> of(List<Long> experiments) {
    return jdbc.sql("""
            SELECT DISTINCT d.experiment_id, d.name, d.digest, r.tags ->> 'mlflow.data.context' AS context
            FROM registry.datasets d JOIN registry.run_datasets r USING (dataset_id)
            WHERE d.experiment_id = ANY (?) ORDER BY 1, 2, 3, 4 LIMIT ?
            """)
        .params(experiments.toArray(Long[]::new), SUMMARIES)
        .query((row, number) -> new DatasetSummary(
            row.getLong(1),
            row.getString(2),
            row.getString(3),
            Optional.ofNullable(row.getString(4))))
        .list();
  }
}
