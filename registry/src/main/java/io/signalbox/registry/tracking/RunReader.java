package io.signalbox.registry.tracking;

import io.signalbox.registry.RegistryException;
import io.signalbox.registry.Tracking.RunStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads runs, and in one further statement everything that was logged with any number of them. */
@Repository
class RunReader {
  static final RowMapper<RunInfo> INFO = RunReader::info;

  private final JdbcClient jdbc;

  RunReader(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Optional<RunInfo> find(String id) {
    return Identities.parse(id)
        .flatMap(uuid -> jdbc.sql("SELECT * FROM registry.runs WHERE run_id = ?")
            .params(uuid)
            .query(INFO)
            .optional());
  }

  /** Where the files of a run are, which is not deleted before the transaction ends. */
  Optional<String> hold(String id) {
    return Identities.parse(id)
        .flatMap(uuid -> jdbc.sql(
                "SELECT artifact_uri FROM registry.runs WHERE run_id = ? FOR KEY SHARE")
            .params(uuid)
            .query(String.class)
            .optional());
  }

  RunInfo info(String id) {
    return find(id)
        .orElseThrow(() -> new RegistryException.NotFound("Run with id=" + id + " not found"));
  }

  RunInfo active(String id) {
    RunInfo run = info(id);
    if (!run.active()) {
      throw new RegistryException.Invalid(
          "The run " + id + " must be in the 'active' state. Current state is deleted.");
    }
    return run;
  }

  RunDetails details(RunInfo run) {
    return details(List.of(run)).getFirst();
  }

  /** In the order of the runs. */
  List<RunDetails> details(List<RunInfo> runs) {
    if (runs.isEmpty()) {
      return List.of();
    }
    UUID[] ids = ids(runs);
    Map<UUID, Logged> logged = new HashMap<>();
    for (UUID id : ids) {
      logged.put(id, new Logged());
    }
    boolean one = runs.size() == 1; // without a list, which PostgreSQL plans anew each time
    jdbc.sql("""
        SELECT 'metric' AS kind, run_id, key, NULL AS value, value AS number, millis, step
        FROM registry.latest_metrics WHERE run_id = ANY (:ids)
        UNION ALL
        SELECT 'param', run_id, key, value, NULL, NULL, NULL
        FROM registry.params WHERE run_id = ANY (:ids)
        UNION ALL
        SELECT 'tag', run_id, key, value, NULL, NULL, NULL
        FROM registry.run_tags WHERE run_id = ANY (:ids)
        UNION ALL
        SELECT direction, run_id, model_id, NULL, NULL, NULL, step
        FROM registry.run_models WHERE run_id = ANY (:ids)
        UNION ALL
        SELECT 'dataset', run_id, dataset_id::text, NULL, NULL, NULL, NULL
        FROM registry.run_datasets WHERE run_id = ANY (:ids)
        """.replace("= ANY (:ids)", one ? "= :ids" : "= ANY (:ids)"))
        .param("ids", one ? ids[0] : ids)
        .query(row -> {
          of(logged, row.getObject(2, UUID.class)).add(row);
        });
    if (logged.values().stream().anyMatch(each -> each.readDatasets)) {
      datasets(ids, logged);
    }
    List<RunDetails> details = new ArrayList<>(runs.size());
    for (int i = 0; i < ids.length; i++) {
      details.add(of(logged, ids[i]).of(runs.get(i)));
    }
    return details;
  }

  private static Logged of(Map<UUID, Logged> logged, UUID run) {
    return Objects.requireNonNull(logged.get(run), "a run that was asked for");
  }

  private void datasets(UUID[] ids, Map<UUID, Logged> logged) {
    Map<UUID, Map<Long, Dataset>> found = new LinkedHashMap<>();
    jdbc.sql("""
        SELECT r.run_id, d.*, t.key, t.value
        FROM registry.run_datasets r JOIN registry.datasets d USING (dataset_id)
          LEFT JOIN LATERAL jsonb_each_text(r.tags) t ON true
        WHERE r.run_id = ANY (:ids) ORDER BY d.dataset_id, t.key
        """).param("ids", ids).query(row -> {
      Map<Long, Dataset> ofRun =
          found.computeIfAbsent(row.getObject("run_id", UUID.class), id -> new LinkedHashMap<>());
      ofRun.merge(row.getLong("dataset_id"), dataset(row), RunReader::withTagsOf);
    });
    found.forEach((id, datasets) -> of(logged, id).datasets.addAll(datasets.values()));
  }

  private static Dataset dataset(ResultSet row) throws SQLException {
    String key = row.getString("key");
    return new Dataset(
        row.getString("name"),
        row.getString("digest"),
        row.getString("source_type"),
        row.getString("source"),
        Optional.ofNullable(row.getString("schema")),
        Optional.ofNullable(row.getString("profile")),
        key == null ? Map.of() : Map.of(key, row.getString("value")));
  }

  private static Dataset withTagsOf(Dataset dataset, Dataset other) {
    Map<String, String> tags = new LinkedHashMap<>(dataset.tags());
    tags.putAll(other.tags());
    return new Dataset(
        dataset.name(),
        dataset.digest(),
        dataset.sourceType(),
        dataset.source(),
        dataset.schema(),
        dataset.profile(),
        tags);
  }

  private static UUID[] ids(List<RunInfo> runs) {
    return runs.stream().map(run -> Identities.parse(run.id()).orElseThrow()).toArray(UUID[]::new);
  }

  private static RunInfo info(ResultSet row, int number) throws SQLException {
    long end = row.getLong("end_millis");
    OptionalLong endMillis = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(end);
    return new RunInfo(
        Identities.hex(row.getObject("run_id", UUID.class)),
        row.getLong("experiment_id"),
        row.getString("name"),
        row.getString("user_id"),
        RunStatus.valueOf(row.getString("status")),
        row.getLong("start_millis"),
        endMillis,
        row.getString("lifecycle").equals("active"),
        row.getString("artifact_uri"));
  }

  /** What was logged with one run. Its rows come in any order, which is cheaper than to sort those of all runs. */
  private static final class Logged {
    private final List<MetricPoint> metrics = new ArrayList<>();
    private final Map<String, String> params = new TreeMap<>();
    private final Map<String, String> tags = new TreeMap<>();
    private final List<Dataset> datasets = new ArrayList<>();
    private final List<String> inputs = new ArrayList<>();
    private final List<RunDetails.ModelOutput> outputs = new ArrayList<>();
    private boolean readDatasets;

    /** Columns by position: a name would be looked up for each of thousands of rows. */
    void add(ResultSet row) throws SQLException {
      String key = row.getString(3);
      switch (row.getString(1)) {
        case "metric" ->
          metrics.add(new MetricPoint(
              key, row.getDouble(5), row.getLong(6), row.getLong(7), Optional.empty()));
        case "param" -> params.put(key, row.getString(4));
        case "tag" -> tags.put(key, row.getString(4));
        case "input" -> inputs.add(key);
        case "output" -> outputs.add(new RunDetails.ModelOutput(key, row.getLong(7)));
        default -> readDatasets = true;
      }
    }

    RunDetails of(RunInfo run) {
      metrics.sort(Comparator.comparing(MetricPoint::key));
      inputs.sort(Comparator.naturalOrder());
      outputs.sort(Comparator.comparing(RunDetails.ModelOutput::modelId));
      return new RunDetails(run, metrics, params, tags, datasets, inputs, outputs);
    }
  }
}
