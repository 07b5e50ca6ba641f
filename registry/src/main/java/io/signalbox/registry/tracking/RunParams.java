package io.signalbox.registry.tracking;

import io.signalbox.registry.RegistryException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Params of runs. One is written once: the same value again is nothing, another value is refused. */
@Repository
class RunParams {
  private final JdbcClient jdbc;

  RunParams(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  void log(UUID run, String key, String value) {
    changed(run, List.of(Map.entry(key, value))).forEach((param, old) -> {
      throw new RegistryException.Invalid("Changing param values is not allowed. Param with key='"
          + key + "' was already logged with value='" + old + "' for run ID='"
          + Identities.hex(run) + "'. Attempted logging new value '" + value + "'.");
    });
  }

  /** All of them or none. */
  void log(UUID run, List<Map.Entry<String, String>> params) {
    Map<Map.Entry<String, String>, String> changed = changed(run, params);
    if (!changed.isEmpty()) {
      StringJoiner list = new StringJoiner(", ", "[", "]");
      changed.forEach((param, old) -> list.add("{'key': '" + param.getKey() + "', 'old_value': '"
          + old + "', 'new_value': '" + param.getValue() + "'}"));
      throw new RegistryException.Invalid(
          "Changing param values is not allowed. Params were already logged='" + list
              + "' for run ID='" + Identities.hex(run) + "'.");
    }
  }

  /** Writes those that are new and answers the others that differ, with the value they have. */
  private Map<Map.Entry<String, String>, String> changed(
      UUID run, List<Map.Entry<String, String>> given) {
    List<Map.Entry<String, String>> params = given.stream()
        .map(p -> Map.entry(p.getKey(), Allowed.cut(p.getValue(), Allowed.PARAM_LENGTH)))
        .toList();
    Pairs columns = Pairs.of(params);
    int added = jdbc.sql("""
            INSERT INTO registry.params (run_id, key, value)
            SELECT :run, key, value FROM unnest(:keys::text[], :values::text[]) AS given (key, value)
            ORDER BY key
            ON CONFLICT (run_id, key) DO NOTHING
            """)
        .param("run", run)
        .param("keys", columns.keys())
        .param("values", columns.values())
        .update();
    if (added == params.size()) {
      return Map.of();
    }
    Map<String, String> now = new LinkedHashMap<>();
    jdbc.sql("SELECT key, value FROM registry.params WHERE run_id = ? AND key = ANY (?)")
        .params(run, columns.keys())
        .query(row -> {
          now.put(row.getString(1), row.getString(2));
        });
    Map<Map.Entry<String, String>, String> changed = new LinkedHashMap<>();
    for (Map.Entry<String, String> param : params) {
      String old = now.getOrDefault(param.getKey(), "");
      if (!param.getValue().equals(old)) {
        changed.put(param, old);
      }
    }
    return changed;
  }
}
