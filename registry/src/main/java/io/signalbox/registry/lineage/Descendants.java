package io.signalbox.registry.lineage;

import io.signalbox.registry.Lineage;
import io.signalbox.registry.Lineages;
import io.signalbox.registry.Lineages.Ancestor;
import io.signalbox.registry.Lineages.Descendant;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.Stage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Looks for the versions that come from something. */
@Repository
class Descendants {
  /** A version's own tag hides its run's, as in the lineage of the version. */
  private static final String BY_TAG = """
      SELECT t.model_id, t.version FROM registry.version_tags t
      WHERE t.key = ANY (:keys) AND %1$s
      UNION
      SELECT v.model_id, v.version
      FROM registry.run_tags t
      JOIN registry.versions v ON v.run_id <> '' AND v.run_id = replace(t.run_id::text, '-', '')
      WHERE t.key = ANY (:keys) AND %1$s AND NOT EXISTS (
        SELECT 1 FROM registry.version_tags own
        WHERE own.model_id = v.model_id AND own.version = v.version AND own.key = t.key)
      """;

  private static final String EXACTLY =
      "left(t.value, 200) = left(:value, 200) AND t.value = :value";

  /** Any version of the feature service. */
  private static final String ANY_OF_NAME = "starts_with(t.value, :value || '@')";

  private static final String BY_RUN =
      "SELECT model_id, version FROM registry.versions WHERE run_id <> '' AND run_id = :value";

  private static final String BY_DATASET = """
      SELECT v.model_id, v.version
      FROM registry.datasets d
      JOIN registry.run_datasets r USING (dataset_id)
      JOIN registry.versions v ON v.run_id <> '' AND v.run_id = replace(r.run_id::text, '-', '')
      WHERE d.digest = :value
      """;

  private final JdbcClient jdbc;

  Descendants(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The newest first. */
  List<Descendant> of(Ancestor ancestor) {
    String named = switch (ancestor.kind()) {
      case TRAINING_SET, CODE -> BY_TAG.formatted(EXACTLY);
      case FEATURE_SERVICE ->
        BY_TAG.formatted(ancestor.value().contains("@") ? EXACTLY : ANY_OF_NAME);
      case RUN -> BY_RUN;
      case DATASET -> BY_DATASET;
    };
    return jdbc.sql("WITH named AS (" + named + """
            )
            SELECT m.name, v.version, v.stage, ARRAY (
              SELECT DISTINCT d.endpoint FROM registry.deployments d
              WHERE d.model_id = v.model_id AND d.version = v.version AND d.until IS NULL ORDER BY 1) AS endpoints
            FROM registry.versions v JOIN registry.models m USING (model_id)
            WHERE NOT v.deleted AND (v.model_id, v.version) IN (SELECT model_id, version FROM named)
            ORDER BY v.created_millis DESC, m.name, v.version DESC LIMIT :most
            """)
        .param("keys", keys(ancestor.kind()))
        .param("value", ancestor.value())
        .param("most", Lineages.MOST_DESCENDANTS)
        .query(Descendants::row)
        .list();
  }

  private static String[] keys(Lineages.Kind kind) {
    return switch (kind) {
      case TRAINING_SET -> new String[] {Lineage.TRAINING_SET_TAG};
      case FEATURE_SERVICE -> new String[] {Lineage.FEATURE_SERVICE_TAG};
      case CODE -> Lineage.CODE_TAGS.toArray(String[]::new);
      case RUN, DATASET -> new String[0];
    };
  }

  private static Descendant row(ResultSet row, int index) throws SQLException {
    return new Descendant(
        new ModelName(row.getString("name")),
        row.getInt("version"),
        Stage.valueOf(row.getString("stage")),
        List.of((String[]) row.getArray("endpoints").getArray()));
  }
}
