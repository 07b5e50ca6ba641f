package io.signalbox.monitor;

import static io.signalbox.monitor.FakeRouter.FLIGHT_DELAY;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.signalbox.migrations.TestDatabase;
import io.signalbox.registry.Attribution;
import io.signalbox.router.Predictions;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The monitor on the router's own tables: 80,640 predictions in 42 daily partitions, two versions, 25 features. What it finds there
 * must equal what it finds in the fake that the other tests use. Durations are logged, not asserted.
 */
class StoredPredictionsIT {
  private static final Logger log = (Logger) LoggerFactory.getLogger(StoredPredictionsIT.class);
  private static final Attribution ANNA = new Attribution("anna", "because");

  private static final TestDatabase DATABASE = TestDatabase.fresh();
  private static final MonitorWorld WORLD = new MonitorWorld(
      DATABASE.dataSource(), SixWeeks.START.plus(Duration.ofDays(SixWeeks.DAYS + 1)));

  private static AnnotationConfigApplicationContext fake;
  private static AnnotationConfigApplicationContext real;

  @BeforeAll
  static void fill() throws ClassNotFoundException {
    log.setLevel(Level.INFO); // the figures are what one looks for here
    WORLD.registry.version(
        4,
        Map.of("signalbox.training_set", FakeFeatures.SET.hash()),
        Map.of("holdout.log_loss", .3));
    WORLD.router.production(4);
    WORLD.features.trainingSet(SixWeeks.trainingSet());
    SixWeeks.fill(WORLD);
    Map<String, Object> settings = Map.of("signalbox.schedules.enabled", false);
    fake = WORLD.start(settings);
    SixWeeks.store(JdbcClient.create(DATABASE.dataSource()));
    real = new AnnotationConfigApplicationContext();
    real.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", settings));
    WORLD.registerWithout("predictions", real);
    for (String room : List.of("FeatureLayouts", "StoredPredictions")) {
      real.registerBean(Class.forName("io.signalbox.router.journal." + room));
    }
    real.register(MonitorWorld.Transactions.class, MonitorConfig.class);
    real.refresh();
  }

  @AfterAll
  static void drop() {
    fake.close();
    real.close();
    DATABASE.close();
  }

  @Test
  void it_reads_the_router_s_own_predictions() {
    assertThat(real.getBean(Predictions.class)).isNotInstanceOf(FakePredictions.class);
  }

  @Test
  void a_comparison_finds_the_same_in_both() {
    ComparisonRequest request = new ComparisonRequest(
        FLIGHT_DELAY,
        4,
        3,
        SixWeeks.START,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());

    Comparison stored = timed("comparison", () -> monitor(real).compare(request, ANNA));
    Comparison held = monitor(fake).compare(request, ANNA);

    assertThat(stored.paired().orElseThrow().predictions()).isGreaterThan(70_000);
    assertThat(stored.paired()).isEqualTo(held.paired());
    assertThat(stored.live()).isEqualTo(held.live());
    assertThat(stored.leftOut()).isEqualTo(held.leftOut());
  }

  @Test
  void a_drift_report_finds_the_same_in_both() {
    CheckDefinition check = new CheckDefinition.DataDrift(
        "drift",
        FLIGHT_DELAY,
        "0 0 6 ? * MON",
        ZoneOffset.UTC,
        Duration.ofDays(7),
        500,
        .1,
        .05,
        Optional.empty());
    monitor(real).apply(check, ANNA);

    Report stored = timed("drift report", () -> monitor(real).run("drift", ANNA));
    Report held = monitor(fake).run("drift", ANNA);

    assertThat(stored.findings()).hasSize(SixWeeks.NUMBERS + SixWeeks.TEXTS);
    assertThat(stored.findings()).isEqualTo(held.findings());
    assertThat(stored.rows())
        .isEqualTo(6 * SixWeeks.A_DAY); // the last of the seven days has no predictions
  }

  @Test
  void a_performance_report_finds_the_same_in_both() {
    CheckDefinition check = new CheckDefinition.Performance(
        "performance",
        FLIGHT_DELAY,
        "0 0 6 * * ?",
        ZoneOffset.UTC,
        Duration.ofDays(7),
        500,
        Duration.ofHours(24),
        List.of("holdout.log_loss"),
        .1,
        3,
        false);
    monitor(real).apply(check, ANNA);

    Report stored = timed("performance report", () -> monitor(real).run("performance", ANNA));
    Report held = monitor(fake).run("performance", ANNA);

    assertThat(stored.status()).isEqualTo(Report.Status.ALARM);
    assertThat(stored.findings()).isEqualTo(held.findings());
  }

  @Test
  void performance_by_month_finds_the_same_in_both() {
    Supplier<List<PerformanceRow>> stored =
        () -> monitor(real).performance(FLIGHT_DELAY, PerformanceRow.Period.MONTH);

    assertThat(timed("performance by month", stored))
        .isEqualTo(monitor(fake).performance(FLIGHT_DELAY, PerformanceRow.Period.MONTH));
  }

  /** Three times: the third is warm. */
  private static <T> T timed(String what, Supplier<T> work) {
    T result = work.get();
    for (int again = 0; again < 3; again++) {
      long start = System.nanoTime();
      long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      result = work.get();
      log.info(
          "{} took {} ms, {} ms of them this thread's CPU",
          what,
          (System.nanoTime() - start) / 1_000_000,
          (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1_000_000);
    }
    return result;
  }

  private static Monitor monitor(AnnotationConfigApplicationContext context) {
    return context.getBean(Monitor.class);
  }
}
