package io.signalbox.trainer;

import com.google.common.collect.ImmutableList;
import io.signalbox.registry.ModelName;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * The recipe of a model: data, features, algorithm, holdout, and when it runs by itself.
 *
 * @param name a letter, then letters, digits, {@code _ - .}, at most 100
 * @param model where versions are registered; it must have been applied, or be applied with the plan: a run that finds its model
 *     gone has fitted for nothing
 * @param featureService what the model reads
 * @param holdout the last part of the time before a run's moment, at most ten years, kept out of the fit; absent or zero: nothing is held out
 * @param leastRows labelled rows that a fit needs; default and least {@value #LEAST_ROWS}
 * @param coverage views that must have data on enough of the dates that are fitted; absent: none
 * @param retries attempts after the first, where the cause may pass; default {@value #RETRIES}
 * @param timeLimit of one attempt; default 30 minutes
 */
public record TrainingPlan(
    String name,
    Optional<String> description,
    ModelName model,
    String featureService,
    Rows spine,
    Algorithm algorithm,
    Optional<Duration> holdout,
    Optional<Integer> leastRows,
    List<Coverage> coverage,
    Optional<Schedule> schedule,
    Optional<OnDrift> onDrift,
    Optional<Integer> retries,
    Optional<Duration> timeLimit) {

  static final int LEAST_ROWS = 100;
  static final int RETRIES = 2;
  static final int MOST_RETRIES = 10;
  static final int LONGEST_DESCRIPTION = 5_000;
  static final Duration TIME_LIMIT = Duration.ofMinutes(30);
  static final Duration LONGEST_TIME_LIMIT = Duration.ofDays(1);

  public TrainingPlan {
    Expected.name("name", name);
    description.ifPresent(TrainingPlan::checkDescription);
    Expected.given("model", model, "the name of a model that was applied");
    Expected.present("feature_service", featureService);
    Expected.given("spine", spine, "view, time and label");
    Expected.given("algorithm", algorithm, "a name, e.g. logistic_regression, and its settings");
    holdout.ifPresent(held -> Expected.notNegative("holdout", held));
    leastRows.ifPresent(
        rows -> Expected.between("least_rows", rows, LEAST_ROWS, Integer.MAX_VALUE));
    coverage = coverage == null ? ImmutableList.of() : ImmutableList.copyOf(coverage);
    Expected.names("coverage", coverage.stream().map(Coverage::view).toList());
    retries.ifPresent(count -> Expected.between("retries", count, 0, MOST_RETRIES));
    timeLimit.ifPresent(limit -> Expected.between("time_limit", limit, LONGEST_TIME_LIMIT));
  }

  private static void checkDescription(String text) {
    if (text.length() > LONGEST_DESCRIPTION) {
      throw Expected.refusal(
          "description", text.length() + " characters", "at most " + LONGEST_DESCRIPTION);
    }
  }

  int rowsNeeded() {
    return leastRows.orElse(LEAST_ROWS);
  }

  int attemptsAllowed() {
    return 1 + retries.orElse(RETRIES);
  }

  Duration attemptLimit() {
    return timeLimit.orElse(TIME_LIMIT);
  }

  /**
   * The rows of a view that a training set is built on.
   *
   * @param time the timestamp column that says when the question was asked
   * @param label the column that says what turned out: 0 or 1, or a bool
   * @param from the first moment, inclusive; absent: {@code lookback}, or all there is
   * @param lookback how far back from a run's moment
   * @param labelDelay within which labels become known; younger rows are left out, because only their early labels are. Absent:
   *     every row with a known label
   */
  public record Rows(
      String view,
      String time,
      String label,
      Optional<Instant> from,
      Optional<Duration> lookback,
      Optional<Duration> labelDelay) {
    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    public Rows {
      Expected.present("spine.view", view);
      Expected.present("spine.time", time);
      Expected.present("spine.label", label);
      from.ifPresent(Rows::checkFrom);
      lookback.ifPresent(span -> Expected.positive("spine.lookback", span));
      labelDelay.ifPresent(delay -> Expected.notNegative("spine.label_delay", delay));
      if (from.isPresent() && lookback.isPresent()) {
        throw new IllegalArgumentException("spine: from and lookback (expected: at most one)");
      }
    }

    /** Further back and further on a time in microseconds has no room. */
    private static void checkFrom(Instant from) {
      if (from.isBefore(EARLIEST) || from.isAfter(LATEST)) {
        throw Expected.refusal("spine.from", from, "from " + EARLIEST + " to " + LATEST);
      }
    }

    Instant firstMoment(Instant moment) {
      return from.or(() -> lookback.map(moment::minus)).orElse(Instant.EPOCH);
    }

    Instant endBefore(Instant moment) {
      return moment.minus(labelDelay.orElse(Duration.ZERO));
    }
  }

  /**
   * What a view must have for a fit.
   *
   * @param leastDates the least share of the fitted dates (UTC) on which the view has a row, more than 0, at most 1
   */
  public record Coverage(String view, double leastDates) {
    public Coverage {
      Expected.present("coverage.view", view);
      if (!(leastDates > 0 && leastDates <= 1)) {
        throw Expected.refusal("coverage.least_dates", leastDates, "> 0 and <= 1");
      }
    }
  }

  /** Runs by the wall clock: a Quartz cron expression (seconds first) in a time zone that is said. */
  public record Schedule(String cron, ZoneId zone) {
    public Schedule {
      Expected.present("schedule.cron", cron);
      Expected.given("schedule.zone", zone, "a time zone, e.g. UTC or America/New_York");
    }
  }

  /** Runs when a check finds drift in the plan's model, but not within the cooldown of the plan's last run. */
  public record OnDrift(Duration cooldown) {
    public OnDrift {
      Expected.given("on_drift.cooldown", cooldown, "a duration, e.g. 60d");
      Expected.notNegative("on_drift.cooldown", cooldown);
    }
  }
}
