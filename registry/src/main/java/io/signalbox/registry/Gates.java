package io.signalbox.registry;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** The gates in force, in their order. */
@Repository
class Gates {
  private static final JsonMapper JSON = JsonMapper.builder()
      .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
      .build();

  private final JdbcClient jdbc;

  Gates(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  List<Gate> of(long modelId) {
    return jdbc
        .sql("SELECT definition FROM registry.gates WHERE model_id = ? ORDER BY position")
        .params(modelId)
        .query(String.class)
        .list()
        .stream()
        .map(json -> JSON.readValue(json, Gate.class))
        .toList();
  }

  void replace(long modelId, List<Gate> gates) {
    jdbc.sql("DELETE FROM registry.gates WHERE model_id = ?").params(modelId).update();
    for (int position = 0; position < gates.size(); position++) {
      jdbc.sql(
              "INSERT INTO registry.gates (model_id, position, definition) VALUES (?, ?, ?::jsonb)")
          .params(
              modelId, position, JSON.writerFor(Gate.class).writeValueAsString(gates.get(position)))
          .update();
    }
  }
}
