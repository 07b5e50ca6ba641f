package io.signalbox.router.journal;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One report of what turned out.
 *
 * @param occurredAt when it happened, where the reporter says so
 * @param reportedAt when it came here
 * @param endpoint the endpoint, where the reporter says so
 */
public record OutcomeRecord(
    UUID predictionId,
    double value,
    Optional<Instant> occurredAt,
    Instant reportedAt,
    Optional<String> endpoint) {

  static final String COLUMNS =
      "predicted_at, prediction_id, value, occurred_at, reported_at, endpoint";
  private static final int FIELDS = 6;

  byte[] toTuple() {
    Tuple tuple = new Tuple(FIELDS)
        .time(PredictionIds.micros(predictionId, reportedAt))
        .uuid(predictionId)
        .number(value);
    if (occurredAt.isPresent()) {
      tuple.time(Tuple.micros(occurredAt.get()));
    } else {
      tuple.nothing();
    }
    return tuple.time(Tuple.micros(reportedAt)).text(endpoint.orElse(null)).toBytes();
  }
}
