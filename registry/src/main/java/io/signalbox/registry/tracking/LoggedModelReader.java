package io.signalbox.registry.tracking;

import io.signalbox.registry.RegistryException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads logged models, and in one further statement what belongs to any number of them. */
@Repository
class LoggedModelReader {
  static final RowMapper<LoggedModel> ROW = LoggedModelReader::row;

  private final JdbcClient jdbc;

  LoggedModelReader(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void require(String id) {
    row(id);
  }

  LoggedModel get(String id) {
    return withDetails(List.of(row(id))).getFirst();
  }

  /** Without params, tags and metrics. */
  Optional<LoggedModel> find(String id) {
    return jdbc.sql(
            "SELECT * FROM registry.logged_models WHERE model_id = ? AND lifecycle = 'active'")
        .params(id)
        .query(ROW)
        .optional();
  }

  LoggedModel alsoDeleted(String id) {
    return withDetails(List.of(jdbc.sql("SELECT * FROM registry.logged_models WHERE model_id = ?")
            .params(id)
            .query(ROW)
            .optional()
            .orElseThrow(() -> unknown(id))))
        .getFirst();
  }

  private LoggedModel row(String id) {
    return find(id).orElseThrow(() -> unknown(id));
  }

  private static RegistryException unknown(String id) {
    return new RegistryException.NotFound("Logged model with ID '" + id + "' not found.");
  }

  List<LoggedModel> withDetails(List<LoggedModel> models) {
    Map<String, Details> details = new LinkedHashMap<>();
    jdbc.sql("""
        SELECT 'param' AS kind, model_id, key, value, NULL::float8 AS number, NULL::bigint AS millis,
          NULL::bigint AS step, NULL::uuid AS run_id, NULL AS dataset_name, NULL AS dataset_digest
        FROM registry.logged_model_params WHERE model_id = ANY (:ids)
        UNION ALL
        SELECT 'tag', model_id, key, value, NULL, NULL, NULL, NULL, NULL, NULL
        FROM registry.logged_model_tags WHERE model_id = ANY (:ids)
        UNION ALL
        SELECT 'metric', model_id, key, NULL, value, millis, step, run_id, dataset_name, dataset_digest
        FROM registry.logged_model_metrics WHERE model_id = ANY (:ids)
        ORDER BY 1, 3, 6, 7
        """)
        .param("ids", models.stream().map(LoggedModel::id).toArray(String[]::new))
        .query(row -> {
          details
              .computeIfAbsent(row.getString("model_id"), id -> new Details())
              .add(row);
        });
    return models.stream()
        .map(model -> details.getOrDefault(model.id(), new Details()).of(model))
        .toList();
  }

  private static LoggedModel row(ResultSet row, int number) throws SQLException {
    return new LoggedModel(
        row.getString("model_id"),
        row.getLong("experiment_id"),
        row.getString("name"),
        row.getString("artifact_uri"),
        row.getString("model_type"),
        row.getString("source_run_id"),
        LoggedModel.Status.of(row.getInt("status")),
        row.getLong("created_millis"),
        row.getLong("updated_millis"),
        Map.of(),
        Map.of(),
        List.of());
  }

  private static final class Details {
    private final Map<String, String> params = new LinkedHashMap<>();
    private final Map<String, String> tags = new LinkedHashMap<>();
    private final List<LoggedModel.Metric> metrics = new ArrayList<>();

    void add(ResultSet row) throws SQLException {
      String key = row.getString("key");
      switch (row.getString("kind")) {
        case "param" -> params.put(key, row.getString("value"));
        case "tag" -> tags.put(key, row.getString("value"));
        default ->
          metrics.add(new LoggedModel.Metric(
              new MetricPoint(
                  key,
                  row.getDouble("number"),
                  row.getLong("millis"),
                  row.getLong("step"),
                  Optional.of(new MetricPoint.OfModel(
                      row.getString("model_id"),
                      row.getString("dataset_name"),
                      row.getString("dataset_digest")))),
              Identities.hex(row.getObject("run_id", UUID.class))));
      }
    }

    LoggedModel of(LoggedModel m) {
      return new LoggedModel(
          m.id(),
          m.experimentId(),
          m.name(),
          m.artifactUri(),
          m.modelType(),
          m.sourceRunId(),
          m.status(),
          m.createdMillis(),
          m.updatedMillis(),
          params,
          tags,
          metrics);
    }
  }
}
