package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent, the answer is the caller's: never a 5xx, and never a name out of the program. */
class OddInputIT {

  private static final String BATCHES = """
      {"batches":[{"view":"weather","source":"odd","rows":[{"origin":"EWR","observed_at":"2026-03-01T10:00:00Z",
      "reported_at":"2026-03-01T10:05:00Z","wind_mph":7.5,"flights":3,"sky":"clear","station":"KEWR"}]}]}""";
  private static final String CSV = """
      origin,observed_at,reported_at,wind_mph,flights,sky,station
      EWR,2026-03-01T10:00:00Z,2026-03-01T10:05:00Z,7.5,3,clear,KEWR
      """;
  private static final String NDJSON = """
      {"origin":"EWR","observed_at":"2026-03-01T10:00:00Z","reported_at":"2026-03-01T10:05:00Z","wind_mph":7.5,"flights":3,"sky":"clear","station":"KEWR"}
      """;
  private static final String TRAINING_SET = """
      {"service":"weather_now","spine":{"view":"weather","time":"observed_at","label":"sky",
      "from":"2026-01-01T00:00:00Z","until":"2026-04-01T00:00:00Z","known_by":"2026-04-01T00:00:00Z"}}""";
  private static final String ONLINE = """
      {"feature_service":"weather_now","entities":{"origin":["EWR"],"asked_by":["me"]},"full_feature_names":false}""";

  private static final List<String> ODD = List.of(
      "null",
      "-1",
      "1e400",
      "NaN",
      "9223372036854775808",
      "\"\"",
      "\"\\u0000\"",
      "\"\\ud800\"",
      "\"+1000000000-12-31T23:59:59Z\"",
      "\"-1000000000-01-01T00:00:00Z\"",
      "\"2026-03-01T10:00:00\"",
      "[]",
      "{}",
      "[[[]]]",
      "true",
      "\u0000",
      "\"weather@999999999999\"",
      "\"weather_now@1\"",
      ",",
      "\"");

  @RegisterExtension
  static final OwnFeatureServer OWN =
      new OwnFeatureServer(Instant.parse("2026-03-01T12:00:00Z"), WeatherDefinitions::all);

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void a_mutated_request_is_taken_or_refused(long seed) throws Exception {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    byte[] parquet = parquet();
    for (int i = 0; i < 120; i++) {
      check(OWN.server().post("/api/v1/features/batches", mutated(BATCHES, random)));
      check(OWN.server().post("/api/v1/training-sets", mutated(TRAINING_SET, random)));
      check(OWN.server().post("/get-online-features", mutated(ONLINE, random)));
      check(post("text/csv", mutated(CSV, random).getBytes(StandardCharsets.UTF_8)));
      check(post("application/x-ndjson", mutated(NDJSON, random).getBytes(StandardCharsets.UTF_8)));
      byte[] broken = parquet.clone();
      for (int flips = random.nextInt(4) + 1; flips > 0; flips--) {
        broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      }
      check(post("application/vnd.apache.parquet", broken));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"from", "until", "known_by"})
  void a_spine_beyond_what_can_be_stored_is_refused(String field) {
    for (String moment :
        List.of("+1000000000-12-31T23:59:59.999999999Z", "-1000000000-01-01T00:00:00Z")) {
      String body = TRAINING_SET.replaceFirst("(\"" + field + "\":\")[^\"]*", "$1" + moment);

      HttpResponse<String> response = OWN.server().post("/api/v1/training-sets", body);

      assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
      assertThat(response.body()).contains("spine " + field, "years 1 to 9999");
    }
  }

  @Test
  void a_source_that_cannot_be_stored_is_refused() {
    String zero = BATCHES.replace("\"odd\"", "\"o\\u0000dd\"");

    assertThat(OWN.server().post("/api/v1/features/batches", zero).statusCode()).isEqualTo(400);
    assertThat(OWN.server()
            .post(
                "/api/v1/features/views/weather/batches?source=%00",
                "application/x-ndjson", NDJSON.getBytes(StandardCharsets.UTF_8))
            .statusCode())
        .isEqualTo(400);
    String endless = BATCHES.replace("\"odd\"", "\"" + "o".repeat(501) + "\"");
    assertThat(OWN.server().post("/api/v1/features/batches", endless).body())
        .contains("source: 501 characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}\n", "{}\n{}\n"})
  void lines_without_a_field_lack_their_columns(String lines) {
    HttpResponse<String> response =
        post("application/x-ndjson", lines.getBytes(StandardCharsets.UTF_8));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(response.body()).contains("column origin: missing");
  }

  /** A piece is left out, doubled, or replaced by something odd. */
  private static String mutated(String text, Random random) {
    String result = text;
    for (int changes = random.nextInt(2) + 1; changes > 0; changes--) {
      String[] words = result.split("(?<=[,:\\[\\]{}\\n])|(?=[,:\\[\\]{}\\n])");
      int place = random.nextInt(words.length);
      words[place] = switch (random.nextInt(4)) {
        case 0 -> "";
        case 1 -> words[place] + words[place];
        default -> ODD.get(random.nextInt(ODD.size()));
      };
      result = String.join("", words);
    }
    return result;
  }

  private static void check(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 499);
    assertThat(response.body())
        .doesNotContain("io.signalbox", "java.", "jackson", "duckdb", "postgres", "Exception:");
  }

  private static HttpResponse<String> post(String type, byte[] body) {
    return OWN.server().post("/api/v1/features/views/weather/batches?source=odd", type, body);
  }

  private static byte[] parquet() throws Exception {
    Path file = OWN.home().resolve("odd.parquet");
    try (var duckDb = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duckDb.createStatement()) {
      statement.execute("""
          COPY (SELECT 'EWR' AS origin, TIMESTAMPTZ '2026-03-01 10:00:00+00' AS observed_at,
            TIMESTAMPTZ '2026-03-01 10:00:00+00' AS reported_at, 1.5::DOUBLE AS wind_mph,
            7::BIGINT AS flights, 'clear' AS sky, 'KEWR' AS station)
          TO '%s' (FORMAT parquet)
          """.formatted(file));
    }
    return Files.readAllBytes(file);
  }
}
