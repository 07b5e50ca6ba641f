package io.signalbox.router;

import io.signalbox.features.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What was answered and what turned out, as drained into PostgreSQL; for those who compare and check. */
public interface Predictions {

  /** Calls back for each prediction asked in [from, until), by time; streamed, so the consumer must not keep the connection long. */
  void scored(EndpointName endpoint, Instant from, Instant until, Consumer<Scored> consumer);

  /**
   * The logged features of predictions asked in [from, until), by time.
   *
   * @param version only those answered live by this version; empty: all
   * @param columns names as the feature service has them; one that was not logged is all missing
   */
  Table features(
      EndpointName endpoint,
      Instant from,
      Instant until,
      Optional<Integer> version,
      List<String> columns);

  /**
   * One prediction and its outcome.
   *
   * @param unit absent where the row was unassigned; such a row is in no comparison
   * @param version the version that answered
   * @param score its probability
   * @param shadowVersions the versions that scored without answering, with their scores in {@code shadowScores}
   * @param outcome what turned out, where it is known
   */
  record Scored(
      String id,
      Instant at,
      Optional<String> unit,
      int version,
      double score,
      List<Integer> shadowVersions,
      List<Double> shadowScores,
      Optional<Outcome> outcome) {

    /** This version's score of the row, live or shadow; NaN where it gave none. */
    public double scoreOf(int wanted) {
      if (wanted == version) {
        return score;
      }
      int index = shadowVersions.indexOf(wanted);
      return index < 0 ? Double.NaN : shadowScores.get(index);
    }
  }

  /** What turned out, and when it was reported. */
  record Outcome(double value, Instant knownAt) {}
}
