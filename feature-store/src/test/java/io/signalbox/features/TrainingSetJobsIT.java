package io.signalbox.features;

import static io.signalbox.features.OneFeatureServer.NOW;
import static io.signalbox.features.OneFeatureServer.server;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Training sets as jobs, over every kind of spine. */
@Timeout(120)
@ExtendWith(OneFeatureServer.class)
class TrainingSetJobsIT {
  private static final JsonMapper JSON = JsonMapper.builder()
      .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
      .build();
  private static final String PATH = "/api/v1/training-sets";
  private static final String CSV = "text/csv";

  /** Of car a: 10 known at 8:00, 11 of 9:00 known at 11:00, 12 of 10:00; b has one of yesterday, beyond the ttl. */
  private static final String HEATS = """
      car,read_at,known_at,heat
      a,2026-03-01T08:00:00Z,2026-03-01T08:00:00Z,10
      a,2026-03-01T09:00:00Z,2026-03-01T11:00:00Z,11
      a,2026-03-01T10:00:00Z,2026-03-01T10:00:00Z,12
      b,2026-02-28T08:00:00Z,2026-02-28T08:00:00Z,99
      """;

  private static final String RACES = """
      race,started_at,asked_at,car,laps,won
      1,2026-03-01T09:30:00Z,2026-03-01T09:30:00Z,a,5,1
      2,2026-03-01T11:00:00Z,2026-03-01T11:00:00Z,a,6,0
      3,2026-03-01T11:30:00Z,2026-03-01T11:30:00Z,b,7,1
      """;

  @BeforeAll
  static void fill() {
    for (String definition : List.of(
        "{\"name\":\"car\",\"join_keys\":[{\"name\":\"car\",\"type\":\"string\"}]}",
        "{\"name\":\"race\",\"join_keys\":[{\"name\":\"race\",\"type\":\"int64\"}]}")) {
      apply(EntityDefinition.class, definition);
    }
    apply(FeatureViewDefinition.class, """
        {"name":"heats","entity":"car","event_time":"read_at","known_at":"known_at","ttl":"PT3H",
         "columns":[{"name":"heat","type":"int64"}]}""");
    apply(FeatureViewDefinition.class, """
        {"name":"races","entity":"race","event_time":"started_at",
         "columns":[{"name":"asked_at","type":"timestamp"},{"name":"car","type":"string"},
           {"name":"laps","type":"int64"},{"name":"won","type":"float64"}]}""");
    apply(FeatureServiceDefinition.class, """
        {"name":"race_day","request_inputs":[{"name":"laps","type":"int64"}],"features":["heats:heat"]}""");
    ok(send("/api/v1/features/views/heats/batches", HEATS));
    ok(send("/api/v1/features/views/races/batches", RACES));
  }

  private static void apply(Class<? extends Definition> type, String json) {
    server().features().apply(List.of(JSON.readValue(json, type)), "test");
  }

  private static HttpResponse<String> send(String path, String csv) {
    return server().post(path, CSV, csv.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode ok(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
    return JSON.readTree(answer.body());
  }

  private static String ofView(String rest) {
    return """
        {"service":"race_day","spine":{"view":"races","time":"asked_at","label":"won","from":"2026-03-01T00:00:00Z",
        "until":"2026-03-02T00:00:00Z","known_by":"2026-03-02T00:00:00Z"}%s}""".formatted(rest);
  }

  private static JsonNode job(JsonNode job) {
    return ok(server().get(PATH + "/jobs/" + job.path("id").asString()));
  }

  private static JsonNode ended(JsonNode job) {
    return Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> job(job),
            it ->
                List.of("done", "failed", "cancelled").contains(it.path("state").asString()));
  }

  private static JsonNode done(JsonNode job) {
    JsonNode ended = ended(job);
    assertThat(ended.path("state").asString()).as(ended.toString()).isEqualTo("done");
    return ended.path("training_set");
  }

  private static List<Object> column(JsonNode set, String name) {
    Table table =
        server().features().read(new TrainingSetId(set.path("id").asString()), List.of(name));
    return IntStream.range(0, table.rows())
        .<Object>mapToObj(
            row -> Optional.ofNullable(Keys.value(table.column(name), row)).orElse("missing"))
        .toList();
  }

  @Test
  void a_set_over_a_view_is_a_job_and_its_manifest_says_what_was_found() {
    JsonNode set = done(ok(server().post(PATH, ofView(""))));

    assertThat(column(set, "heat")).containsExactly(10L, 12L, "missing");
    assertThat(set.path("rows").asLong()).isEqualTo(3);
    assertThat(set.at("/nulls/heat").asLong()).isEqualTo(1);
    JsonNode lookup = set.path("lookups").get(0);
    assertThat(lookup.path("view").asString()).isEqualTo("heats");
    assertThat(lookup.path("version").asInt()).isEqualTo(1);
    assertThat(lookup.path("found").asLong()).isEqualTo(2);
    assertThat(lookup.path("beyond_ttl").asLong()).isEqualTo(1);
    // Ages 1:30 and 1:00: the smallest at which so many percent are reached.
    assertThat(lookup.at("/ages/p50").asString()).isEqualTo("PT1H");
    assertThat(lookup.at("/ages/p90").asString()).isEqualTo("PT1H30M");
    assertThat(lookup.at("/ages/max").asString()).isEqualTo("PT1H30M");

    HttpResponse<String> again = server().post(PATH, ofView(""));
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(again.body()).at("/training_set/id")).isEqualTo(set.path("id"));
    assertThat(server().get(PATH + "/" + set.path("id").asString()).body())
        .isEqualTo(set.toString());
    assertThat(server().get(PATH + "/" + set.path("id").asString() + "/rows").body())
        .startsWith("PAR1");
  }

  @Test
  void without_the_cut_what_became_known_later_counts_and_that_is_another_set() {
    JsonNode set = done(ok(server().post(PATH, ofView(",\"known_at_cut\":false"))));

    assertThat(column(set, "heat")).containsExactly(11L, 12L, "missing");
    assertThat(set.path("known_at_cut").asBoolean()).isFalse();
    assertThat(done(ok(server().post(PATH, ofView("")))).path("id")).isNotEqualTo(set.path("id"));
  }

  @Test
  void rows_that_are_sent_keep_their_order_and_their_copies() {
    String rows = """
        note,when,car,laps,won
        x,2026-03-01 11:00:00,a,6,true
        x,2026-03-01 09:30:00,a,5,false
        x,2026-03-01 09:30:00,a,5,false
        x,2026-03-01 09:30:00,,5,
        """;
    String path = PATH + "?service=race_day&time=when&label=won&label_type=bool&zone=UTC";

    JsonNode set = done(ok(send(path, rows)));

    assertThat(column(set, "heat")).containsExactly(12L, 10L, 10L, "missing");
    assertThat(column(set, "won")).containsExactly(1L, 0L, 0L, "missing");
    assertThat(column(set, "laps")).containsExactly(6L, 5L, 5L, 5L);
    HttpResponse<String> again = send(path, rows);
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(again.body()).at("/training_set/id")).isEqualTo(set.path("id"));
    // The same moments in another zone are another set.
    assertThat(done(ok(send(path.replace("UTC", "America/New_York"), rows))).path("id"))
        .isNotEqualTo(set.path("id"));
  }

  @Test
  void rows_of_an_allowed_folder_and_logged_ones_give_the_same_values() throws Exception {
    Path folder = OneFeatureServer.home().resolve("allowed");
    String rows = """
        when,car,laps,won
        2026-03-01T11:00:00Z,a,6,1.0
        2026-03-01T09:30:00Z,a,5,0.0
        """;
    Files.writeString(folder.resolve("spine.csv"), rows);
    String body = """
        {"service":"race_day@1","spine":{"path":"%s","time":"when","label":"won"}}""";

    JsonNode set = done(ok(server().post(PATH, body.formatted(folder.resolve("spine.csv")))));

    assertThat(column(set, "heat")).containsExactly(12L, 10L);
    long hour = 3_600_000_000L;
    long noon = Micros.of(NOW);
    TrainingSet logged = server()
        .jobs()
        .build(
            "race_day",
            new Table(
                2,
                List.of(
                    new Column.Texts("car", List.of("a", "a")),
                    new Column.Longs(
                        "laps", ValueType.INT64, new long[] {6, 5}, new java.util.BitSet()),
                    new Column.Longs(
                        "when",
                        ValueType.TIMESTAMP,
                        new long[] {noon - hour, noon - 5 * hour / 2},
                        new java.util.BitSet()),
                    new Column.Doubles("won", ValueType.FLOAT64, new double[] {1, 0}))),
            new GivenColumns("when", "won", ValueType.FLOAT64, Optional.empty()));
    assertThat(Files.readAllBytes(server().jobs().file(logged.id())))
        .isEqualTo(Files.readAllBytes(
            server().jobs().file(new TrainingSetId(set.path("id").asString()))));

    // Elsewhere, by way of a link too, and what is not there at all, is refused in the same words.
    Path outside = Files.writeString(OneFeatureServer.home().resolve("outside.csv"), rows);
    Path link = Files.createSymbolicLink(folder.resolve("link.csv"), outside);
    for (Path path :
        List.of(outside, link, folder.resolve("nothing.csv"), folder.resolve("../outside.csv"))) {
      HttpResponse<String> refused = server().post(PATH, body.formatted(path));
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body())
          .contains("expected: a file in a folder that signalbox.features.spine-folders names");
    }
  }

  @Test
  void what_cannot_be_built_is_refused_at_once_or_says_why_it_failed() {
    String path = PATH + "?service=race_day&time=when&label=won";
    assertThat(server().post(PATH, ofView("").replace("race_day", "nothing")).statusCode())
        .isEqualTo(404);
    assertThat(send(path.replace("race_day", "nothing"), "a\n1\n").statusCode()).isEqualTo(404);
    assertThat(send(path.replace("label=won", "label=laps"), "a\n1\n").statusCode())
        .isEqualTo(400);
    assertThat(send(path + "&label_type=int", "a\n1\n").statusCode()).isEqualTo(400);
    assertThat(send(path + "&zone=Mars", "a\n1\n").statusCode()).isEqualTo(400);
    assertThat(send(path, "").statusCode()).isEqualTo(400);

    List<String> problems = new ArrayList<>();
    for (String rows : List.of(
        "when,car,won\n2026-03-01T11:00:00Z,a,1\n",
        "when,car,laps,won,won\n2026-03-01T11:00:00Z,a,1,1,1\n",
        "when,car,laps,won\n2026-03-01T11:00:00,a,1,1\n",
        "when,car,laps,won\n2026-03-01T11:00:00Z,a,1.5,1\n",
        "when,car,laps,won\n")) {
      JsonNode failed = ended(ok(send(path, rows)));
      assertThat(failed.path("state").asString()).isEqualTo("failed");
      problems.add(failed.path("problem").asString());
    }
    assertThat(problems)
        .containsExactly(
            "column laps: missing (expected: all of [car, laps, won, when])",
            "columns: [when, car, laps, won, won] (expected: each once)",
            "row 1: column when: 2026-03-01T11:00:00 (expected: a time with its zone, or a zone said with the spine)",
            "row 1: column laps: 1.5 breaks type (expected: int64)",
            "spine: no rows (expected: at least 1)");
  }

  @Test
  void a_job_is_cancelled_while_it_waits_or_runs_and_tried_again() throws Exception {
    String service = "race_day_" + System.nanoTime() % 1_000_000;
    apply(FeatureServiceDefinition.class, """
        {"name":"%s","request_inputs":[{"name":"laps","type":"int64"}],"features":["heats:heat"]}""".formatted(service));
    List<JsonNode> cancelled = new ArrayList<>();
    try (Connection connection = OneFeatureServer.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      try (var statement = connection.createStatement()) {
        statement.execute("LOCK TABLE features.files IN ACCESS EXCLUSIVE MODE");
      }
      JsonNode running = ok(server().post(PATH, ofView("").replace("race_day", service)));
      assertThat(JSON.readTree(
                  server().post(PATH, ofView("").replace("race_day", service)).body())
              .path("id"))
          .isEqualTo(running.path("id"));
      Awaitility.await().until(() -> job(running).path("state").asString().equals("running"));
      JsonNode waiting =
          ok(server().post(PATH, ofView(",\"known_at_cut\":false").replace("race_day", service)));
      assertThat(waiting.path("state").asString()).isEqualTo("queued");
      ok(server().post(PATH + "/jobs/" + waiting.path("id").asString() + "/cancel", ""));
      assertThat(job(waiting).path("state").asString()).isEqualTo("cancelled");
      ok(server().post(PATH + "/jobs/" + running.path("id").asString() + "/cancel", ""));
      cancelled.addAll(List.of(running, waiting));
      connection.rollback();
    }

    for (JsonNode job : cancelled) {
      assertThat(ended(job).path("state").asString()).isEqualTo("cancelled");
      ok(server().post(PATH + "/jobs/" + job.path("id").asString() + "/retry", ""));
      assertThat(done(job).path("rows").asLong()).isEqualTo(3);
      ok(server().post(PATH + "/jobs/" + job.path("id").asString() + "/cancel", ""));
      assertThat(job(job).path("state").asString()).isEqualTo("done");
    }
    assertThat(server().get(PATH + "/jobs/nothing").statusCode()).isEqualTo(404);
  }
}
