package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.features.FeatureServer.StandingClock;
import io.signalbox.migrations.TestDatabase;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** What a contract does with rows and batches that break it. Both sides of every border. */
class ContractIT {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final JsonMapper JSON = JsonMapper.builder()
      .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
      .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
      .build();

  @TempDir
  static Path home;

  static TestDatabase database;
  static FeatureServer server;
  static int views;

  @BeforeAll
  static void start() {
    database = TestDatabase.fresh();
    server = FeatureServer.start(database, home, new StandingClock(NOW));
    server.features().apply(List.of(JSON.readValue("""
        {"name":"station","join_keys":[{"name":"station","type":"string"},{"name":"unit","type":"int64"}]}""", EntityDefinition.class)), "test");
    String stations = contracted("[]");
    known = stations;
    assertThat(ingest(stations, List.of(row("EWR", 1, 1.0, 2.0))).accepted()).isEqualTo(1);
  }

  static String known;

  @AfterAll
  static void stop() {
    server.close();
    database.close();
  }

  /** A view of its own with this contract. */
  private static String contracted(String contract) {
    String name = "readings_" + ++views;
    server.features().apply(List.of(definition(name, contract)), "test");
    return name;
  }

  private static FeatureViewDefinition definition(String name, String contract) {
    return JSON.readValue("""
        {"name":"%s","entity":"station","event_time":"read_at",
         "columns":[{"name":"wind","type":"float64","nullable":true},{"name":"gust","type":"float64","nullable":true}],
         "contract":%s}""".formatted(name, contract), FeatureViewDefinition.class);
  }

  private static Map<String, Object> row(String station, long unit, Double wind, Double gust) {
    var row = new LinkedHashMap<String, Object>();
    row.put("station", station);
    row.put("unit", unit);
    row.put("read_at", NOW.minusSeconds(3_600));
    row.put("wind", wind);
    row.put("gust", gust);
    return row;
  }

  private static Manifest ingest(String view, List<Map<String, Object>> rows) {
    return server
        .ingestion()
        .ingest(List.of(new RowBatch(view, "test", rows)), "test")
        .getFirst();
  }

  @Test
  void a_rule_of_rows_is_an_expression_that_is_true() {
    String view = contracted("""
        [{"name":"gusts_over_wind","rule":"gust == null || gust >= wind"}]""");

    Manifest manifest = ingest(
        view,
        List.of(
            row("EWR", 1, 5.0, 5.0),
            row("EWR", 2, 5.0, 4.9),
            row("EWR", 3, 5.0, null),
            row("EWR", 4, null, 5.0)));

    // The last one cannot be judged: that is not true either.
    assertThat(manifest.quarantined()).containsExactly(Map.entry("gusts_over_wind", 2L));
    assertThat(server.ingestion().quarantine(view, 10))
        .extracting(Quarantined::row, Quarantined::rule, Quarantined::column)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(2L, "gusts_over_wind", "gust,wind"),
            org.assertj.core.groups.Tuple.tuple(4L, "gusts_over_wind", "gust,wind"));
  }

  @Test
  void of_rows_that_are_alike_the_first_is_accepted() {
    String view = contracted("""
        [{"unique":["station","unit"]},{"column":"wind","max":10}]""");

    Manifest manifest = ingest(
        view,
        List.of(
            row("1", 23, 1.0, null),
            row("12", 3, 1.0, null),
            row("1", 23, 2.0, null),
            row("1", 23, 99.0, null)));

    assertThat(manifest.accepted()).isEqualTo(2);
    assertThat(manifest.quarantined()).containsExactly(Map.entry("unique", 2L));
  }

  @Test
  void a_key_must_be_known_in_another_view() {
    String view = contracted("[{\"known_in\":\"" + known + "\"}]");

    Manifest manifest = ingest(view, List.of(row("EWR", 1, 1.0, null), row("EWR", 2, 1.0, null)));

    assertThat(manifest.quarantined()).containsExactly(Map.entry("known_in", 1L));
  }

  @Test
  void a_breach_that_is_only_warned_of_is_counted_and_the_row_accepted() {
    String view = contracted("""
        [{"column":"wind","max":10,"on_breach":"warn"},{"most_rows":1,"on_breach":"warn"}]""");

    Manifest manifest = ingest(view, List.of(row("EWR", 1, 11.0, null), row("EWR", 2, 10.0, null)));

    assertThat(manifest.accepted()).isEqualTo(2);
    assertThat(manifest.warned()).containsOnly(Map.entry("max", 1L), Map.entry("most_rows", 1L));
    assertThat(server.ingestion().manifests(view, 1).getFirst()).isEqualTo(manifest);
  }

  @Test
  void a_breach_that_rejects_the_batch_leaves_nothing() {
    String view = contracted("""
        [{"column":"wind","max":10,"on_breach":"reject_batch"}]""");

    assertThatThrownBy(
            () -> ingest(view, List.of(row("EWR", 1, 9.0, null), row("EWR", 2, 11.0, null))))
        .isInstanceOf(FeaturesException.ContractBroken.class)
        .hasMessage("batch of " + view + ": row 2: max of wind");
    assertThat(server.ingestion().manifests(view, 10)).isEmpty();
    HttpResponse<String> response = server.post("/api/v1/features/batches", """
        {"batches":[{"view":"%s","rows":[{"station":"A","unit":1,"read_at":"2026-03-01T10:00:00Z","wind":11.0,"gust":null}]}]}""".formatted(view));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("urn:signalbox:problem:features-contract-broken");
  }

  @ParameterizedTest(name = "{0} of {1} missing")
  @CsvSource(delimiter = '|', textBlock = """
          {"column":"gust","null_share":0.5}  | 1 | true
          {"column":"gust","null_share":0.5}  | 2 | true
          {"column":"gust","null_share":0.5}  | 3 | false
          {"least_rows":4}                    | 0 | true
          {"least_rows":5}                    | 0 | false
          {"most_rows":4}                     | 0 | true
          {"most_rows":3}                     | 0 | false
          {"freshness":"PT1H"}                | 0 | true
          {"freshness":"PT59M"}               | 0 | false
          """)
  void a_batch_of_four_rows_as_a_whole(String rule, int missing, boolean accepted) {
    String view = contracted("[" + rule + "]");
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      rows.add(row("EWR", i, 1.0, i < missing ? null : 2.0));
    }
    var batch = List.of(new RowBatch(view, "test", rows));

    if (accepted) {
      assertThat(server.ingestion().ingest(batch, "test").getFirst().accepted()).isEqualTo(4);
      // The same content again is the first manifest, whatever the rules say by now.
      assertThat(server.ingestion().ingest(batch, "test").getFirst().repeated()).isTrue();
    } else {
      assertThatThrownBy(() -> server.ingestion().ingest(batch, "test"))
          .isInstanceOf(FeaturesException.ContractBroken.class);
      assertThat(server.ingestion().manifests(view, 10)).isEmpty();
    }
  }

  @Test
  void a_mean_is_compared_with_the_last_batches() {
    String view = contracted("""
        [{"column":"wind","mean_tolerance":2,"batches":2},{"column":"wind","null_share_tolerance":0.4,"batches":2}]""");
    ingest(
        view,
        List.of(row("A", 1, 1_000.0, null))); // nothing to compare with; later out of the last two
    assertThatThrownBy(() -> ingest(view, List.of(row("A", 2, 10.0, null))))
        .hasMessageContaining("mean of wind 10.0 (expected: 1000.0, give or take 2.0)");
    ingest(view, List.of(row("A", 3, 1_002.0, null), row("A", 4, 1_001.0, null)));
    ingest(view, List.of(row("A", 5, 1_003.0, null))); // of the last two: 3003 / 3

    // now 1,002, 1,001 and 1,003 count: 1,002
    assertThatThrownBy(() -> ingest(view, List.of(row("A", 6, 1_004.1, null))))
        .hasMessageContaining("expected: 1002.0, give or take 2.0");
    assertThatThrownBy(
            () -> ingest(view, List.of(row("A", 7, 1_002.0, null), row("A", 8, null, null))))
        .hasMessageContaining("0.5 of wind is missing (expected: 0.0, give or take 0.4)");
    assertThat(ingest(view, List.of(row("A", 9, 1_004.0, null))).accepted()).isEqualTo(1);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
          {"name":"x","rule":"wind > 1"}                                | line 1, column 6
          {"rule":"true"}                                               | a rule with a name
          {"column":"wind"}                                             | says 0 things
          {"column":"wind","min":1,"null_share":0.1}                    | says 2 things
          {"unique":["nothing"]}                                        | column nothing
          {"known_in":"nothing"}                                        | nothing
          {"column":"wind","null_share":1.5}                            | 0 to 1
          {"column":"station","mean_tolerance":1}                       | a number
          {"least_rows":2,"most_rows":1}                                | least_rows 2
          {"least_rows":1,"on_breach":"reject_row"}                     | reject_batch or warn
          {"freshness":"PT0S"}                                          | freshness
          {"column":"wind","null_share":0.1,"batches":3}                | batches 3
          """)
  void a_contract_that_cannot_be_is_refused(String rule, String reason) {
    Definition broken = definition("broken", "[" + rule + "]");

    assertThatThrownBy(() -> server.features().apply(List.of(broken), "test"))
        .isInstanceOf(FeaturesException.class)
        .hasMessageContaining(reason);
  }
}
