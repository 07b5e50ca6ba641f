package io.signalbox.monitor.report;

import static io.signalbox.monitor.FakeRouter.FLIGHT_DELAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.signalbox.monitor.CheckDefinition;
import io.signalbox.monitor.Checker.Result;
import io.signalbox.monitor.FakeRouter;
import io.signalbox.monitor.Finding;
import io.signalbox.monitor.Report.Status;
import io.signalbox.router.Predictions.Outcome;
import io.signalbox.router.Predictions.Scored;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PerformanceCheckTest extends CheckedEndpoint {

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

  @Test
  void a_pinned_endpoint_is_judged_by_the_version_it_keeps() {
    outcomes(7, .3);
    registerVersion(Map.of("holdout.log_loss", .2));
    registry.version(1, Map.of(), Map.of("holdout.log_loss", .7));
    var pinned = new FakeRouter().production(2).pinned(1);

    Result found = checker(pinned).check(performance(List.of("holdout.log_loss")), NOW);

    assertThat(found.version().orElseThrow().number()).isEqualTo(1);
    assertThat(found.status()).isEqualTo(Status.INSUFFICIENT); // version 1 scored nothing
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
