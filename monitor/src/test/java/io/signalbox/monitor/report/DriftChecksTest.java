package io.signalbox.monitor.report;

import static io.signalbox.monitor.FakeRouter.FLIGHT_DELAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.monitor.CheckDefinition;
import io.signalbox.monitor.Checker.Result;
import io.signalbox.monitor.FakeRouter;
import io.signalbox.monitor.Finding;
import io.signalbox.monitor.Report.Status;
import io.signalbox.router.Predictions.Scored;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DriftChecksTest extends CheckedEndpoint {

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
}
