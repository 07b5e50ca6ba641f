package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.features.EntityDefinition.JoinKey;
import io.signalbox.features.FeatureServer.StandingClock;
import io.signalbox.features.RequestViewDefinition.Computed;
import io.signalbox.migrations.TestDatabase;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Features computed by expressions: the same in a training set, online and through Feast, checked against plain Java. */
class RequestViewIT {

  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final Instant NOW = START.plusSeconds(36_000);

  @TempDir
  static Path home;

  static TestDatabase database;
  static FeatureServer server;

  @BeforeAll
  static void start() {
    database = TestDatabase.fresh();
    server = FeatureServer.start(database, home, new StandingClock(NOW));
    server.features().apply(definitions(), "test");
  }

  @AfterAll
  static void stop() {
    server.close();
    database.close();
  }

  private record Asked(String site, Long miles, long at) {}

  private record Wind(String site, Double speed, long at) {}

  @Test
  void a_computed_feature_is_the_same_in_training_and_in_inference() {
    Random random = new Random(7);
    List<Wind> winds = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Double speed = random.nextInt(4) == 0 ? null : random.nextInt(3) * 1.5;
      winds.add(new Wind("s" + random.nextInt(4), speed, i * 60L));
    }
    List<Asked> asked = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Long miles = random.nextInt(5) == 0 ? null : (long) random.nextInt(900);
      asked.add(new Asked("s" + random.nextInt(5), miles, random.nextInt(3_700)));
    }
    ingest("winds", winds.stream().map(RequestViewIT::row).toList());
    ingest("flights", rows(asked));

    TrainingSet set = server
        .features()
        .trainingSet("trips", new Spine("flights", "asked_at", "number", START, NOW, NOW));
    Table table = server
        .features()
        .read(set.id(), List.of("number", "wind", "minutes", "slow", "label_of_site"));

    assertThat(table.rows()).isEqualTo(asked.size());
    int computed = 0;
    for (int row = 0; row < table.rows(); row++) {
      Asked question = asked.get((int) ((Column.Longs) table.column("number")).at(row));
      check(question, winds, table, row);
      Table inputs = inputs(question);
      FeatureService service = server.features().service("trips").orElseThrow();
      check(question, winds, server.features().online(service, at(question.at()), inputs), 0);
      computed += table.column("minutes").isMissing(row) ? 0 : 1;
    }
    assertThat(computed).isBetween(30, 170); // of both kinds there are many
  }

  /** What the three expressions say, in Java. */
  private static void check(Asked question, List<Wind> winds, Table table, int row) {
    Double wind = winds.stream()
        .filter(it -> it.site().equals(question.site()) && it.at() <= question.at())
        .reduce((earlier, later) -> later)
        .map(Wind::speed)
        .orElse(null);
    Optional<Double> minutes = question.miles() == null || wind == null || wind == 0.0
        ? Optional.empty()
        : Optional.of(question.miles() / wind * 60.0);
    Column column = table.column("minutes");
    assertThat(column.isMissing(row)).as("%s", question).isEqualTo(minutes.isEmpty());
    minutes.ifPresent(
        expected -> assertThat(((Column.Doubles) column).at(row)).isEqualTo(expected));
    boolean slow = minutes.map(it -> it > 6_000.0).orElse(true);
    assertThat(((Column.Longs) table.column("slow")).at(row)).isEqualTo(slow ? 1 : 0);
    assertThat(((Column.Texts) table.column("label_of_site")).at(row))
        .isEqualTo(question.site() + "!");
  }

  @Test
  void feast_sends_the_inputs_among_the_entities() {
    ingest("winds", List.of(row(new Wind("feast", 2.0, 60))));

    HttpResponse<String> answer = server.post("/get-online-features", """
        {"features":["trip:minutes","winds:speed"],"entities":{"site":["feast","feast"],"miles":[10,null]}}""");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .contains("{\"values\":[300.0,null],\"statuses\":[\"PRESENT\",\"NULL_VALUE\"]")
        .contains("{\"values\":[2.0,2.0],\"statuses\":[\"PRESENT\",\"PRESENT\"]");
    HttpResponse<String> without = server.post("/get-online-features", """
        {"features":["trip:minutes"],"entities":{"site":["feast"]}}""");
    assertThat(without.statusCode()).isEqualTo(404);
    assertThat(without.body()).contains("RequestDataNotFoundInEntityRowsException");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
          double(miles) + 1        | line 1, column 15
          double(milez)            | [miles, wind]
          miles                    | expected type 'double'
          double(miles) +          | expecting
          """)
  void an_expression_that_does_not_compile_is_refused_with_its_place(String text, String reason) {
    Definition broken = requested("broken", List.of("winds:speed as wind"), text);

    assertThatThrownBy(() -> server.features().apply(List.of(broken), "test"))
        .isInstanceOf(FeaturesException.Invalid.class)
        .hasMessageContaining("view broken: feature value: ")
        .hasMessageContaining(reason);
  }

  @Test
  void a_cycle_of_request_views_is_refused() {
    server
        .features()
        .apply(
            List.of(
                requested("first", List.of(), "1.0"),
                requested("second", List.of("first:value as other"), "other + 1.0")),
            "test");

    assertThatThrownBy(() -> server
            .features()
            .apply(List.of(requested("first", List.of("second:value as other"), "other")), "test"))
        .isInstanceOf(FeaturesException.Invalid.class)
        .hasMessageContaining("no cycle");
    assertThatThrownBy(() -> server
            .features()
            .apply(List.of(requested("self", List.of("self:value as me"), "me")), "test"))
        .isInstanceOf(FeaturesException.Invalid.class)
        .hasMessageContaining("no cycle");
  }

  @Test
  void a_service_must_take_what_its_request_views_want() {
    var service = new FeatureServiceDefinition(
        "without", Optional.empty(), List.of(), List.of(FeatureReference.parse("trip:minutes")));

    assertThatThrownBy(() -> server.features().apply(List.of(service), "test"))
        .isInstanceOf(FeaturesException.Invalid.class)
        .hasMessageContaining("no request input miles of type int64");
  }

  private static Table inputs(Asked asked) {
    var missing = new java.util.BitSet();
    missing.set(0, asked.miles() == null);
    long miles = asked.miles() == null ? 0 : asked.miles();
    return new Table(
        1,
        List.of(
            new Column.Texts("site", List.of(asked.site())),
            new Column.Longs("miles", ValueType.INT64, new long[] {miles}, missing)));
  }

  private static Instant at(long seconds) {
    return START.plusSeconds(seconds);
  }

  private static Map<String, Object> row(Wind wind) {
    var row = new LinkedHashMap<String, Object>();
    row.put("site", wind.site());
    row.put("read_at", at(wind.at()));
    row.put("speed", wind.speed());
    return row;
  }

  private static List<Map<String, Object>> rows(List<Asked> asked) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      var row = new LinkedHashMap<String, Object>();
      row.put("flight", (long) i);
      row.put("asked_at", at(asked.get(i).at()));
      row.put("site", asked.get(i).site());
      row.put("miles", asked.get(i).miles());
      row.put("number", (long) i);
      rows.add(row);
    }
    return rows;
  }

  private static void ingest(String view, List<Map<String, Object>> rows) {
    server.ingestion().ingest(List.of(new RowBatch(view, "test", rows)), "test");
  }

  private static RequestViewDefinition requested(
      String name, List<String> reads, String expression) {
    return new RequestViewDefinition(
        name,
        Optional.empty(),
        List.of(column("miles", ValueType.INT64)),
        reads.stream().map(FeatureReference::parse).toList(),
        List.of(new Computed("value", ValueType.FLOAT64, expression)));
  }

  private static ColumnDefinition column(String name, ValueType type) {
    return new ColumnDefinition(name, type, Optional.of(true));
  }

  private static FeatureViewDefinition view(
      String name, String entity, String time, ColumnDefinition... columns) {
    return new FeatureViewDefinition(
        name,
        Optional.empty(),
        entity,
        time,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(columns),
        List.of());
  }

  private static List<Definition> definitions() {
    return List.of(
        new EntityDefinition(
            "site", Optional.empty(), List.of(new JoinKey("site", ValueType.STRING))),
        new EntityDefinition(
            "flight", Optional.empty(), List.of(new JoinKey("flight", ValueType.INT64))),
        view("winds", "site", "read_at", column("speed", ValueType.FLOAT64)),
        view(
            "flights",
            "flight",
            "asked_at",
            column("site", ValueType.STRING),
            column("miles", ValueType.INT64),
            column("number", ValueType.INT64)),
        new RequestViewDefinition(
            "trip",
            Optional.empty(),
            List.of(column("miles", ValueType.INT64)),
            List.of(FeatureReference.parse("winds:speed as wind")),
            List.of(new Computed("minutes", ValueType.FLOAT64, "double(miles) / wind * 60.0"))),
        new RequestViewDefinition(
            "judgement",
            Optional.empty(),
            List.of(column("site", ValueType.STRING)),
            List.of(FeatureReference.parse("trip:minutes as trip_minutes")),
            List.of(
                new Computed(
                    "slow", ValueType.BOOL, "trip_minutes == null || trip_minutes > 6000.0"),
                new Computed("label_of_site", ValueType.STRING, "site + '!'"))),
        new FeatureServiceDefinition(
            "trips",
            Optional.empty(),
            List.of(column("miles", ValueType.INT64), column("site", ValueType.STRING)),
            List.of(
                FeatureReference.parse("judgement:slow"),
                FeatureReference.parse("winds:speed as wind"),
                FeatureReference.parse("judgement:label_of_site"),
                FeatureReference.parse("trip:minutes"))));
  }
}
