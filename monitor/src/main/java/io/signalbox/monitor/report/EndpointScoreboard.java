package io.signalbox.monitor.report;

import io.signalbox.monitor.PerformanceRow;
import io.signalbox.monitor.PerformanceRow.Period;
import io.signalbox.monitor.Scoreboard;
import io.signalbox.monitor.scoring.LogLoss;
import io.signalbox.monitor.scoring.Scores;
import io.signalbox.router.EndpointName;
import io.signalbox.router.Predictions;
import io.signalbox.router.Predictions.Scored;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** Adds up every prediction of an endpoint under the version that answered it. */
@Component
class EndpointScoreboard implements Scoreboard {
  private final Predictions predictions;
  private final Clock clock;

  EndpointScoreboard(Predictions predictions, Clock clock) {
    this.predictions = predictions;
    this.clock = clock;
  }

  @Override
  public List<PerformanceRow> performance(EndpointName endpoint, Period by) {
    Map<Key, Tally> tallies =
        new TreeMap<>(Comparator.comparing(Key::from).thenComparingInt(Key::version));
    Instant until = clock.instant().plus(Duration.ofDays(1)); // what is asked this instant counts
    predictions.scored(
        endpoint,
        Instant.EPOCH,
        until,
        row -> tallies.computeIfAbsent(key(row, by), key -> new Tally()).add(row));
    return tallies.entrySet().stream()
        .map(entry -> entry.getValue().row(entry.getKey()))
        .toList();
  }

  private static Key key(Scored row, Period by) {
    LocalDate day = LocalDate.ofInstant(row.at(), ZoneOffset.UTC);
    LocalDate from = switch (by) {
      case DAY -> day;
      case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      case MONTH -> day.withDayOfMonth(1);
    };
    return new Key(from, row.version());
  }

  private record Key(LocalDate from, int version) {}

  private static final class Tally {
    private final Scores scores = new Scores();
    private long predictions;
    private long outcomes;
    private long notBinary;

    void add(Scored row) {
      predictions++;
      if (row.outcome().isPresent()) {
        double outcome = row.outcome().get().value();
        outcomes++;
        notBinary += LogLoss.isBinary(outcome) ? 0 : 1;
        scores.add(outcome, row.score());
      }
    }

    PerformanceRow row(Key key) {
      boolean known = scores.rows() > 0;
      return new PerformanceRow(
          key.from(),
          key.version(),
          predictions,
          outcomes,
          notBinary,
          scores.rows(),
          when(known, scores.logLoss()),
          when(known, scores.brier()),
          when(known, scores.accuracy()),
          when(known, scores.positiveShare()));
    }

    private static Optional<Double> when(boolean known, double value) {
      return known ? Optional.of(value) : Optional.empty();
    }
  }
}
