package io.signalbox.registry;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The gates in force, in their order. */
@Repository
class Gates {
  private final JdbcClient jdbc;

  Gates(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  List<Gate> of(long modelId) {
    return jdbc.sql("SELECT definition FROM registry.gates WHERE model_id = ? ORDER BY position")
        .params(modelId)
        .query((row, index) -> StoredJson.readGate(row.getString("definition")))
        .list();
  }

  void replace(long modelId, List<Gate> gates) {
    jdbc.sql("DELETE FROM registry.gates WHERE model_id = ?").params(modelId).update();
    for (int position = 0; position < gates.size(); position++) {
      jdbc.sql(
              "INSERT INTO registry.gates (model_id, position, definition) VALUES (?, ?, ?::jsonb)")
          .params(modelId, position, StoredJson.write(gates.get(position)))
          .update();
    }
  }
}
