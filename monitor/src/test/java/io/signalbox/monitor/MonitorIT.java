package io.signalbox.monitor;

import static io.signalbox.monitor.FakeRouter.FLIGHT_DELAY;
import static io.signalbox.monitor.MonitorOnDatabase.ANNA;
import static io.signalbox.monitor.MonitorOnDatabase.MONDAY;
import static io.signalbox.monitor.MonitorOnDatabase.performance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.migrations.TestDatabase;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.PromotionEvidence;
import io.signalbox.router.EndpointName;
import io.signalbox.router.RolloutEvidence;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What checks, comparisons and performance find in predictions that the test puts there, and what becomes of it. */
class MonitorIT {
  private static final TestDatabase DATABASE = TestDatabase.fresh();

  private final MonitorOnDatabase on = new MonitorOnDatabase(DATABASE);
  private final MonitorWorld world = on.world;
  private final Monitor monitor = on.monitor;

  @AfterEach
  void stop() {
    on.close();
  }

  @AfterAll
  static void drop() {
    DATABASE.close();
  }

  @Test
  void an_alarm_is_stored_with_its_alert_and_raises_drift_in_the_same_transaction() {
    monitor.apply(performance(.1, true), ANNA);
    world.badWeek();

    Report report = monitor.run("weekly_performance", ANNA);

    assertThat(report.status()).isEqualTo(Report.Status.ALARM);
    assertThat(monitor.report(report.id())).contains(report);
    assertThat(monitor.reports(Optional.of("weekly_performance"))).containsExactly(report);
    assertThat(monitor.reports(Optional.empty())).containsExactly(report);
    assertThat(monitor.alerts()).hasSize(1);
    assertThat(monitor.alerts().getFirst().text()).isEqualTo(report.summary());
    assertThat(on.changes("check weekly_performance", "alarm")).isEqualTo(1);
    DriftDetected drift = world.drift.getFirst();
    assertThat(drift.reportId()).isEqualTo(report.id());
    assertThat(drift.version()).isEqualTo(2);
    assertThat(drift.at()).isEqualTo(MONDAY);
    assertThat(world.inTransaction).containsExactly(true);
    assertThat(monitor
            .check("weekly_performance")
            .orElseThrow()
            .latest()
            .orElseThrow()
            .status())
        .isEqualTo(Report.Status.ALARM);
  }

  @Test
  void a_listener_that_fails_takes_the_report_with_it() {
    monitor.apply(performance(.1, true), ANNA);
    world.badWeek();
    world.refuseDrift = true;

    assertThatThrownBy(() -> monitor.run("weekly_performance", ANNA))
        .isInstanceOf(IllegalStateException.class);
    assertThat(monitor.reports(Optional.empty())).isEmpty();
    assertThat(monitor.alerts()).isEmpty();
  }

  @Test
  void a_check_that_may_not_raise_drift_only_alarms() {
    monitor.apply(performance(.1, false), ANNA);
    world.badWeek();

    assertThat(monitor.run("weekly_performance", ANNA).status()).isEqualTo(Report.Status.ALARM);
    assertThat(world.drift).isEmpty();
  }

  @Test
  void no_drift_is_raised_while_a_newer_version_is_on_its_way() {
    world.router.table(MONDAY, 2, 10_000, 2, List.of(3));
    monitor.apply(performance(.1, true), ANNA);
    world.badWeek();

    assertThat(monitor.run("weekly_performance", ANNA).status()).isEqualTo(Report.Status.ALARM);
    assertThat(world.drift).isEmpty();
  }

  @Test
  void missing_data_is_reported_as_insufficient_and_wakes_nobody() {
    monitor.apply(performance(.1, true), ANNA);

    Report report = monitor.run("weekly_performance", ANNA);

    assertThat(report.status()).isEqualTo(Report.Status.INSUFFICIENT);
    assertThat(monitor.alerts()).isEmpty();
    assertThat(world.drift).isEmpty();
  }

  @Test
  void a_comparison_is_stored_as_the_evidence_of_splits() {
    world.shadowWeeks();

    Comparison made = monitor.compare(request(), ANNA);

    assertThat(made.verdict()).isEqualTo(Comparison.Verdict.PROMOTE);
    assertThat(monitor.comparison(made.id())).contains(made);
    RolloutEvidence evidence = on.context.getBean(RolloutEvidence.class);
    assertThat(evidence.find(FLIGHT_DELAY, made.id()).orElseThrow())
        .contains("\"verdict\": \"promote\"");
    assertThat(evidence.find(new EndpointName("another"), made.id())).isEmpty();
    assertThat(evidence.find(FLIGHT_DELAY, "no-such-id")).isEmpty();
    assertThat(evidence.find(FLIGHT_DELAY, "00000000-0000-7000-8000-000000000000"))
        .isEmpty();
    PromotionEvidence promotions = on.context.getBean(PromotionEvidence.class);
    assertThat(promotions.find(made.model(), made.id())).isPresent();
    assertThat(promotions.find(new ModelName("another"), made.id())).isEmpty();
    assertThat(on.changes("endpoint flight_delay", "comparison")).isEqualTo(1);
  }

  @Test
  void performance_is_told_by_period_and_by_the_version_that_answered() {
    world.shadowWeeks();
    world.predictions.add(Instant.parse("2013-07-01T00:00:00Z"), "N1", 3, .5, 2, .5, Double.NaN);

    List<PerformanceRow> months = monitor.performance(FLIGHT_DELAY, PerformanceRow.Period.MONTH);
    List<PerformanceRow> weeks = monitor.performance(FLIGHT_DELAY, PerformanceRow.Period.WEEK);

    assertThat(months)
        .extracting(row -> row.from() + " " + row.version())
        .containsExactly("2013-06-01 2", "2013-07-01 3");
    assertThat(months.getFirst().predictions()).isEqualTo(14 * 20);
    assertThat(months.getFirst().outcomes()).isEqualTo(14 * 20);
    assertThat(months.getFirst().logLoss().orElseThrow())
        .isEqualTo(Math.log(2), org.assertj.core.api.Assertions.within(1e-12));
    assertThat(months.getFirst().positiveShare()).contains(.5);
    assertThat(months.getLast().predictions()).isEqualTo(1);
    assertThat(months.getLast().outcomes()).isZero();
    assertThat(months.getLast().brier()).isEmpty();
    assertThat(weeks)
        .extracting(row -> row.from().toString())
        .containsExactly("2013-06-10", "2013-06-17", "2013-06-24", "2013-07-01");
    assertThatThrownBy(
            () -> monitor.performance(new EndpointName("checkout"), PerformanceRow.Period.DAY))
        .isInstanceOf(MonitorException.NotFound.class);
  }

  @Test
  void an_outcome_that_is_no_yes_or_no_is_counted_and_spoils_nothing() {
    world.shadowWeeks();
    double before = june().brier().orElseThrow();
    world.predictions.add(MONDAY.minusSeconds(3), "N1", 2, .5, 3, .5, 1e300);
    world.predictions.add(MONDAY.minusSeconds(2), "N1", 2, .5, 3, .5, -7);
    world.predictions.add(MONDAY.minusSeconds(1), "N1", 2, Double.POSITIVE_INFINITY, 3, .5, 1);

    PerformanceRow june = june();

    assertThat(june.outcomes()).isEqualTo(14 * 20 + 3);
    assertThat(june.notBinary()).isEqualTo(2);
    assertThat(june.scored()).isEqualTo(14 * 20);
    assertThat(june.brier()).contains(before);
    assertThat(world.json.writeValueAsString(june))
        .doesNotContain("Infinity")
        .doesNotContain("NaN");
  }

  private PerformanceRow june() {
    return monitor.performance(FLIGHT_DELAY, PerformanceRow.Period.MONTH).getFirst();
  }

  private static ComparisonRequest request() {
    return new ComparisonRequest(
        FLIGHT_DELAY,
        3,
        2,
        MONDAY.minus(Duration.ofDays(20)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
