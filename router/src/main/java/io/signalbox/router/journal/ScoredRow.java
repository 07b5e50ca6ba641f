package io.signalbox.router.journal;

import io.signalbox.router.Predictions.Outcome;
import io.signalbox.router.Predictions.Scored;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** One row of the query for what was scored. */
final class ScoredRow {

  private ScoredRow() {}

  static Scored read(TupleReader row) {
    Instant at = Objects.requireNonNull(row.time());
    String id = row.uuid().toString();
    Optional<String> unit = Optional.ofNullable(row.text());
    int version = row.integer();
    double score = row.number();
    List<Integer> shadowVersions = new ArrayList<>();
    for (int left = row.array(); left > 0; left--) {
      shadowVersions.add(row.integer());
    }
    List<Double> shadowScores = new ArrayList<>();
    for (int left = row.array(); left > 0; left--) {
      shadowScores.add(row.number());
    }
    double value = row.number();
    Instant knownAt = row.time();
    Optional<Outcome> outcome =
        knownAt == null ? Optional.empty() : Optional.of(new Outcome(value, knownAt));
    return new Scored(id, at, unit, version, score, shadowVersions, shadowScores, outcome);
  }
}
