package io.signalbox.router.journal;

import io.signalbox.registry.FirstPredictions;
import io.signalbox.registry.ModelVersion;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Reads when versions first answered. An endpoint has one model, whose versions its predictions name. */
@Repository
class FirstAnswers implements FirstPredictions {
  private final JdbcClient jdbc;

  FirstAnswers(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Map<String, Instant> of(ModelVersion version) {
    Map<String, Instant> first = new HashMap<>();
    jdbc.sql("""
            SELECT f.endpoint, f.at
            FROM router.first_predictions f JOIN router.endpoints e ON e.name = f.endpoint
            WHERE e.model = :model AND f.model_version = :version
            """)
        .param("model", version.model().value())
        .param("version", version.number())
        .query(row -> {
          first.put(row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant());
        });
    return first;
  }
}
