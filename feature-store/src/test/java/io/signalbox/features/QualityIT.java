package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.features.FeatureServer.StandingClock;
import io.signalbox.migrations.TestDatabase;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** How good rows are: the same in a training set, online and through Feast's interface. */
class QualityIT {
  private static final JsonMapper JSON = JsonMapper.builder()
      .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
      .build();
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final Duration STEP = Duration.ofMinutes(5);
  private static final int STEPS = 72;
  private static final int ASKED = 300;
  private static final long SEED = 5;
  private static final String SETS = "/api/v1/training-sets";

  @TempDir
  static Path home;

  static TestDatabase database;
  static FeatureServer server;
  static final StandingClock CLOCK = new StandingClock(START);

  /** Winds of four sites every five minutes; now and then one breaks a rule, or one is only warned of. */
  @BeforeAll
  static void ingestHourByHour() {
    System.out.println("seed " + SEED);
    database = TestDatabase.fresh();
    server = FeatureServer.start(database, home, CLOCK);
    apply(EntityDefinition.class, """
        {"name":"site","join_keys":[{"name":"site","type":"string"}]}""");
    apply(EntityDefinition.class, """
        {"name":"question","join_keys":[{"name":"number","type":"int64"}]}""");
    apply(FeatureViewDefinition.class, """
        {"name":"winds","entity":"site","event_time":"read_at","ttl":"PT1H",
         "columns":[{"name":"speed","type":"float64","nullable":true},{"name":"gust","type":"float64","nullable":true}],
         "contract":[{"column":"speed","min":0},{"column":"gust","max":50,"on_breach":"warn"}]}""");
    apply(AggregateViewDefinition.class, """
        {"name":"half_hour","entity":"site","over":"winds","window":"PT30M",
         "aggregates":[{"name":"mean_speed","function":"mean","column":"speed"}]}""");
    apply(FeatureViewDefinition.class, """
        {"name":"questions","entity":"question","event_time":"asked_at","online":false,
         "columns":[{"name":"site","type":"string"},{"name":"label","type":"float64"}]}""");
    apply(FeatureServiceDefinition.class, """
        {"name":"rated","features":["winds:speed","winds:gust","half_hour:mean_speed"],
         "quality":{"completeness":40,"freshness":40,"contract":20}}""");
    var random = new Random(SEED);
    for (int step = 0; step < STEPS; step++) {
      Instant now = START.plus(STEP.multipliedBy(step));
      CLOCK.set(now);
      List<Map<String, Object>> rows = new ArrayList<>();
      for (int site = 0; site < 4; site++) {
        if (random.nextInt(3) == 0) {
          rows.add(wind("s" + site, now.minusSeconds(random.nextInt(200)), random));
        }
      }
      if (!rows.isEmpty()) {
        server.ingestion().ingest(List.of(new RowBatch("winds", "step " + step, rows)), "test");
      }
    }
    Instant last = START.plus(STEP.multipliedBy(STEPS));
    CLOCK.set(last);
    List<Map<String, Object>> questions = new ArrayList<>();
    for (int i = 0; i < ASKED; i++) {
      var question = new LinkedHashMap<String, Object>();
      question.put("number", (long) i);
      question.put("asked_at", START.plusSeconds(random.nextInt(STEPS * 300)));
      question.put("site", "s" + random.nextInt(5));
      question.put("label", (double) i);
      questions.add(question);
    }
    server.ingestion().ingest(List.of(new RowBatch("questions", "test", questions)), "test");
  }

  private static Map<String, Object> wind(String site, Instant at, Random random) {
    var row = new LinkedHashMap<String, Object>();
    row.put("site", site);
    row.put("read_at", at);
    row.put("speed", random.nextInt(5) == 0 ? null : random.nextInt(8) == 0 ? -1.0 : 7.5);
    row.put("gust", random.nextInt(4) == 0 ? null : random.nextInt(60) * 1.0);
    return row;
  }

  @AfterAll
  static void stop() {
    server.close();
    database.close();
  }

  private static void apply(Class<? extends Definition> type, String json) {
    server.features().apply(List.of(JSON.readValue(json, type)), "test");
  }

  @Test
  void a_row_has_the_same_score_in_a_training_set_and_online_to_the_last_bit() {
    JsonNode set = build("\"quality\":true");
    Table table = server
        .features()
        .read(
            new TrainingSetId(set.path("id").asString()),
            List.of("site", "asked_at", "quality_score", "quality_tier"));

    assertThat(table.rows()).isEqualTo(ASKED);
    OnlineReads.Prepared prepared = server.onlineReads().service("rated").orElseThrow();
    var seen = new ArrayList<Double>();
    for (int row = 0; row < ASKED; row++) {
      Instant at = Micros.instant(((Column.Longs) table.column("asked_at")).at(row));
      RatedFeatures online = prepared.rating().at(at, site(text(table, "site", row)));
      double offline = table.column("quality_score").numberAt(row);
      assertThat(Double.doubleToRawLongBits(online.scores().get(0)))
          .as(
              "%s at %s: %s and %s",
              text(table, "site", row), at, online.scores().get(0), offline)
          .isEqualTo(Double.doubleToRawLongBits(offline));
      assertThat(text(table, "quality_tier", row)).isEqualTo(Tier.of(offline).word());
      seen.add(offline);
    }
    assertThat(seen.stream().distinct().count()).as("of all kinds").isGreaterThan(60);
    assertThat(set.at("/quality/left_out").asLong()).isZero();
    assertThat(set.at("/quality/tiers").size()).as(set.toString()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void without_being_asked_for_there_is_no_score_and_it_is_another_set() {
    JsonNode plain = build("\"known_at_cut\":true");
    JsonNode rated = build("\"quality\":true");

    assertThat(plain.path("id")).isNotEqualTo(rated.path("id"));
    assertThat(names(plain)).doesNotContain("quality_score", "quality_tier");
    assertThat(names(rated)).endsWith("label", "quality_score", "quality_tier");
    assertThat(plain.path("quality").isNull()).isTrue();
  }

  @Test
  void rows_below_the_least_tier_are_left_out_and_counted() {
    JsonNode all = build("\"quality\":true");
    JsonNode silver = build("\"least_tier\":\"silver\"");

    long good =
        all.at("/quality/tiers/gold").asLong() + all.at("/quality/tiers/silver").asLong();
    assertThat(good).isBetween(1L, ASKED - 1L);
    assertThat(silver.path("rows").asLong()).isEqualTo(good);
    assertThat(silver.at("/quality/left_out").asLong()).isEqualTo(ASKED - good);
    assertThat(silver.at("/quality/least_tier").asString()).isEqualTo("silver");
    assertThat(silver.at("/quality/tiers")).isEqualTo(all.at("/quality/tiers"));
    Table table = server
        .features()
        .read(new TrainingSetId(silver.path("id").asString()), List.of("quality_score"));
    for (int row = 0; row < table.rows(); row++) {
      assertThat(table.column("quality_score").numberAt(row)).isGreaterThanOrEqualTo(75);
    }
  }

  /** A wind of now, complete, in a batch without a breach: 40 + 40 + 20. Half an hour later: 40 + 40 * (1/2 + 0)/2 + 20. */
  @Test
  void feast_s_interface_says_how_good_rows_are_where_it_is_asked_to() {
    Instant now = CLOCK.instant();
    ingest("feast", now, 7.0, 9.0);

    JsonNode answer = feast("feast", ",\"quality\":true");
    assertThat(answer.at("/metadata/quality/scores").toString()).isEqualTo("[100.0,20.0]");
    assertThat(answer.at("/metadata/quality/tiers").toString()).isEqualTo("[\"gold\",\"poor\"]");
    assertThat(answer.at("/results/1/values").toString()).isEqualTo("[7.0,null]");

    JsonNode least = feast("feast", ",\"quality\":{\"least_tier\":\"gold\"}");
    assertThat(least.at("/results/1/statuses").toString()).isEqualTo("[\"PRESENT\",\"INVALID\"]");

    assertThat(feast("feast", "").path("metadata").has("quality")).isFalse();
  }

  @Test
  void our_own_interface_answers_row_by_row() {
    ingest("own", CLOCK.instant(), 7.0, null);

    JsonNode answer = JSON.readTree(ok("/api/v1/features/online", """
        {"service":"rated","rows":[{"site":"own"},{"site":"nowhere"}],"least_tier":"bronze"}"""));

    // 40 * 2/3 + 40 + 20, and nothing but the contract
    assertThat(answer.at("/rows/0/quality").toString())
        .isEqualTo("{\"score\":86.67,\"tier\":\"silver\"}");
    assertThat(answer.at("/rows/0/values").toString())
        .isEqualTo("{\"speed\":7.0,\"gust\":null,\"mean_speed\":7.0}");
    assertThat(answer.at("/rows/0/statuses/gust").asString()).isEqualTo("NULL_VALUE");
    assertThat(answer.at("/rows/1/quality").toString())
        .isEqualTo("{\"score\":20.0,\"tier\":\"poor\"}");
    assertThat(answer.at("/rows/1/statuses/speed").asString()).isEqualTo("INVALID");
    JsonNode plain = JSON.readTree(ok("/api/v1/features/online", """
        {"features":["winds:speed as wind"],"rows":[{"site":"own"}]}"""));
    assertThat(plain.at("/rows/0").toString())
        .isEqualTo("{\"values\":{\"wind\":7.0},\"statuses\":{\"wind\":\"PRESENT\"}}");
  }

  @Test
  void what_the_last_batch_broke_counts_at_once() {
    ingest("broken", CLOCK.instant(), 7.0, 9.0);
    var rows = new ArrayList<Map<String, Object>>();
    rows.add(row("broken", CLOCK.instant(), 7.0, 9.0));
    rows.add(row("elsewhere", CLOCK.instant(), -1.0, 9.0));
    server.ingestion().ingest(List.of(new RowBatch("winds", "half is broken", rows)), "test");

    assertThat(feast("broken", ",\"quality\":true")
            .at("/metadata/quality/scores/0")
            .asDouble())
        .isEqualTo(90);

    ingest("mended", CLOCK.instant(), 7.0, 9.0);
    assertThat(feast("broken", ",\"quality\":true")
            .at("/metadata/quality/scores/0")
            .asDouble())
        .isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      /api/v1/features/online | {"service":"rated","rows":[{"site":"a"}],"least_tier":"platinum"} | tier: platinum (expected: gold, silver, bronze or poor)
      /api/v1/features/online | {"service":"rated","rows":[{"site":"a"}],"least_tier":"gold","quality":false} | least_tier: gold beside quality false
      /api/v1/features/online | {"service":"rated","rows":[{"site":7}]} | rows[0].site: no value of its type (expected: string)
      /api/v1/features/online | {"service":"rated","rows":[{"place":"a"}]} | rows[0].place: unknown
      /api/v1/features/online | {"service":"rated","rows":[{}]} | rows[0].site: missing (expected: string)
      /api/v1/features/online | {"service":"rated","rows":[]} | rows: 0 (expected: 1 to 10000)
      /api/v1/features/online | {"rows":[{"site":"a"}]} | service: none, features: 0 (expected: one of the two)
      /api/v1/features/online | {"features":["winds"],"rows":[{"site":"a"}]} | features: winds (expected: view:feature
      """)
  void what_is_not_understood_is_refused(String path, String body, String words) {
    HttpResponse<String> answer = server.post(path, body);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains(words);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      "gold"                     | 422
      {"least_tier":"platinum"}  | 400
      {"tier":"gold"}            | 422
      {"least_tier":7}           | 422
      """)
  void feast_s_interface_refuses_it_in_feast_s_words(String quality, int status) {
    HttpResponse<String> answer = server.post(
        "/get-online-features",
        "{\"feature_service\":\"rated\",\"entities\":{\"site\":[\"a\"]},\"quality\":%s}"
            .formatted(quality));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
  }

  private static JsonNode feast(String site, String more) {
    return JSON.readTree(ok(
        "/get-online-features",
        "{\"feature_service\":\"rated\",\"entities\":{\"site\":[\"%s\",\"nowhere\"]}%s}"
            .formatted(site, more)));
  }

  private static String ok(String path, String body) {
    HttpResponse<String> answer = server.post(path, body);
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
    return answer.body();
  }

  private static void ingest(String site, Instant at, Double speed, Double gust) {
    var row = row(site, at, speed, gust);
    server.ingestion().ingest(List.of(new RowBatch("winds", site, List.of(row))), "test");
  }

  private static Map<String, Object> row(String site, Instant at, Double speed, Double gust) {
    var row = new LinkedHashMap<String, Object>();
    row.put("site", site);
    row.put("read_at", at);
    row.put("speed", speed);
    row.put("gust", gust);
    return row;
  }

  private static Table site(String name) {
    return new Table(1, List.of(new Column.Texts("site", List.of(name))));
  }

  private static String text(Table table, String column, int row) {
    return ((Column.Texts) table.column(column)).at(row);
  }

  private static List<String> names(JsonNode set) {
    var names = new ArrayList<String>();
    set.path("columns").forEach(it -> names.add(it.path("name").asString()));
    return names;
  }

  private static JsonNode build(String more) {
    JsonNode job = JSON.readTree(ok(SETS, """
        {"service":"rated","spine":{"view":"questions","time":"asked_at","label":"label","from":"2026-03-01T00:00:00Z",
        "until":"2026-03-02T00:00:00Z","known_by":"2026-03-02T00:00:00Z"},%s}""".formatted(more)));
    JsonNode ended = Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> JSON.readTree(
                server.get(SETS + "/jobs/" + job.path("id").asString()).body()),
            it -> List.of("done", "failed").contains(it.path("state").asString()));
    assertThat(ended.path("state").asString()).as(ended.toString()).isEqualTo("done");
    return ended.path("training_set");
  }
}
