package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.features.FeatureServer.StandingClock;
import io.signalbox.migrations.TestDatabase;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Feast's writes, as its SDK sends them: bodies that were seen on the wire. */
class FeastWritesIT {

  @TempDir
  static Path home;

  static TestDatabase database;
  static FeatureServer server;

  @BeforeAll
  static void start() {
    database = TestDatabase.fresh();
    server = FeatureServer.start(
        database, home, new StandingClock(Instant.parse("2026-03-01T12:00:00Z")));
    server.features().apply(WeatherDefinitions.all(), "test");
  }

  @AfterAll
  static void stop() {
    server.close();
    database.close();
  }

  private static String frame(String origin, String time, String wind, String flights) {
    return """
        {"origin":["%s"],"event_timestamp":["%s"],"created":["NaT"],"wind_mph":[%s],"flights":[%s],
         "sky":["clear"],"station":[null]}""".formatted(origin, time, wind, flights);
  }

  private static String online(String origin) {
    return online(server, origin);
  }

  private static String online(FeatureServer asked, String origin) {
    return asked.post("/get-online-features", """
            {"features":["weather:wind_mph","weather:flights"],"entities":{"origin":["%s"]}}""".formatted(origin)).body();
  }

  private static HttpResponse<String> write(String view, String frame) {
    return server.post("/write-to-online-store", """
        {"feature_view_name":"%s","df":%s,"allow_registry_cache":false}""".formatted(view, frame));
  }

  @Test
  void what_was_written_is_served_and_written_again_changes_nothing() {
    // 7.0 for an integer is what pandas makes of it beside a missing one.
    String frame = frame("EWR", "2026-03-01T11:00:00.500000", "7.5", "3.0");

    for (int times = 0; times < 2; times++) {
      HttpResponse<String> response = write("weather", frame);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("null");
    }

    assertThat(online("EWR"))
        .contains(
            "{\"values\":[7.5],\"statuses\":[\"PRESENT\"],\"event_timestamps\":[\"2026-03-01T11:00:00.500Z\"]}")
        .contains("{\"values\":[3],\"statuses\":[\"PRESENT\"]");
    assertThat(server.ingestion().manifests("weather", 100))
        .filteredOn(it -> it.firstEvent()
            .equals(java.util.Optional.of(Instant.parse("2026-03-01T11:00:00.500Z"))))
        .hasSize(1);
  }

  @Test
  void an_older_value_never_wins() {
    write("weather", frame("JFK", "2026-03-01T11:00:00", "2.0", "1"));
    write("weather", frame("JFK", "2026-03-01T10:00:00", "9.0", "1"));

    assertThat(online("JFK")).contains("{\"values\":[2.0],\"statuses\":[\"PRESENT\"]");
  }

  @Test
  void a_push_goes_to_the_view_of_its_name() {
    HttpResponse<String> response =
        server.post("/push", """
        {"push_source_name":"weather","df":%s,"to":"online_and_offline"}""".formatted(frame("LGA", "2026-03-01T11:00:00", "\"NaN\"", "4")));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
    assertThat(online("LGA"))
        .contains("{\"values\":[null],\"statuses\":[\"NULL_VALUE\"]")
        .contains("{\"values\":[4],\"statuses\":[\"PRESENT\"]");
  }

  @ParameterizedTest(name = "{0} {2}")
  @CsvSource(delimiter = '|', textBlock = """
          /write-to-online-store | {"feature_view_name":"nothing","df":{"a":[1]}}                          | 404 | FeastObjectNotFoundException
          /write-to-online-store | {"feature_view_name":"weather","df":{"origin":["A"]}}                   | 400 | column
          /write-to-online-store | {"feature_view_name":"weather","df":{"nothing":["A"]}}                  | 400 | df.nothing: unknown
          /write-to-online-store | {"feature_view_name":"weather","df":{"origin":["A"],"sky":[]}}          | 422 | detail
          /write-to-online-store | {"feature_view_name":"weather","df":[]}                                 | 422 | df: missing
          /write-to-online-store | {"df":{}}                                                               | 422 | feature_view_name
          /write-to-online-store | []                                                                      | 422 | no JSON object
          /write-to-online-store | {"a":                                                                   | 422 | broken JSON
          /push                  | {"push_source_name":"nothing","df":{"a":[1]},"to":"online"}             | 422 | PushSourceNotFoundException
          /push                  | {"push_source_name":"weather","df":{"a":[1]},"to":"nowhere"}            | 422 | to: nowhere
          /materialize           | {"start_ts":"x","end_ts":"2026-03-01T00:00:00"}                         | 422 | start_ts
          /materialize           | {"start_ts":"2026-03-01T00:00:00","end_ts":"2026-03-01T00:00:00Z","feature_views":["nothing"]} | 404 | FeatureViewNotFoundException
          /materialize           | {"start_ts":"2026-03-01T00:00:00","end_ts":"2026-03-01T00:00:00Z","feature_views":["weather"],"version":"v9"} | 404 | FeatureViewNotFoundException
          /materialize-incremental | {"feature_views":["weather"]}                                         | 422 | end_ts
          """)
  void a_mistake_is_refused_as_the_sdk_reads_it(
      String path, String body, int status, String words) {
    HttpResponse<String> response = server.post(path, body);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.body()).contains(words);
    if (status != 422) {
      assertThat(response.body()).startsWith("\"{\\\"module\\\":\\\"feast.errors\\\"");
    }
  }

  @Test
  void a_row_that_breaks_the_contract_refuses_the_whole_write() {
    String two = """
        {"origin":["BOS","BOS"],"event_timestamp":["2026-03-01T11:00:00","2026-03-01T11:01:00"],"created":["NaT","NaT"],
         "wind_mph":[1.0,999.0],"flights":[1,1],"sky":["clear","clear"],"station":[null,null]}""";

    HttpResponse<String> response = write("weather", two);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("row 2: column wind_mph: 999.0 breaks max");
    assertThat(online("BOS")).contains("NOT_FOUND");
  }

  @Test
  void materializing_is_answered_and_can_be_repeated() {
    String range = """
        {"start_ts":"2026-01-01T00:00:00","end_ts":"2026-03-01T00:00:00+00:00","feature_views":["weather"],"version":"v1",
         "disable_event_timestamp":false,"full_feature_names":false}""";
    write("weather", frame("PHL", "2026-03-01T11:00:00", "2.0", "1"));

    for (int times = 0; times < 2; times++) {
      assertThat(server.post("/materialize", range).body()).isEqualTo("null");
      assertThat(server
              .post("//materialize-incremental", "{\"end_ts\":\"2026-03-01T00:00:00\"}")
              .statusCode())
          .isEqualTo(200);
    }
    HttpResponse<String> later = server.post("/materialize?async=true", range);

    assertThat(later.statusCode()).isEqualTo(202);
    assertThat(later.body()).isEqualTo("{\"status\":\"accepted\",\"feature_views\":[\"weather\"]}");
    Awaitility.await()
        .until(() -> server.post("/materialize?async=true", range).statusCode() == 202);
    Awaitility.await()
        .until(() ->
            !server.get("/api/v1/features/materializations?limit=1").body().contains("running"));
    assertThat(online("PHL")).contains("{\"values\":[2.0],\"statuses\":[\"PRESENT\"]");
  }

  @Test
  void what_is_pushed_offline_is_in_the_history_and_served_once_it_is_materialized() {
    String frame = frame("SFO", "2026-03-01T11:00:00", "5.0", "5");
    String push = "{\"push_source_name\":\"weather\",\"df\":%s,\"to\":\"%s\"}";
    try (FeatureServer other = FeatureServer.start(
        database, home, new StandingClock(Instant.parse("2026-03-01T12:00:00Z")))) {
      assertThat(server.post("/push", push.formatted(frame, "offline")).statusCode())
          .isEqualTo(200);
      // The next one is heard after it.
      server.post(
          "/push", push.formatted(frame("SEA", "2026-03-01T11:00:00", "6.0", "6"), "online"));
      Awaitility.await().until(() -> online(other, "SEA").contains("[6.0]"));

      assertThat(online(other, "SFO")).contains("NOT_FOUND");
    }
    assertThat(online("SFO")).contains("NOT_FOUND");
    assertThat(server.ingestion().manifests("weather", 2).getLast().accepted()).isEqualTo(1);

    // Started again, it is still not served; pushed again, or materialized, it is.
    try (FeatureServer other = FeatureServer.start(
        database, home, new StandingClock(Instant.parse("2026-03-01T12:00:00Z")))) {
      assertThat(online(other, "SFO")).contains("NOT_FOUND");
    }
    assertThat(server.post("/push", push.formatted(frame, "online")).statusCode())
        .isEqualTo(200);
    assertThat(online("SFO")).contains("{\"values\":[5.0],\"statuses\":[\"PRESENT\"]");
    server.post(
        "/push", push.formatted(frame("LAX", "2026-03-01T11:00:00", "7.0", "7"), "offline"));
    assertThat(online("LAX")).contains("NOT_FOUND");
    server.post(
        "/materialize-incremental",
        "{\"end_ts\":\"2026-03-01T12:00:00\",\"feature_views\":[\"weather\"]}");
    assertThat(online("LAX")).contains("{\"values\":[7.0],\"statuses\":[\"PRESENT\"]");
  }

  @Test
  void how_a_materialization_ended_that_was_accepted_can_be_asked() throws Exception {
    String body = "{\"end_ts\":\"2026-03-01T12:00:00\",\"feature_views\":[\"weather\"]}";
    String failing;
    try (var connection = database.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      try (var statement = connection.createStatement()) {
        statement.execute("LOCK TABLE features.files IN ACCESS EXCLUSIVE MODE");
      }
      HttpResponse<String> first = server.post("/materialize-incremental?async=true", body);
      assertThat(first.statusCode()).as(first.body()).isEqualTo(202);
      failing = first.headers().firstValue("Location").orElseThrow();
      assertThat(server.get(failing).body()).contains("\"state\":\"running\"");
      assertThat(server.post("/materialize-incremental?async=true", body).statusCode())
          .isEqualTo(409);
      try (var statement = connection.createStatement()) {
        // What waits for the table fails with its connection.
        statement.execute("""
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%features.files%'""");
      }
      Awaitility.await().until(() -> !server.get(failing).body().contains("running"));
      assertThat(server.get(failing).body())
          .contains(
              "\"state\":\"failed\"", "unexpected (expected: none; the server's log says more)");
      connection.rollback();
    }

    String done = server
        .post("/materialize-incremental?async=true", body)
        .headers()
        .firstValue("Location")
        .orElseThrow();
    Awaitility.await().until(() -> server.get(done).body().contains("\"state\":\"done\""));
    assertThat(server.get("/api/v1/features/materializations?limit=100").body())
        .contains("\"done\"", "\"failed\"");
    assertThat(server.get("/api/v1/features/materializations/nothing").statusCode())
        .isEqualTo(404);
  }

  @Test
  void a_value_that_comes_back_in_a_view_without_history_is_served_again() {
    server.features().apply(List.of(planes()), "test");

    int turn = 0;
    for (String seats : List.of("180", "90", "180")) {
      String time = "2026-03-01T11:00:0" + turn++;
      write("planes", """
          {"origin":["EWR"],"seats":[%s],"event_timestamp":["%s"]}""".formatted(seats, time));

      assertThat(server.post("/get-online-features", """
              {"features":["planes:seats"],"entities":{"origin":["EWR"]}}""").body())
          .contains("{\"values\":[" + seats + "],\"statuses\":[\"PRESENT\"]");
    }
  }

  private static FeatureViewDefinition planes() {
    return new FeatureViewDefinition(
        "planes",
        Optional.empty(),
        "airport",
        FeatureViewDefinition.ALWAYS,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(new ColumnDefinition("seats", ValueType.INT64, Optional.empty())),
        List.of());
  }

  @Test
  void another_server_serves_within_a_second_what_was_written_here(@TempDir Path other) {
    try (FeatureServer second = FeatureServer.start(
        database, other, new StandingClock(Instant.parse("2026-03-01T12:00:00Z")))) {
      write("weather", frame("DCA", "2026-03-01T11:00:00", "3.0", "1"));

      Awaitility.await()
          .atMost(Duration.ofSeconds(1))
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> online(second, "DCA").contains("{\"values\":[3.0],\"statuses\":[\"PRESENT\"]"));
    }
  }
}
