package io.signalbox.registry.tracking;

import io.signalbox.registry.RegistryException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** Tags of runs. One of them is the run's name, another the history of the models that MLflow 2 logged. */
@Repository
class RunTags {
  static final String RUN_NAME = "mlflow.runName";
  static final String LOGGED_MODELS = "mlflow.log-model.history";

  private static final JsonMapper JSON = JsonMapper.shared();

  private final JdbcClient jdbc;

  RunTags(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A new name renames the run; an empty one does nothing. */
  void set(UUID run, Map<String, String> given) {
    Map<String, String> tags = new LinkedHashMap<>(given);
    String name = tags.getOrDefault(RUN_NAME, "");
    if (name.isEmpty()) {
      tags.remove(RUN_NAME);
    } else {
      jdbc.sql("UPDATE registry.runs SET name = ? WHERE run_id = ?")
          .params(name, run)
          .update();
    }
    put(run, tags);
  }

  void put(UUID run, Map<String, String> tags) {
    Pairs columns = Pairs.of(cut(tags));
    jdbc.sql("""
        INSERT INTO registry.run_tags (run_id, key, value)
        SELECT :run, key, value FROM unnest(:keys::text[], :values::text[]) AS given (key, value)
        ORDER BY key
        ON CONFLICT (run_id, key) DO UPDATE SET value = EXCLUDED.value
        """)
        .param("run", run)
        .param("keys", columns.keys())
        .param("values", columns.values())
        .update();
  }

  static Map<String, String> cut(Map<String, String> tags) {
    Map<String, String> result = new LinkedHashMap<>();
    tags.forEach((key, value) -> result.put(key, Allowed.cut(value, Allowed.TAG_LENGTH)));
    return result;
  }

  void delete(UUID run, String key) {
    int deleted = jdbc.sql("DELETE FROM registry.run_tags WHERE run_id = ? AND key = ?")
        .params(run, key)
        .update();
    if (deleted == 0) {
      throw new RegistryException.NotFound(
          "No tag with name: " + key + " in run with id " + Identities.hex(run));
    }
  }

  void recordModel(UUID run, String modelJson) {
    // The row lock keeps two models that are recorded at once from losing one
    jdbc.sql("SELECT 1 FROM registry.runs WHERE run_id = ? FOR UPDATE")
        .params(run)
        .query(Integer.class)
        .single();
    String history = jdbc.sql("SELECT value FROM registry.run_tags WHERE run_id = ? AND key = ?")
        .params(run, LOGGED_MODELS)
        .query(String.class)
        .optional()
        .orElse("[]");
    try {
      ArrayNode models = (ArrayNode) JSON.readTree(history);
      models.add(JSON.readTree(modelJson));
      jdbc.sql("""
          INSERT INTO registry.run_tags (run_id, key, value) VALUES (?, ?, ?)
          ON CONFLICT (run_id, key) DO UPDATE SET value = EXCLUDED.value
          """).params(run, LOGGED_MODELS, JSON.writeValueAsString(models)).update();
    } catch (JacksonException | ClassCastException e) {
      throw new RegistryException.Invalid(
          "tag '" + LOGGED_MODELS + "' of run " + Identities.hex(run) + " (expected: a JSON list)");
    }
  }
}
