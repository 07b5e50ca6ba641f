package io.signalbox.registry.card;

import io.signalbox.registry.Decision;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.Stage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Rows of registry.decisions: written once, never changed. */
@Repository
class DecisionRows {
  private static final JsonMapper JSON = JsonMapper.builder()
      .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
      .build();

  private final JdbcClient jdbc;

  DecisionRows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The id of the next one. */
  long nextId() {
    return jdbc.sql("SELECT nextval(pg_get_serial_sequence('registry.decisions', 'decision_id'))")
        .query(Long.class)
        .single();
  }

  void append(
      long modelId,
      Decision decision,
      Optional<Map<String, Object>> evidence,
      Object comparison,
      String markdown) {
    jdbc.sql("""
        INSERT INTO registry.decisions (decision_id, model_id, version, stage, verdict, against, author, reason,
          at, evidence, comparison, markdown)
        OVERRIDING SYSTEM VALUE
        VALUES (:id, :model, :version, :stage, :verdict, :against, :author, :reason,
          :at, :evidence::jsonb, :comparison::jsonb, :markdown)
        """)
        .param("id", decision.id())
        .param("model", modelId)
        .param("version", decision.version())
        .param("stage", decision.stage().name())
        .param("verdict", decision.verdict().name())
        .param("against", decision.against().toArray(Integer[]::new))
        .param("author", decision.author())
        .param("reason", decision.reason())
        .param("at", OffsetDateTime.ofInstant(decision.at(), ZoneOffset.UTC))
        .param("evidence", evidence.map(JSON::writeValueAsString).orElse(null), Types.VARCHAR)
        .param("comparison", JSON.writeValueAsString(comparison))
        .param("markdown", markdown)
        .update();
  }

  /** The newest first. */
  List<Decision> of(long modelId, ModelVersion version) {
    return jdbc.sql("""
            SELECT decision_id, version, stage, verdict, against, author, reason, at FROM registry.decisions
            WHERE model_id = ? AND version = ? ORDER BY decision_id DESC LIMIT ?
            """)
        .params(modelId, version.number(), MOST)
        .query((row, index) -> decision(version.model(), row))
        .list();
  }

  /** More than anybody makes of one version. */
  private static final int MOST = 1_000;

  Optional<Decision.Recorded> find(long modelId, ModelVersion version, long id) {
    return jdbc.sql("""
            SELECT * FROM registry.decisions WHERE model_id = ? AND version = ? AND decision_id = ?
            """)
        .params(modelId, version.number(), id)
        .query((row, index) -> new Decision.Recorded(
            decision(version.model(), row),
            Optional.ofNullable(row.getString("evidence")).map(DecisionRows::object),
            object(row.getString("comparison")),
            row.getString("markdown")))
        .optional();
  }

  static Map<String, Object> object(String json) {
    return JSON.readValue(json, new TypeReference<Map<String, Object>>() {});
  }

  static String json(Object value) {
    return JSON.writeValueAsString(value);
  }

  private static Decision decision(ModelName model, ResultSet row) throws SQLException {
    return new Decision(
        row.getLong("decision_id"),
        model,
        row.getInt("version"),
        Stage.valueOf(row.getString("stage")),
        Decision.Verdict.valueOf(row.getString("verdict")),
        List.of((Integer[]) row.getArray("against").getArray()),
        row.getString("author"),
        row.getString("reason"),
        row.getObject("at", OffsetDateTime.class).toInstant());
  }
}
