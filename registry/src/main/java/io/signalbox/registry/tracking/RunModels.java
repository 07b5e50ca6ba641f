package io.signalbox.registry.tracking;

import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Logged models that runs read and wrote. */
@Repository
class RunModels {
  private final JdbcClient jdbc;

  RunModels(JdbcClient jdbc) {
    this.jdbc = jdbc;
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
