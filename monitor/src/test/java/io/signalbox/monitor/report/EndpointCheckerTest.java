package io.signalbox.monitor.report;

import static io.signalbox.monitor.FakeRouter.FLIGHT_DELAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.signalbox.features.Column;
import io.signalbox.features.Table;
import io.signalbox.features.ValueType;
import io.signalbox.monitor.CheckDefinition;
import io.signalbox.monitor.Checker.Result;
import io.signalbox.monitor.FakeFeatures;
import io.signalbox.monitor.FakePredictions;
import io.signalbox.monitor.FakeRegistry;
import io.signalbox.monitor.FakeRouter;
import io.signalbox.monitor.Finding;
import io.signalbox.monitor.Report.Status;
import io.signalbox.router.Predictions.Outcome;
import io.signalbox.router.Predictions.Scored;
import io.signalbox.router.Scoring;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EndpointCheckerTest {
  private static final Instant TRAINED_FROM = Instant.parse("2013-01-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2013-07-01T00:00:00Z");
  private static final int A_DAY = 100;
  private static final long SEED = 20130701;

  private final FakeRouter router =
      new FakeRouter().production(2).table(NOW, 2, 10_000, 1, List.of());
  private final FakeRegistry registry = new FakeRegistry();
  private final FakePredictions predictions = new FakePredictions();
  private final FakeFeatures features = new FakeFeatures().trainingSet(nineWeeks());
  private final Scoring scoring = (version, table) -> {
    double[] scores = new double[table.rows()];
    for (int row = 0; row < scores.length; row++) {
      scores[row] = score(table.column("wind").numberAt(row));
    }
    return scores;
  };

  // ---- data drift

  @Test
  void the_same_distribution_does_not_alarm() {
    logWeek(0, 0);

    Result found = check(dataDrift(Optional.empty()));

    assertThat(found.status()).as(found.summary()).isEqualTo(Status.OK);
    assertThat(found.rows()).isEqualTo(700);
    assertThat(found.findings()).extracting(Finding::subject).containsOnly("wind", "carrier");
    assertThat(found.version().orElseThrow().number()).isEqualTo(2);
    assertThat(found.baseline()).contains("training set abababababab of 6300 rows");
  }

  @Test
  void a_feature_that_moved_alarms_alone() {
    logWeek(8, 0);

    Result found = check(dataDrift(Optional.empty()));

    assertThat(found.status()).isEqualTo(Status.ALARM);
    Finding first = found.findings().getFirst();
    assertThat(first.subject()).isEqualTo("wind");
    assertThat(first.value().orElseThrow()).isGreaterThan(first.threshold().orElseThrow());
    assertThat(first.pValue().orElseThrow()).isLessThan(1e-6);
    assertThat(first.detail()).contains("KS ").contains("Wasserstein ").contains("missing ");
    assertThat(found.findings().get(1).status()).isEqualTo(Status.OK);
    assertThat(found.summary()).contains("1 of 2 features drifted (wind PSI ");
  }

  @Test
  void a_missing_rate_that_changed_alarms_though_the_values_did_not() {
    logWeek(0, 0.5);

    Result found = check(dataDrift(Optional.empty()));

    assertThat(found.findings().getFirst().subject()).isEqualTo("wind");
    assertThat(found.status()).isEqualTo(Status.ALARM);
  }

  @Test
  void a_feature_that_was_not_logged_at_all_alarms() {
    logWeek(0, 1);

    assertThat(check(dataDrift(Optional.empty())).status()).isEqualTo(Status.ALARM);
  }

  @Test
  void one_bad_column_is_said_and_fails_no_report() {
    logWeek(8, 0);

    Result found = check(dataDrift(Optional.of(List.of("wind", "carrier", "no_such_feature"))));

    assertThat(found.status()).isEqualTo(Status.ALARM);
    assertThat(found.findings().getLast().subject()).isEqualTo("no_such_feature");
    assertThat(found.findings().getLast().status()).isEqualTo(Status.INSUFFICIENT);
    assertThat(found.findings().getLast().detail()).isEqualTo("not a column of the training set");
    assertThat(found.summary()).endsWith("; 1 could not be judged.");
  }

  @Test
  void a_column_of_another_type_is_said_and_fails_no_report() {
    for (int row = 0; row < 7 * A_DAY; row++) {
      log(row, Map.of("wind", "strong", "carrier", 3));
    }

    Result found = check(dataDrift(Optional.empty()));

    assertThat(found.status()).isEqualTo(Status.INSUFFICIENT);
    assertThat(found.findings())
        .extracting(Finding::detail)
        .containsExactlyInAnyOrder(
            "logged as a string, a number in the training set",
            "logged as a number, a string in the training set");
  }

  @Test
  void too_few_rows_are_insufficient_and_never_ok() {
    for (int row = 0; row < 99; row++) {
      log(row, Map.of("wind", 100.0, "carrier", "new"));
    }

    Result found = check(dataDrift(Optional.empty()));

    assertThat(found.status()).isEqualTo(Status.INSUFFICIENT);
    assertThat(found.summary()).contains("99 predictions in the window (expected: at least 100)");
  }

  @Test
  void without_a_version_or_its_training_set_it_is_insufficient() {
    logWeek(8, 0);
    CheckDefinition drift = dataDrift(Optional.empty());
    Result untagged = checkWith(drift, Map.of(), Map.of());
    Result gone = checkWith(drift, Map.of("signalbox.training_set", "cd".repeat(32)), Map.of());
    Result nothing = checker(new FakeRouter()).check(drift, NOW);

    assertThat(List.of(untagged, gone, nothing))
        .extracting(Result::status)
        .containsOnly(Status.INSUFFICIENT);
    assertThat(untagged.summary()).contains("has no tag signalbox.training_set");
    assertThat(gone.summary()).contains("is gone");
    assertThat(nothing.summary()).contains("no version of flight_delay is in Production");
    assertThat(nothing.version()).isEmpty();
  }

  @Test
  void the_baseline_is_read_once() {
    logWeek(0, 0);
    registerVersion(Map.of());
    var checker = checker(router);

    checker.check(dataDrift(Optional.empty()), NOW);
    checker.check(dataDrift(Optional.empty()), NOW);

    assertThat(features.reads()).isEqualTo(1);
  }

  // ---- prediction drift

  @Test
  void scores_are_compared_with_those_of_the_training_set() {
    logWeek(0, 0);
    CheckDefinition drift = new CheckDefinition.PredictionDrift(
        "scores", FLIGHT_DELAY, "0 0 6 * * ?", ZoneOffset.UTC, Duration.ofDays(7), 100, .1, .05);

    assertThat(check(drift).status()).isEqualTo(Status.OK);

    predictions.clear();
    logWeek(8, 0);
    Result moved = checker(router).check(drift, NOW);

    assertThat(moved.status()).isEqualTo(Status.ALARM);
    assertThat(moved.summary()).contains("1 of 1 scores drifted (score PSI ");
  }

  // ---- performance

  @Test
  void a_log_loss_above_the_baseline_by_margin_and_errors_alarms() {
    outcomes(7, .3);

    Result found = checkWith(
        performance(List.of("holdout.log_loss")), Map.of(), Map.of("holdout.log_loss", .25));

    // every day alike: one row in three is late, all were given .3
    double loss = -(Math.log(.3) + 2 * Math.log(.7)) / 3;
    Finding finding = found.findings().getFirst();
    assertThat(finding.value().orElseThrow()).isCloseTo(loss, within(1e-12));
    assertThat(finding.threshold().orElseThrow()).isCloseTo(.35, within(1e-12));
    assertThat(found.status()).isEqualTo(Status.ALARM);
    assertThat(found.rows()).isEqualTo(7 * 99);
    assertThat(found.window().until()).isEqualTo(NOW.minus(Duration.ofHours(24)));
    assertThat(found.window().from()).isEqualTo(NOW.minus(Duration.ofDays(8)));
  }

  @Test
  void just_below_the_margin_is_ok_and_exactly_on_it_is_not() {
    outcomes(7, .3);
    double loss = -(Math.log(.3) + 2 * Math.log(.7)) / 3;
    CheckDefinition check = performance(List.of("holdout.log_loss"));

    assertThat(
            checkWith(check, Map.of(), Map.of("holdout.log_loss", loss - .0999)).status())
        .isEqualTo(Status.OK);
    assertThat(
            checkWith(check, Map.of(), Map.of("holdout.log_loss", loss - .1001)).status())
        .isEqualTo(Status.ALARM);
  }

  @Test
  void days_that_differ_widely_do_not_alarm() {
    for (int day = 0; day < 7; day++) {
      double outcome = day % 3 == 0 ? 1 : 0;
      for (int row = 0; row < 99; row++) {
        outcome(day, row, .2, outcome);
      }
    }

    Result found = checkWith(
        performance(List.of("holdout.log_loss")), Map.of(), Map.of("holdout.log_loss", .3));

    double excess = found.findings().getFirst().value().orElseThrow() - .3;
    assertThat(excess).isGreaterThan(.1);
    assertThat(found.status()).as(found.summary()).isEqualTo(Status.OK);
  }

  @Test
  void the_baseline_is_the_first_metric_that_the_run_has() {
    outcomes(7, .3);
    CheckDefinition check = performance(List.of("holdout.log_loss", "training.log_loss"));

    assertThat(checkWith(check, Map.of(), Map.of("training.log_loss", .5)).baseline())
        .isEqualTo("training.log_loss 0.5000");
    Result none = checkWith(check, Map.of(), Map.of("holdout.log_loss", Double.NaN));
    assertThat(none.status()).isEqualTo(Status.INSUFFICIENT);
    assertThat(none.summary()).contains("has none of the metrics");
  }

  @Test
  void outcomes_of_four_days_are_insufficient() {
    outcomes(4, .01);

    Result found = checkWith(
        performance(List.of("holdout.log_loss")), Map.of(), Map.of("holdout.log_loss", .1));

    assertThat(found.status()).isEqualTo(Status.INSUFFICIENT);
    assertThat(found.summary())
        .contains("396 outcomes on 4 days (expected: at least 100 on 5 days)");
  }

  @Test
  void a_newer_version_on_its_way_is_noticed_and_an_older_shadow_is_not() {
    outcomes(7, .3);
    CheckDefinition check = performance(List.of("holdout.log_loss"));
    registerVersion(Map.of("holdout.log_loss", .2));

    Result newer = checker(new FakeRouter().production(2).table(NOW, 2, 10_000, 2, List.of(3)))
        .check(check, NOW);
    Result older = checker(new FakeRouter().production(2).table(NOW, 2, 10_000, 2, List.of(1)))
        .check(check, NOW);

    assertThat(newer.replacementUnderWay()).isTrue();
    assertThat(newer.summary())
        .endsWith("No drift is raised: a newer version is being rolled out.");
    assertThat(older.replacementUnderWay()).isFalse();
  }

  // ---- what the tests above are built from

  private Result check(CheckDefinition definition) {
    return checkWith(
        definition, Map.of("signalbox.training_set", FakeFeatures.SET.hash()), Map.of());
  }

  private Result checkWith(
      CheckDefinition definition, Map<String, String> tags, Map<String, Double> metrics) {
    FakeRegistry own = new FakeRegistry().version(2, tags, metrics);
    return checker(router, own).check(definition, NOW);
  }

  private void registerVersion(Map<String, Double> metrics) {
    registry.version(2, Map.of("signalbox.training_set", FakeFeatures.SET.hash()), metrics);
  }

  private EndpointChecker checker(FakeRouter own) {
    FakeRegistry tagged = registry;
    if (tagged.versions(FakeRouter.MODEL).isEmpty()) {
      registerVersion(Map.of());
    }
    return checker(own, tagged);
  }

  private EndpointChecker checker(FakeRouter own, FakeRegistry versions) {
    TrainingSets sets = new TrainingSets(features.face());
    Baselines baselines = new Baselines(features.face());
    return new EndpointChecker(
        own.face(),
        versions.registry(),
        new DataDriftCheck(predictions, sets, baselines),
        new PredictionDriftCheck(predictions, features.face(), scoring, sets, baselines),
        new PerformanceCheck(predictions, versions.tracking()));
  }

  private static CheckDefinition dataDrift(Optional<List<String>> names) {
    return new CheckDefinition.DataDrift(
        "data",
        FLIGHT_DELAY,
        "0 0 6 ? * MON",
        ZoneOffset.UTC,
        Duration.ofDays(7),
        100,
        .1,
        .05,
        names);
  }

  private static CheckDefinition performance(List<String> baseline) {
    return new CheckDefinition.Performance(
        "performance",
        FLIGHT_DELAY,
        "0 0 6 * * ?",
        ZoneOffset.UTC,
        Duration.ofDays(7),
        100,
        Duration.ofHours(24),
        baseline,
        .1,
        3,
        true);
  }

  /** A model that takes the mean for a missing wind. */
  private static double score(double wind) {
    return 1 / (1 + Math.exp(1 - (Double.isNaN(wind) ? 10 : wind) / 10));
  }

  /** Nine weeks of a hundred rows a day: a wind of 10 +- 5, a tenth of it missing, and three carriers. */
  private static Table nineWeeks() {
    Random random = new Random(SEED);
    int rows = 63 * A_DAY;
    long[] times = new long[rows];
    double[] wind = new double[rows];
    List<String> carriers = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      times[row] = TRAINED_FROM.getEpochSecond() * 1_000_000 + row / A_DAY * 86_400_000_000L;
      wind[row] = random.nextInt(10) == 0 ? Double.NaN : 10 + 5 * random.nextGaussian();
      carriers.add(List.of("UA", "B6", "EV").get(random.nextInt(3)));
    }
    return new Table(
        rows,
        List.of(
            new Column.Longs("asked_at", ValueType.TIMESTAMP, times, new BitSet()),
            new Column.Doubles("wind", wind),
            new Column.Texts("carrier", carriers)));
  }

  /** The week before now, with a wind that blows this much stronger, and is missing this much more often. */
  private void logWeek(double stronger, double moreMissing) {
    Random random = new Random(SEED + 1);
    for (int row = 0; row < 7 * A_DAY; row++) {
      Map<String, Object> logged = new HashMap<>();
      logged.put("carrier", List.of("UA", "B6", "EV").get(random.nextInt(3)));
      double wind = 10 + stronger + 5 * random.nextGaussian();
      boolean missing = random.nextInt(10) == 0 || random.nextDouble() < moreMissing;
      if (!missing) {
        logged.put("wind", wind);
      }
      log(row, logged);
    }
  }

  private void log(int row, Map<String, Object> logged) {
    Instant at = NOW.minus(Duration.ofDays(7)).plusSeconds(row * 864L);
    double wind = logged.get("wind") instanceof Double number ? number : Double.NaN;
    predictions.add(
        new Scored(
            "p" + row,
            at,
            Optional.of("N1"),
            2,
            score(wind),
            List.of(),
            List.of(),
            Optional.empty()),
        logged);
  }

  /** Ninety-nine rows a day on the days that are mature now, every third late, all scored alike. */
  private void outcomes(int days, double score) {
    for (int day = 0; day < days; day++) {
      for (int row = 0; row < 99; row++) {
        outcome(day, row, score, row % 3 == 0 ? 1 : 0);
      }
    }
  }

  private void outcome(int day, int row, double score, double outcome) {
    Instant at = NOW.minus(Duration.ofDays(8 - day)).plusSeconds(row * 600L);
    predictions.add(
        new Scored(
            "p" + day + "-" + row,
            at,
            Optional.of("N1"),
            2,
            score,
            List.of(),
            List.of(),
            Optional.of(new Outcome(outcome, at.plusSeconds(3600)))),
        Map.of());
  }
}
