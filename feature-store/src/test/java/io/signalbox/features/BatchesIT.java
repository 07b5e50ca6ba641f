package io.signalbox.features;

import static io.signalbox.features.WeatherBatches.batches;
import static io.signalbox.features.WeatherBatches.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a batch may be: what is refused whole, what goes to quarantine row by row, and in which formats it comes. */
class BatchesIT {

  private static final String CSV = "text/csv";
  private static final String NDJSON = "application/x-ndjson";
  private static final String PARQUET = "application/vnd.apache.parquet";
  private static final String HEADER =
      "origin,observed_at,reported_at,wind_mph,flights,sky,station\n";

  @RegisterExtension
  static final OwnFeatureServer OWN =
      new OwnFeatureServer(Instant.parse("2026-03-01T12:00:00Z"), WeatherDefinitions::all);

  @ParameterizedTest(name = "{0} = {1}: {2}")
  @CsvSource(delimiter = '|', textBlock = """
          wind_mph    | 1048.36058              | max
          wind_mph    | -0.1                    | min
          wind_mph    | "7.5"                   | type
          wind_mph    | true                    | type
          wind_mph    | 9007199254740993        | type
          flights     | null                    | null
          flights     | 3.0                     | type
          flights     | 9223372036854775808     | type
          flights     | [1]                     | type
          sky         | "purple"                | allowed
          station     | "EWR"                   | pattern
          station     | "KEW\\u0000"            | type
          station     | "KEW\\ud800"            | type
          origin      | null                    | null
          origin      | 7                       | type
          observed_at | "yesterday"             | type
          observed_at | 1767323045              | type
          observed_at | "2026-13-01T10:00:00Z"  | type
          """)
  void a_value_that_breaks_the_contract_goes_to_quarantine_and_the_other_rows_do_not(
      String column, String value, String rule) {
    String good = row("wind_mph", "1." + Math.floorMod((column + value).hashCode(), 1_000_000));

    HttpResponse<String> response =
        OWN.server().post("/api/v1/features/batches", batches("weather", good, row(column, value)));

    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.body())
        .contains("\"accepted\":1")
        .contains("\"quarantined\":{\"%s\":1}".formatted(rule));
    Quarantined newest = OWN.server().ingestion().quarantine("weather", 1).getFirst();
    assertThat(newest.column()).isEqualTo(column);
    assertThat(newest.rule()).isEqualTo(rule);
    assertThat(newest.row()).isEqualTo(2);
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource(delimiter = '|', textBlock = """
          sky         | (absent)                | column sky: missing
          cloud       | 1                       | column cloud: unknown
          reported_at | "2026-03-01T09:59:59Z"  | is in the future of reported_at
          observed_at | "2026-03-01T10:00:00"   | expected: a time with its zone
          """)
  void a_row_that_is_none_of_its_view_refuses_the_whole_batch(
      String column, String value, String reason) {
    List<Manifest> before = OWN.server().ingestion().manifests("weather", 1_000);

    HttpResponse<String> response = OWN.server()
        .post(
            "/api/v1/features/batches",
            batches("weather", row("wind_mph", "2.25"), row(column, value)));

    assertRefused(response, "features-invalid", reason);
    assertThat(OWN.server().ingestion().manifests("weather", 1_000)).isEqualTo(before);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
          {"batches":[{"view":"weather","rows":[{]}]} | broken JSON
          {"batches":[{"view":"weather","rows":[]}],"x":1} | x
          {"batches":[{"view":"weather","rows":[{"a":1,"a":2}]}]} | a twice
          {"batches":[{"view":"weather"}]} | no rows
          {"batches":[{"view":"weather","rows":[null]}]} | row: null
          {"batches":null} | batches
          null | batches
          7 | body
          """)
  void a_broken_body_is_refused(String body, String reason) {
    assertRefused(OWN.server().post("/api/v1/features/batches", body), "features-invalid", reason);
  }

  @Test
  void an_unknown_view_is_not_found_and_an_aggregate_takes_no_rows() {
    HttpResponse<String> unknown =
        OWN.server().post("/api/v1/features/batches", batches("nothing", row("sky", "null")));

    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("urn:signalbox:problem:features-not-found", "nothing");
  }

  @Test
  void all_batches_of_a_request_are_written_or_none() {
    List<Manifest> before = OWN.server().ingestion().manifests("weather", 1_000);
    String two = """
        {"batches":[{"view":"weather","rows":[%s]},{"view":"local_weather","rows":[%s]}]}
        """.formatted(row("flights", "77"), row("cloud", "1"));

    assertRefused(OWN.server().post("/api/v1/features/batches", two), "features-invalid", "cloud");

    assertThat(OWN.server().ingestion().manifests("weather", 1_000)).isEqualTo(before);
  }

  @Test
  void the_same_rows_again_are_the_first_manifest() {
    String batch = batches("weather", row("flights", "41"));
    String first = OWN.server().post("/api/v1/features/batches", batch).body();

    String second = OWN.server().post("/api/v1/features/batches", batch).body();

    assertThat(first).contains("\"repeated\":false");
    assertThat(second).isEqualTo(first.replace("\"repeated\":false", "\"repeated\":true"));
  }

  @Test
  void a_time_without_a_zone_is_taken_in_the_zone_that_the_view_declares() {
    String row = row("observed_at", "\"2026-03-01T04:30:00\"")
        .replace("\"2026-03-01T10:05:00Z\"", "\"2026-03-01 10:05:00+00\"");

    String body = OWN.server()
        .post("/api/v1/features/batches", batches("local_weather", row))
        .body();

    assertThat(body).contains("\"first_event\":\"2026-03-01T09:30:00Z\"");
  }

  @Test
  void csv_is_read_as_rfc_4180_has_it() {
    String csv = "\uFEFF" + HEADER
        + "\"E\"\"W,R\n\",2026-03-01T10:00:00Z,2026-03-01T10:00:00.5Z,,12,,\r\n"
        + "JFK,2026-03-01T10:00:00+01:00,2026-03-01T10:00:00Z,1e1,x,\"\",KJFK\r\n";

    HttpResponse<String> response = post("weather", CSV, csv);

    assertThat(response.body()).contains("\"rows\":2", "\"accepted\":1", "{\"type\":1}");
  }

  @Test
  void ndjson_is_an_object_on_each_line() {
    String lines = row("flights", "101") + "\n\n" + row("flights", "102") + "\n";

    assertThat(post("weather", NDJSON, lines).body()).contains("\"accepted\":2");
  }

  @Test
  void files_that_are_not_what_they_say_are_refused() throws Exception {
    byte[] parquet = parquet("TIMESTAMPTZ '2026-03-01 10:00:00+00'", "7::BIGINT");
    byte[] truncated = Arrays.copyOf(parquet, parquet.length / 2);
    byte[] corrupt = parquet.clone();
    Arrays.fill(corrupt, 4, corrupt.length / 2, (byte) 0x5a);

    assertRefused(post("weather", PARQUET, truncated), "features-invalid", "Parquet");
    assertRefused(post("weather", PARQUET, corrupt), "features-invalid", "Parquet");
    assertRefused(post("weather", PARQUET, HEADER), "features-invalid", "Parquet");
    assertRefused(post("weather", PARQUET, ""), "features-invalid", "empty");
    assertRefused(post("weather", CSV, ""), "features-invalid", "empty");
    assertRefused(post("weather", NDJSON, "\n"), "features-invalid", "no rows");
    assertRefused(post("weather", NDJSON, "{\"a\":"), "features-invalid", "line 1");
    assertRefused(post("weather", NDJSON, "[1]"), "features-invalid", "line 1");
    assertRefused(post("weather", CSV, HEADER + "EWR,1\n"), "features-invalid", "line 2: 2 fields");
    assertRefused(post("weather", CSV, HEADER + "\"EWR"), "features-invalid", "quote");
    assertRefused(post("weather", CSV, "origin,origin\n"), "features-invalid", "once");
    assertRefused(
        post("weather", CSV, new byte[] {'a', (byte) 0xff, '\n'}), "features-invalid", "UTF-8");
  }

  @Test
  void parquet_types_must_be_the_views() throws Exception {
    String zoned = "TIMESTAMPTZ '2026-03-01 10:00:00+00'";
    String local = "TIMESTAMP '2026-03-01 10:00:00'";

    assertThat(post("weather", PARQUET, parquet(zoned, "7::INTEGER")).body())
        .contains("\"accepted\":1");
    assertThat(post("weather", PARQUET, parquet(zoned, "7::DOUBLE")).body())
        .contains("\"accepted\":0", "{\"type\":1}");
    assertRefused(
        post("weather", PARQUET, parquet(local, "8::BIGINT")), "features-invalid", "zone");
    assertThat(post("local_weather", PARQUET, parquet(local, "8::BIGINT")).body())
        .contains("\"first_event\":\"2026-03-01T15:00:00Z\"");
    assertRefused(
        post("weather", PARQUET, parquet(zoned, "{'a': 1}")), "features-invalid", "column flights");
  }

  private static byte[] parquet(String time, String flights) throws SQLException, IOException {
    Path file = Files.createTempFile(OWN.home(), "batch", ".parquet");
    try (var duckDb = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duckDb.createStatement()) {
      statement.execute("""
          COPY (SELECT 'EWR' AS origin, %1$s AS observed_at, %1$s AS reported_at,
            1.5::DOUBLE AS wind_mph, %2$s AS flights, 'clear' AS sky, 'KEWR' AS station)
          TO '%3$s' (FORMAT parquet)
          """.formatted(time, flights, file));
    }
    return Files.readAllBytes(file);
  }

  private static HttpResponse<String> post(String view, String type, String body) {
    return post(view, type, body.getBytes(StandardCharsets.UTF_8));
  }

  private static HttpResponse<String> post(String view, String type, byte[] body) {
    return OWN.server().post("/api/v1/features/views/" + view + "/batches?source=test", type, body);
  }

  private static void assertRefused(HttpResponse<String> response, String slug, String reason) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(response.body()).contains("urn:signalbox:problem:" + slug).contains(reason);
  }
}
