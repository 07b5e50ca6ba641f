package io.signalbox.monitor;

import static io.signalbox.monitor.FakeRouter.FLIGHT_DELAY;
import static io.signalbox.monitor.MonitorOnDatabase.ANNA;
import static io.signalbox.monitor.MonitorOnDatabase.performance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.features.Column;
import io.signalbox.features.Table;
import io.signalbox.migrations.TestDatabase;
import io.signalbox.router.EndpointName;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Checks are applied, come back as they were, fall due, and are refused. */
class ChecksIT {
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
  void a_check_is_applied_once_and_again_when_it_changes() {
    assertThat(monitor.apply(performance(.1, true), ANNA)).isTrue();
    assertThat(monitor.apply(performance(.1, true), ANNA)).isFalse();
    assertThat(monitor.apply(performance(.2, true), ANNA)).isTrue();

    assertThat(monitor.checks())
        .extracting(Check::definition)
        .containsExactly(performance(.2, true));
    assertThat(on.changes("check weekly_performance", "apply")).isEqualTo(2);
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
    assertThat(on.changes("check scores", "apply")).isZero();
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

  @Test
  void an_unknown_check_is_refused() {
    assertThatThrownBy(() -> monitor.run("nightly", ANNA))
        .isInstanceOf(MonitorException.NotFound.class)
        .hasMessage("check: nightly (expected: one that was applied)");
    assertThatThrownBy(() -> monitor.reports(Optional.of("nightly")))
        .isInstanceOf(MonitorException.NotFound.class);
  }

  @Test
  void changes_are_append_only() {
    monitor.apply(performance(.1, true), ANNA);

    for (String sql : List.of(
        "UPDATE monitor.changes SET author = 'eve'",
        "DELETE FROM monitor.changes",
        "TRUNCATE monitor.changes")) {
      assertThatThrownBy(() -> on.jdbc.sql(sql).update())
          .isInstanceOf(DataAccessException.class)
          .hasMessageContaining("monitor.changes is append-only");
    }
    assertThat(TransactionSynchronizationManager.isActualTransactionActive()).isFalse();
  }

  private static CheckDefinition drift(String cron, Optional<List<String>> features) {
    return new CheckDefinition.DataDrift(
        "data", FLIGHT_DELAY, cron, ZoneId.of("UTC"), Duration.ofDays(7), 500, .1, .05, features);
  }

  private Instant nextDue() {
    return monitor.check("weekly_performance").orElseThrow().nextDue().orElseThrow();
  }
}
