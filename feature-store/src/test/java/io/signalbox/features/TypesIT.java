package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.features.EntityDefinition.JoinKey;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A value of each type is the same in every format, in memory, in files, and in a training set that DuckDB reads by itself. */
class TypesIT {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String EVENT = "2026-03-01T10:00:00Z";

  /** Each type, its value as JSON, and as SQL of DuckDB. */
  enum Case {
    BOOL("true", "true"),
    INT32("-2147483648", "(-2147483648)::INTEGER"),
    INT64("9223372036854775807", "9223372036854775807"),
    FLOAT32("0.1", "0.1::FLOAT"),
    FLOAT64("0.1", "0.1::DOUBLE"),
    STRING("\"a,\\\"ü\"", "'a,\"ü'"),
    BYTES("\"AP8=\"", "'\\x00\\xFF'::BLOB"),
    TIMESTAMP("\"2026-03-01T01:02:03.000004Z\"", "TIMESTAMPTZ '2026-03-01 01:02:03.000004+00'"),
    BOOL_ARRAY("[true,false]", "[true, false]"),
    INT32_ARRAY("[1,-2]", "[1, -2]::INTEGER[]"),
    INT64_ARRAY("[9007199254740993]", "[9007199254740993]"),
    FLOAT32_ARRAY("[0.1,16777216.0]", "[0.1, 16777216]::FLOAT[]"),
    FLOAT64_ARRAY("[0.1,1.0E300,-0.0]", "[0.1::DOUBLE, 1e300::DOUBLE, '-0.0'::DOUBLE]"),
    STRING_ARRAY("[\"a,\\\"b\",\"\",\"ü\"]", "['a,\"b', '', 'ü']"),
    BYTES_ARRAY("[\"\",\"AP8=\"]", "[''::BLOB, '\\x00\\xFF'::BLOB]"),
    TIMESTAMP_ARRAY("[\"2026-03-01T00:00:00Z\"]", "[TIMESTAMPTZ '2026-03-01 00:00:00+00']");

    private final String json;
    private final String sql;

    Case(String json, String sql) {
      this.json = json;
      this.sql = sql;
    }

    String column() {
      return "c_" + name().toLowerCase(Locale.ROOT);
    }
  }

  @RegisterExtension
  static final OwnFeatureServer OWN = new OwnFeatureServer(NOW, TypesIT::definitions);

  private static List<Definition> definitions() {
    List<ColumnDefinition> columns = Arrays.stream(Case.values())
        .map(it ->
            new ColumnDefinition(it.column(), ValueType.valueOf(it.name()), Optional.of(true)))
        .toList();
    var view = new FeatureViewDefinition(
        "everything",
        Optional.empty(),
        "thing",
        "at",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Stream.concat(
                columns.stream(),
                Stream.of(new ColumnDefinition("label", ValueType.INT64, Optional.of(true))))
            .toList(),
        List.of());
    return List.of(
        new EntityDefinition(
            "thing", Optional.empty(), List.of(new JoinKey("thing", ValueType.STRING))),
        view,
        new FeatureServiceDefinition(
            "all",
            List.of(),
            columns.stream()
                .map(it -> FeatureReference.parse("everything:" + it.name()))
                .toList()));
  }

  @Test
  void a_value_is_the_same_in_every_format_and_wherever_it_lies() throws Exception {
    accepted(post("application/x-ndjson", json("json")));
    accepted(post("text/csv", csv()));
    accepted(post("application/vnd.apache.parquet", parquet()));
    List<String> things = List.of("json", "csv", "parquet");
    List<String> answers = new ArrayList<>();
    things.forEach(thing -> answers.add(online(thing)));
    assertThat(answers).containsOnly(answers.getFirst());
    assertThat(answers.getFirst())
        .contains("[-2147483648]", "[9223372036854775807]", "[0.1]", "[\"a,\\\"ü\"]")
        .contains("[\"AP8=\"]", "[1772326923]", "[[true,false]]", "[[9007199254740993]]")
        .contains("[[0.1,1.6777216E7]]", "[[0.1,1.0E300,-0.0]]", "[[\"a,\\\"b\",\"\",\"ü\"]]")
        .contains("[[\"\",\"AP8=\"]]", "[[1772323200]]");

    assertThat(OWN.server().ingestion().compact()).isEqualTo(3);
    OWN.restart();

    things.forEach(thing -> assertThat(online(thing)).isEqualTo(answers.getFirst()));
    TrainingSet set = OWN.server()
        .features()
        .trainingSet("all", new Spine("everything", "at", "label", Instant.EPOCH, NOW, NOW));
    assertThatDuckDbReadsTheSame(set);
  }

  private static void assertThatDuckDbReadsTheSame(TrainingSet set) throws Exception {
    Path file = OWN.home().resolve("features/training-sets/" + set.id().hash() + ".parquet");
    try (var duckDb = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duckDb.createStatement()) {
      for (Case it : Case.values()) {
        String sql = """
            SELECT count(*), count(*) FILTER (WHERE %1$s IS NOT DISTINCT FROM %2$s AND typeof(%1$s) = typeof(%2$s))
            FROM '%3$s'""".formatted(it.column(), it.sql, file);
        try (var result = statement.executeQuery(sql)) {
          result.next();
          assertThat(result.getLong(1)).isEqualTo(3);
          assertThat(result.getLong(2)).as(it.name()).isEqualTo(3);
        }
      }
    }
  }

  @ParameterizedTest(name = "{0} = {1}: {2}")
  @CsvSource(delimiter = '|', textBlock = """
          INT32         | 2147483648        | type
          INT32         | 1.0               | type
          FLOAT32       | 1e39              | finite
          FLOAT32       | 16777217          | type
          BYTES         | "a"               | type
          BYTES         | 7                 | type
          INT64_ARRAY   | [1, null]         | null
          INT64_ARRAY   | [1.0]             | type
          INT64_ARRAY   | 1                 | type
          INT32_ARRAY   | [2147483648]      | type
          FLOAT64_ARRAY | [[1.0]]           | type
          FLOAT64_ARRAY | [1e400]           | finite
          STRING_ARRAY  | ["\\u0000"]       | type
          STRING        | ["a"]             | type
          """)
  void what_is_none_of_its_type_goes_to_quarantine(Case type, String value, String rule) {
    String row = json("odd")
        .replace("\"" + type.column() + "\":" + type.json, "\"" + type.column() + "\":" + value);

    HttpResponse<String> response =
        post("application/x-ndjson", row.getBytes(StandardCharsets.UTF_8));

    assertThat(response.body()).contains("\"accepted\":0", "{\"" + rule + "\":1}");
  }

  private static void accepted(HttpResponse<String> response) {
    assertThat(response.body()).contains("\"accepted\":1");
  }

  private static HttpResponse<String> post(String type, String body) {
    return post(type, body.getBytes(StandardCharsets.UTF_8));
  }

  private static HttpResponse<String> post(String type, byte[] body) {
    return OWN.server().post("/api/v1/features/views/everything/batches", type, body);
  }

  private static String json(String thing) {
    StringBuilder row =
        new StringBuilder("{\"thing\":\"%s\",\"at\":\"%s\",\"label\":null".formatted(thing, EVENT));
    for (Case it : Case.values()) {
      row.append(",\"").append(it.column()).append("\":").append(it.json);
    }
    return row + "}";
  }

  private static String csv() {
    StringBuilder header = new StringBuilder("thing,at,label");
    StringBuilder row = new StringBuilder("csv," + EVENT + ",");
    for (Case it : Case.values()) {
      header.append(',').append(it.column());
      String plain = it == Case.STRING
          ? "a,\"ü"
          : it.name().endsWith("ARRAY") ? it.json : it.json.replace("\"", "");
      row.append(",\"").append(plain.replace("\"", "\"\"")).append('"');
    }
    return header + "\n" + row + "\n";
  }

  private static byte[] parquet() throws Exception {
    Path file = OWN.home().resolve("types.parquet");
    StringBuilder select = new StringBuilder(
        "SELECT 'parquet' AS thing, TIMESTAMPTZ '2026-03-01 10:00:00+00' AS at, NULL::BIGINT AS label");
    for (Case it : Case.values()) {
      select.append(", ").append(it.sql).append(" AS ").append(it.column());
    }
    try (var duckDb = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duckDb.createStatement()) {
      statement.execute("COPY (%s) TO '%s' (FORMAT parquet)".formatted(select, file));
    }
    return Files.readAllBytes(file);
  }

  /** Feast's answer without the key. */
  private static String online(String thing) {
    return OWN.server()
        .post("/get-online-features", """
            {"feature_service":"all","entities":{"thing":["%s"]}}""".formatted(thing))
        .body()
        .replace("\"" + thing + "\"", "");
  }
}
