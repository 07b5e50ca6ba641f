package io.signalbox.monitor;

import static io.signalbox.monitor.FakeRouter.FLIGHT_DELAY;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.signalbox.features.Column;
import io.signalbox.features.Table;
import io.signalbox.features.ValueType;
import io.signalbox.migrations.TestDatabase;
import io.signalbox.registry.Attribution;
import io.signalbox.router.Predictions;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
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
  private static final Instant START = Instant.parse("2013-04-15T00:00:00Z");
  private static final int DAYS = 42;
  private static final int A_DAY = 1_920; // one each 45 seconds
  private static final int NUMBERS = 20;
  private static final int TEXTS = 5;
  private static final Attribution ANNA = new Attribution("anna", "because");

  private static final TestDatabase DATABASE = TestDatabase.fresh();
  private static final MonitorWorld WORLD =
      new MonitorWorld(DATABASE.dataSource(), START.plus(Duration.ofDays(DAYS + 1)));

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
    WORLD.features.trainingSet(trainingSet());
    for (int row = 0; row < DAYS * A_DAY; row++) {
      add(row);
    }
    Map<String, Object> settings = Map.of("signalbox.schedules.enabled", false);
    fake = WORLD.start(settings);
    store(JdbcClient.create(DATABASE.dataSource()));
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
        START,
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

    assertThat(stored.findings()).hasSize(NUMBERS + TEXTS);
    assertThat(stored.findings()).isEqualTo(held.findings());
    assertThat(stored.rows()).isEqualTo(6 * A_DAY); // the last of the seven days has no predictions
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

  private static void add(int row) {
    Map<String, Object> logged = new LinkedHashMap<>();
    for (int k = 0; k < NUMBERS; k++) {
      logged.put("number_" + k, number(row, k));
    }
    for (int k = 0; k < TEXTS; k++) {
      logged.put("text_" + k, text(row, k));
    }
    Instant at = START.plusSeconds(45L * row);
    int live = row % 3000 % 10 == 0 ? 4 : 3;
    Optional<Predictions.Outcome> outcome = row % 50 == 0
        ? Optional.empty()
        : Optional.of(new Predictions.Outcome(row * 31L % 4 == 0 ? 1 : 0, at.plusSeconds(7200)));
    WORLD.predictions.add(
        new Predictions.Scored(
            "p" + row,
            at,
            row % 100 == 7 ? Optional.empty() : Optional.of("N" + row % 3000),
            live,
            score(row, live == 4 ? 104_729 : 7_919),
            List.of(7 - live),
            List.of(score(row, live == 4 ? 7_919 : 104_729)),
            outcome),
        logged);
  }

  /** The same rows by the same arithmetic, which is exact in both. */
  private static void store(JdbcClient jdbc) {
    for (int day = 0; day < DAYS; day++) {
      for (String table : List.of("predictions", "outcomes")) {
        jdbc.sql(
                "CREATE TABLE router.%1$s_%2$d PARTITION OF router.%1$s FOR VALUES FROM ('%3$s') TO ('%4$s')"
                    .formatted(
                        table,
                        day,
                        START.plus(Duration.ofDays(day)),
                        START.plus(Duration.ofDays(day + 1))))
            .update();
      }
    }
    jdbc.sql("""
            INSERT INTO router.feature_layouts (id, feature_service, service_version, names, types)
            SELECT 1, 'flight_live', 1,
              ARRAY(SELECT 'number_' || k FROM generate_series(0, 19) k) || ARRAY(SELECT 'text_' || k FROM generate_series(0, 4) k),
              array_fill('float64'::text, ARRAY[20]) || array_fill('string'::text, ARRAY[5])
            """).update();
    jdbc.sql("""
            INSERT INTO router.predictions
              (predicted_at, id, endpoint, unit, table_version, model_version, score, shadow_versions,
               shadow_scores, layout, numbers, integers, texts)
            SELECT CAST(:start AS timestamptz) + i * interval '45 seconds', md5(i::text)::uuid, 'flight_delay',
              CASE WHEN i % 100 <> 7 THEN 'N' || i % 3000 END, 1,
              CASE WHEN i % 3000 % 10 = 0 THEN 4 ELSE 3 END,
              CASE WHEN i % 3000 % 10 = 0 THEN b ELSE a END,
              ARRAY[CASE WHEN i % 3000 % 10 = 0 THEN 3 ELSE 4 END],
              ARRAY[CASE WHEN i % 3000 % 10 = 0 THEN a ELSE b END],
              1,
              ARRAY(SELECT ((i * (k + 3) * 37) % 997)::float8 / 10 FROM generate_series(0, 19) k), '{}',
              ARRAY(SELECT 'c' || (i * (k + 1)) % 12 FROM generate_series(0, 4) k)
            FROM (
              SELECT i, 0.1::float8 + 0.8::float8 * ((i * 7919) % 1000)::float8 / 1000 AS a,
                0.1::float8 + 0.8::float8 * ((i * 104729) % 1000)::float8 / 1000 AS b
              FROM generate_series(0::bigint, :rows - 1) i) scores
            """)
        .param("start", START.toString())
        .param("rows", (long) DAYS * A_DAY)
        .update();
    jdbc.sql("""
            INSERT INTO router.outcomes (predicted_at, prediction_id, value, reported_at)
            SELECT CAST(:start AS timestamptz) + i * interval '45 seconds', md5(i::text)::uuid,
              CASE WHEN i * 31 % 4 = 0 THEN 1 ELSE 0 END,
              CAST(:start AS timestamptz) + i * interval '45 seconds' + interval '2 hours'
            FROM generate_series(0::bigint, :rows - 1) i WHERE i % 50 <> 0
            """)
        .param("start", START.toString())
        .param("rows", (long) DAYS * A_DAY)
        .update();
    jdbc.sql("ANALYZE router.predictions, router.outcomes").update();
  }

  private static double score(long row, int factor) {
    return 0.1 + 0.8 * (double) (row * factor % 1000) / 1000;
  }

  private static double number(long row, int k) {
    return (double) (row * (k + 3) * 37 % 997) / 10;
  }

  private static String text(long row, int k) {
    return "c" + row * (k + 1) % 12;
  }

  /** 90,000 rows in 90 days, not quite like the predictions. */
  private static Table trainingSet() {
    int rows = 90_000;
    long[] times = new long[rows];
    List<Column> columns = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      times[row] =
          START.minus(Duration.ofDays(90)).plusSeconds(86L * row).getEpochSecond() * 1_000_000;
    }
    columns.add(new Column.Longs("asked_at", ValueType.TIMESTAMP, times, new BitSet()));
    for (int k = 0; k < NUMBERS; k++) {
      double[] values = new double[rows];
      for (int row = 0; row < rows; row++) {
        values[row] = number(row * 13L + 5, k);
      }
      columns.add(new Column.Doubles("number_" + k, values));
    }
    for (int k = 0; k < TEXTS; k++) {
      List<String> values = new ArrayList<>();
      for (int row = 0; row < rows; row++) {
        values.add(text(row * 13L + 5, k));
      }
      columns.add(new Column.Texts("text_" + k, values));
    }
    return new Table(rows, columns);
  }
}
