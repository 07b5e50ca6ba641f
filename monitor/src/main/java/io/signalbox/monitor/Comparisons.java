package io.signalbox.monitor;

import io.signalbox.registry.ModelName;
import io.signalbox.registry.PromotionEvidence;
import io.signalbox.router.EndpointName;
import io.signalbox.router.RolloutEvidence;
import java.sql.Timestamp;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** Comparisons under their ids: what splits and promotions rest on. */
@Repository
class Comparisons implements RolloutEvidence, PromotionEvidence {
  private final JdbcClient jdbc;
  private final JsonMapper json;

  Comparisons(JdbcClient jdbc, JsonMapper json) {
    this.jdbc = jdbc;
    this.json = json;
  }

  void add(Comparison comparison) {
    jdbc.sql("""
            INSERT INTO monitor.comparisons
              (comparison_id, endpoint, candidate, reference, at, verdict, comparison)
            VALUES (:id, :endpoint, :candidate, :reference, :at, :verdict, CAST(:comparison AS jsonb))
            """)
        .param("id", UUID.fromString(comparison.id()))
        .param("endpoint", comparison.endpoint().value())
        .param("candidate", comparison.candidate())
        .param("reference", comparison.reference())
        .param("at", Timestamp.from(comparison.at()))
        .param("verdict", comparison.verdict().name().toLowerCase(Locale.ROOT))
        .param("comparison", json.writeValueAsString(comparison))
        .update();
  }

  @Override
  public Optional<String> find(EndpointName endpoint, String id) {
    return find(id).filter(comparison -> says(comparison, "endpoint", endpoint.value()));
  }

  @Override
  public Optional<String> find(ModelName model, String id) {
    return find(id).filter(comparison -> says(comparison, "model", model.value()));
  }

  private boolean says(String comparison, String field, String value) {
    return json.readTree(comparison).path(field).asString().equals(value);
  }

  /** The comparison of this id, of whatever it is. */
  Optional<String> find(String id) {
    return Ids.parse(id)
        .flatMap(uuid -> jdbc.sql("""
                        SELECT comparison::text FROM monitor.comparisons WHERE comparison_id = :id
                        """).param("id", uuid).query(String.class).optional());
  }
}
