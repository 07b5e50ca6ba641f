package io.signalbox.router.journal;

import io.signalbox.router.EndpointName;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Outcomes whose prediction is not in the database: unknown, or on its way from another router's journal. */
@Component
public class UnmatchedOutcomes {

  private final JdbcClient jdbc;

  UnmatchedOutcomes(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** An outcome without its prediction. */
  public record Unmatched(
      String predictionId,
      double value,
      Optional<Instant> occurredAt,
      Instant reportedAt,
      Optional<String> endpoint) {}

  /**
   * The newest first. A prediction's outcome may be late, so days before {@code since} are looked through as well.
   *
   * @param since of the report
   */
  public List<Unmatched> of(EndpointName endpoint, Instant since, int limit) {
    return jdbc.sql("""
            SELECT o.prediction_id, o.value, o.occurred_at, o.reported_at, o.endpoint
            FROM router.outcomes o
            WHERE o.reported_at >= :since
              AND (o.endpoint = :endpoint OR o.endpoint IS NULL)
              AND NOT EXISTS (
                SELECT FROM router.predictions p
                WHERE p.predicted_at = o.predicted_at AND p.id = o.prediction_id)
            ORDER BY o.reported_at DESC, o.prediction_id
            LIMIT :limit""")
        .param("since", OffsetDateTime.ofInstant(since, ZoneOffset.UTC))
        .param("endpoint", endpoint.value())
        .param("limit", limit)
        .query((row, number) -> new Unmatched(
            row.getObject("prediction_id", UUID.class).toString(),
            row.getDouble("value"),
            Optional.ofNullable(row.getTimestamp("occurred_at")).map(Timestamp::toInstant),
            row.getTimestamp("reported_at").toInstant(),
            Optional.ofNullable(row.getString("endpoint"))))
        .list();
  }
}
