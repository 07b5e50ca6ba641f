package io.signalbox.monitor;

import static io.signalbox.monitor.FakeRouter.FLIGHT_DELAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.features.Column;
import io.signalbox.features.Table;
import io.signalbox.migrations.TestDatabase;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.PromotionEvidence;
import io.signalbox.router.EndpointName;
import io.signalbox.router.RolloutEvidence;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The monitor on a real database, with predictions, versions and endpoints that the test puts there. */
class MonitorIT {
  private static final TestDatabase DATABASE = TestDatabase.fresh();
  private static final Attribution ANNA = new Attribution("anna", "a test");
  private static final Instant MONDAY = Instant.parse("2013-07-01T00:00:00Z");

  private final MonitorWorld world = new MonitorWorld(DATABASE.dataSource(), MONDAY);
  private final JdbcClient jdbc = JdbcClient.create(DATABASE.dataSource());
  private AnnotationConfigApplicationContext context;
  private Monitor monitor;

  @BeforeEach
  void start() {
    context = world.start();
    monitor = context.getBean(Monitor.class);
  }

  @AfterEach
  void stop() {
    context.close();
    jdbc.sql("TRUNCATE monitor.checks, monitor.alerts, monitor.reports, monitor.comparisons")
        .update();
  }

  @AfterAll
  static void drop() {
    DATABASE.close();
  }

  @Test
  void a_check_is_applied_once_and_again_when_it_changes() {
    assertThat(monitor.apply(performance(.1, true), ANNA)).isTrue();
    assertThat(monitor.apply(performance(.1, true), ANNA)).isFalse();
    assertThat(monitor.apply(performance(.2, true), ANNA)).isTrue();

    assertThat(monitor.checks())
        .extracting(Check::definition)
        .containsExactly(performance(.2, true));
    assertThat(changes("check weekly_performance", "apply")).isEqualTo(2);
  }

  @Test
  void every_type_of_check_comes_back_as_it_was_applied() {
    CheckDefinition data = drift("0 0 6 ? * MON", Optional.of(List.of("wind", "hour")));
    CheckDefinition scores = new CheckDefinition.PredictionDrift(
        "scores",
        FLIGHT_DELAY,
        "0 0 6 * * ?",
        ZoneId.of("UTC"),
        Duration.ofHours(36),
        500,
        .1,
        .05);
    monitor.apply(data, ANNA);
    monitor.apply(scores, ANNA);

    assertThat(monitor.check("data").orElseThrow().definition()).isEqualTo(data);
    assertThat(monitor.check("scores").orElseThrow().definition()).isEqualTo(scores);
  }

  @Test
  void next_due_is_told_by_the_injected_clock_and_in_the_check_s_zone() {
    monitor.apply(performance(.1, true), ANNA);

    assertThat(nextDue()).isEqualTo(Instant.parse("2013-07-01T10:00:00Z")); // 06:00 in New York

    world.clock.set(Instant.parse("2013-07-01T10:00:00Z"));
    assertThat(nextDue()).isEqualTo(Instant.parse("2013-07-08T10:00:00Z"));
  }

  @Test
  void a_check_of_an_unknown_endpoint_is_refused() {
    CheckDefinition check = new CheckDefinition.PredictionDrift(
        "scores",
        new EndpointName("checkout"),
        "0 0 6 * * ?",
        ZoneId.of("UTC"),
        Duration.ofDays(7),
        500,
        .1,
        .05);

    assertThatThrownBy(() -> monitor.apply(check, ANNA))
        .isInstanceOf(MonitorException.NotFound.class)
        .hasMessageContaining("endpoint: checkout");
    assertThat(monitor.checks()).isEmpty();
    assertThat(changes("check scores", "apply")).isZero();
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
    assertThat(changes("check weekly_performance", "alarm")).isEqualTo(1);
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
  void an_unknown_check_is_refused() {
    assertThatThrownBy(() -> monitor.run("nightly", ANNA))
        .isInstanceOf(MonitorException.NotFound.class)
        .hasMessage("check: nightly (expected: one that was applied)");
    assertThatThrownBy(() -> monitor.reports(Optional.of("nightly")))
        .isInstanceOf(MonitorException.NotFound.class);
  }

  @Test
  void a_comparison_is_stored_as_the_evidence_of_splits() {
    world.shadowWeeks();

    Comparison made = monitor.compare(request(), ANNA);

    assertThat(made.verdict()).isEqualTo(Comparison.Verdict.PROMOTE);
    assertThat(monitor.comparison(made.id())).contains(made);
    RolloutEvidence evidence = context.getBean(RolloutEvidence.class);
    assertThat(evidence.find(FLIGHT_DELAY, made.id()).orElseThrow())
        .contains("\"verdict\": \"promote\"");
    assertThat(evidence.find(new EndpointName("another"), made.id())).isEmpty();
    assertThat(evidence.find(FLIGHT_DELAY, "no-such-id")).isEmpty();
    assertThat(evidence.find(FLIGHT_DELAY, "00000000-0000-7000-8000-000000000000"))
        .isEmpty();
    PromotionEvidence promotions = context.getBean(PromotionEvidence.class);
    assertThat(promotions.find(made.model(), made.id())).isPresent();
    assertThat(promotions.find(new ModelName("another"), made.id())).isEmpty();
    assertThat(changes("endpoint flight_delay", "comparison")).isEqualTo(1);
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

  @Test
  void a_cron_that_never_falls_due_again_is_refused() {
    CheckDefinition check = drift("0 0 0 1 1 ? 1999", Optional.empty());

    assertThatThrownBy(() -> monitor.apply(check, ANNA))
        .isInstanceOf(MonitorException.Invalid.class)
        .hasMessage("cron: '0 0 0 1 1 ? 1999' (expected: one that falls due again)");
    assertThat(monitor.checks()).isEmpty();
  }

  @Test
  void a_feature_that_the_endpoint_does_not_log_is_refused() {
    world.router.featureService("flight_live");
    world.features.trainingSet(new Table(1, List.of(new Column.Doubles("wind", new double[1]))));

    assertThat(monitor.apply(drift("0 0 6 * * ?", Optional.of(List.of("wind"))), ANNA))
        .isTrue();
    assertThatThrownBy(() ->
            monitor.apply(drift("0 0 6 * * ?", Optional.of(List.of("wind", "moon"))), ANNA))
        .isInstanceOf(MonitorException.NotFound.class)
        .hasMessage("features: 'moon' (expected: some of flight_live's: wind)");
    assertThat(monitor.check("data").orElseThrow().definition())
        .isEqualTo(drift("0 0 6 * * ?", Optional.of(List.of("wind"))));
  }

  private static CheckDefinition drift(String cron, Optional<List<String>> features) {
    return new CheckDefinition.DataDrift(
        "data", FLIGHT_DELAY, cron, ZoneId.of("UTC"), Duration.ofDays(7), 500, .1, .05, features);
  }

  @Test
  void changes_are_append_only() {
    monitor.apply(performance(.1, true), ANNA);

    for (String sql : List.of(
        "UPDATE monitor.changes SET author = 'eve'",
        "DELETE FROM monitor.changes",
        "TRUNCATE monitor.changes")) {
      assertThatThrownBy(() -> jdbc.sql(sql).update())
          .isInstanceOf(DataAccessException.class)
          .hasMessageContaining("monitor.changes is append-only");
    }
    assertThat(TransactionSynchronizationManager.isActualTransactionActive()).isFalse();
  }

  private Instant nextDue() {
    return monitor.check("weekly_performance").orElseThrow().nextDue().orElseThrow();
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

  static CheckDefinition performance(double margin, boolean raisesDrift) {
    return new CheckDefinition.Performance(
        "weekly_performance",
        FLIGHT_DELAY,
        "0 0 6 ? * MON",
        ZoneId.of("America/New_York"),
        Duration.ofDays(7),
        100,
        Duration.ofHours(24),
        List.of("holdout.log_loss"),
        margin,
        3,
        raisesDrift);
  }

  /** Rows are counted by difference: changes cannot be emptied between tests. */
  private int changes(String subject, String action) {
    return jdbc.sql("""
            SELECT count(*) FROM monitor.changes
            WHERE subject = :subject AND action = :action AND author = 'anna' AND id > :before
            """)
        .param("subject", subject)
        .param("action", action)
        .param("before", world.changesBefore)
        .query(Integer.class)
        .single();
  }
}
