package io.signalbox.features;

import static io.signalbox.features.OneFeatureServer.NOW;
import static io.signalbox.features.OneFeatureServer.server;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Rows that were not accepted: listed, downloaded, mended, released. */
@ExtendWith(OneFeatureServer.class)
class QuarantineIT {
  private static final JsonMapper JSON = JsonMapper.builder()
      .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
      .build();
  private static int views;

  @BeforeAll
  static void entity() {
    server().features().apply(List.of(JSON.readValue("""
        {"name":"tank","join_keys":[{"name":"tank","type":"string"}]}""", EntityDefinition.class)), "test");
  }

  /** A view of its own, with this contract; again, with another. */
  private static String view(String name, String contract) {
    server()
        .features()
        .apply(
            List.of(JSON.readValue("""
        {"name":"%s","entity":"tank","event_time":"read_at",
         "columns":[{"name":"level","type":"int64"},{"name":"note","type":"string","nullable":true}],
         "contract":%s}""".formatted(name, contract), FeatureViewDefinition.class)),
            "test");
    return name;
  }

  private static String fresh(String contract) {
    return view("tanks_" + ++views, contract);
  }

  private static JsonNode ok(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static String path(String view, String rest) {
    return "/api/v1/features/views/" + view + rest;
  }

  private static String line(String tank, String level, String note) {
    return "{\"tank\":\"%s\",\"read_at\":\"%s\",\"level\":%s,\"note\":%s}\n"
        .formatted(tank, NOW.minusSeconds(60), level, note);
  }

  private static HttpResponse<String> send(String path, String type, String body) {
    return server().post(path, type, body.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode ingest(String view, String type, String body) {
    return ok(send(path(view, "/batches"), type, body));
  }

  private static JsonNode release(String view) {
    return ok(server().post(path(view, "/quarantine/release"), "{\"reason\":\"looked at\"}"));
  }

  private static JsonNode mend(String view, String type, String body) {
    return ok(send(path(view, "/quarantine/release?reason=mended"), type, body));
  }

  private static List<String> download(String view, String type) {
    HttpResponse<String> answer = server().get(path(view, "/quarantine/rows"), type);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith(type);
    return answer.body().lines().toList();
  }

  private static JsonNode quarantine(String view) {
    return ok(server().get(path(view, "/quarantine")));
  }

  private static List<Long> levels(String view, String... tanks) {
    List<FeatureReference> features = List.of(FeatureReference.parse(view + ":level"));
    var levels = (Column.Longs) server()
        .features()
        .lookup(
            features,
            NOW,
            new Table(tanks.length, List.of(new Column.Texts("tank", List.of(tanks)))))
        .features()
        .getFirst();
    return IntStream.range(0, tanks.length)
        .mapToObj(row -> levels.isMissing(row) ? -1 : levels.at(row))
        .toList();
  }

  private static final String NDJSON = "application/x-ndjson";
  private static final String CSV = "text/csv";

  @Test
  void a_new_version_of_the_contract_lets_go_of_what_it_accepts_once() {
    String view = fresh("[{\"column\":\"level\",\"max\":10}]");
    JsonNode first = ingest(
        view, NDJSON, line("a", "5", "null") + line("b", "11", "null") + line("c", "30", "null"));
    assertThat(first.path("quarantined").toString()).isEqualTo("{\"max\":2}");
    JsonNode nothing = release(view);
    assertThat(nothing.path("still").toString()).isEqualTo("{\"max\":2}");
    assertThat(nothing.path("manifest").isNull()).isTrue();

    view(view, "[{\"column\":\"level\",\"max\":20}]");
    JsonNode released = release(view);

    assertThat(released.at("/manifest/accepted").asLong()).isEqualTo(1);
    assertThat(released.at("/manifest/rows").asLong()).isEqualTo(1);
    assertThat(released.at("/manifest/source").asString()).isEqualTo("released: looked at");
    assertThat(released.at("/manifest/view_version").asInt()).isEqualTo(2);
    assertThat(released.path("still").toString()).isEqualTo("{\"max\":1}");
    assertThat(released.path("left").asLong()).isEqualTo(1);
    assertThat(levels(view, "a", "b", "c")).containsExactly(5L, 11L, -1L);
    assertThat(quarantine(view).valueStream().map(it -> it.path("row").asLong()))
        .containsExactly(3L);
    // Again: nothing is there twice.
    assertThat(release(view).path("manifest").isNull()).isTrue();
    assertThat(server().ingestion().manifests(view, 10)).hasSize(2);
  }

  @Test
  void rows_are_taken_home_mended_and_sent_back() {
    String view = fresh("[{\"column\":\"level\",\"max\":10}]");
    ingest(view, NDJSON, line("a", "11", "\"x\"") + line("b", "7.0", "null"));
    List<String> lines = download(view, NDJSON);
    assertThat(lines).hasSize(2);
    assertThat(lines.get(1))
        .startsWith("{\"_manifest\":")
        .contains(
            "\"_row\":2,\"_rule\":\"type\",\"_column\":\"level\",\"tank\":\"b\"", "\"level\":7.0");

    String mended =
        lines.get(0).replace("\"level\":11", "\"level\":10") + "\n" + lines.get(1) + "\n";
    JsonNode released = mend(view, NDJSON, mended);

    assertThat(released.at("/manifest/accepted").asLong()).isEqualTo(1);
    assertThat(released.path("still").toString()).isEqualTo("{\"type\":1}");
    assertThat(levels(view, "a", "b")).containsExactly(10L, -1L);
    JsonNode again = mend(view, NDJSON, mended);
    assertThat(again.path("manifest").isNull()).isTrue();
    assertThat(again.path("already").asLong()).isEqualTo(1);
    assertThat(again.path("left").asLong()).isEqualTo(1);
  }

  @Test
  void csv_comes_home_and_goes_back_as_it_was() {
    String view = fresh("[{\"column\":\"note\",\"pattern\":\"fine\"}]");
    ingest(view, CSV, """
        tank,read_at,level,note
        a,2026-03-01T11:00:00Z,9007199254740993,"say ""hi"", twice
        at least"
        b,2026-03-01T11:00:00Z,2,""
        """);

    HttpResponse<String> file = server().get(path(view, "/quarantine/rows"), CSV);

    long manifest = quarantine(view).get(0).path("manifest").asLong();
    assertThat(file.body().replace("\r\n", "\n")).isEqualTo("""
        _manifest,_row,_rule,_column,tank,level,note,read_at
        %1$d,1,pattern,note,a,9007199254740993,"say ""hi"", twice
        at least",2026-03-01T11:00:00Z
        %1$d,2,pattern,note,b,2,"",2026-03-01T11:00:00Z
        """.formatted(manifest));
    // What came as text is read as text once more, and mended in the same format.
    view(view, "[{\"column\":\"level\",\"max\":5}]");
    assertThat(release(view).path("still").toString()).isEqualTo("{\"max\":1}");
    assertThat(levels(view, "a", "b")).containsExactly(-1L, 2L);
    JsonNode released = mend(
        view,
        CSV,
        download(view, CSV).stream().limit(1).toList().getFirst() + "\r\n" + manifest
            + ",1,,,a,5,\"so, so\",2026-03-01T11:00:00Z\r\n");
    assertThat(released.path("left").asLong()).isZero();
    assertThat(levels(view, "a")).containsExactly(5L);
  }

  @Test
  void what_is_like_an_accepted_row_of_its_batch_stays_however_often_it_is_released() {
    String view = fresh("[{\"unique\":[\"tank\",\"level\"]}]");
    ingest(
        view,
        NDJSON,
        line("a", "1", "null") + line("a", "1", "\"again\"") + line("a", "1", "null"));

    assertThat(release(view).path("still").toString()).isEqualTo("{\"unique\":2}");
    List<String> lines = download(view, NDJSON);
    JsonNode one = mend(view, NDJSON, lines.get(0).replace("\"level\":1", "\"level\":2"));
    assertThat(one.at("/manifest/accepted").asLong()).isEqualTo(1);
    // And what was released is of its batch from then on.
    JsonNode other = mend(view, NDJSON, lines.get(1).replace("\"level\":1", "\"level\":2"));
    assertThat(other.path("still").toString()).isEqualTo("{\"unique\":1}");
    assertThat(mend(view, NDJSON, lines.get(1).replace("\"level\":1", "\"level\":3"))
            .path("left")
            .asLong())
        .isZero();
  }

  @Test
  void a_row_that_could_not_be_kept_as_it_came_is_released_only_when_mended() {
    String view = fresh("[]");
    ingest(view, NDJSON, line("a", "1", "\"a\\u0000b\""));

    assertThat(release(view).path("still").toString()).isEqualTo("{\"type\":1}");
    String row = download(view, NDJSON).getFirst();
    assertThat(row).contains("\"note\":\"a\uFFFDb\"");
    assertThat(mend(view, NDJSON, row.replace("\uFFFD", " ")).path("left").asLong())
        .isZero();
    assertThat(levels(view, "a")).containsExactly(1L);
  }

  @Test
  void every_row_is_downloaded_once_and_in_order() {
    String view = fresh("[{\"column\":\"level\",\"max\":-1}]");
    var body = new StringBuilder();
    for (int i = 0; i < 2_500; i++) {
      body.append(line("t" + i, Integer.toString(i), "null"));
    }
    ingest(view, NDJSON, body.toString());

    assertThat(download(view, NDJSON))
        .extracting(text -> JSON.readTree(text).path("level").asInt())
        .containsExactlyElementsOf(IntStream.range(0, 2_500).boxed().toList());
    view(view, "[]");
    assertThat(release(view).at("/manifest/accepted").asLong()).isEqualTo(2_500);
    assertThat(download(view, CSV))
        .containsExactly("_manifest,_row,_rule,_column,tank,level,note,read_at");
  }

  @Test
  void two_releases_at_once_let_each_row_go_once() throws Exception {
    String view = fresh("[{\"column\":\"level\",\"max\":-1}]");
    var body = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      body.append(line("t" + i, Integer.toString(i), "null"));
    }
    ingest(view, NDJSON, body.toString());
    view(view, "[]");

    List<Callable<Quarantine.Release>> releases = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      releases.add(
          () -> server().quarantine().release(view, Quarantine.Filter.ALL, "test", "test"));
    }
    try (var pool = Executors.newFixedThreadPool(4)) {
      for (var done : pool.invokeAll(releases)) {
        assertThat(done.get().left()).isZero();
      }
    }

    assertThat(server().ingestion().manifests(view, 10).stream()
            .mapToLong(Manifest::accepted)
            .sum())
        .isEqualTo(200);
  }

  @Test
  void a_rule_that_rejects_the_batch_rejects_the_release() {
    String view = fresh("[{\"column\":\"level\",\"max\":10}]");
    ingest(view, NDJSON, line("a", "11", "null") + line("b", "30", "null"));
    view(view, "[{\"column\":\"level\",\"max\":20,\"on_breach\":\"reject_batch\"}]");

    HttpResponse<String> refused =
        server().post(path(view, "/quarantine/release"), "{\"reason\":\"looked at\"}");

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("urn:signalbox:problem:features-contract-broken");
    assertThat(quarantine(view)).hasSize(2);
  }

  @Test
  void a_release_that_makes_no_sense_is_refused() {
    String view = fresh("[{\"column\":\"level\",\"max\":10}]");
    String other = fresh("[{\"column\":\"level\",\"max\":10}]");
    ingest(view, NDJSON, line("a", "11", "null"));
    String row = download(view, NDJSON).getFirst();
    String path = path(view, "/quarantine/release");

    assertThat(server().post(path, "{\"reason\":\" \"}").statusCode()).isEqualTo(400);
    assertThat(send(path, NDJSON, row).body()).contains("urn:signalbox:problem:reason-refused");
    assertThat(send(path + "?reason=x", NDJSON, row.replace("\"_row\":1", "\"_row\":2"))
            .statusCode())
        .isEqualTo(404);
    assertThat(send(path(other, "/quarantine/release?reason=x"), NDJSON, row).statusCode())
        .isEqualTo(404);
    assertThat(send(path + "?reason=x", NDJSON, row + "\n" + row).body())
        .contains("twice (expected: once)");
    assertThat(send(path + "?reason=x", NDJSON, line("a", "1", "null")).body())
        .contains("column _manifest: missing");
    assertThat(send(path + "?reason=x", NDJSON, row.replace("\"level\"", "\"depth\""))
            .statusCode())
        .isEqualTo(400);
    assertThat(server().get(path("nothing", "/quarantine/rows")).statusCode()).isEqualTo(404);
    assertThat(quarantine(view)).hasSize(1);
  }
}
