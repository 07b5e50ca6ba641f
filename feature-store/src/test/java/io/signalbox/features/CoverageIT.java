package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Of which days a view has data, counted by hand. */
class CoverageIT {
  private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
  private static final String PATH = "/api/v1/features/views/winds/coverage";
  private static final String MARCH = "?from=2026-03-01&until=2026-03-06";

  @RegisterExtension
  static final OwnFeatureServer OWN = new OwnFeatureServer(NOW, Trips::definitions);

  /** Sites a and b in the first days of March, b with a gap; c was there in February only; d comes after the period. */
  @BeforeAll
  static void ingest() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (String text : List.of(
        "a 2026-03-01T00:00:00Z",
        "a 2026-03-02T23:59:59.999999Z",
        "a 2026-03-03T05:00:00Z",
        "a 2026-03-03T06:00:00Z",
        "a 2026-03-04T05:00:00Z",
        "b 2026-03-01T05:00:00Z",
        "b 2026-03-04T05:00:00Z",
        "c 2026-02-10T05:00:00Z",
        "c 2026-02-28T23:59:59.999999Z",
        "d 2026-03-06T00:00:00Z")) {
      var row = new LinkedHashMap<String, Object>();
      row.put("site", text.substring(0, 1));
      row.put("read_at", Instant.parse(text.substring(2)));
      row.put("speed", null);
      rows.add(row);
    }
    OWN.server().ingestion().ingest(List.of(new RowBatch("winds", "test", rows)), "test");
  }

  @Test
  void cells_of_key_and_day_are_counted() {
    JsonNode coverage = json(PATH + MARCH);

    assertThat(coverage.path("entities").asInt()).as("a, b and c, but not d").isEqualTo(3);
    assertThat(coverage.path("cells").asInt()).isEqualTo(15);
    assertThat(coverage.path("covered").asInt()).isEqualTo(6);
    assertThat(coverage.path("share").asDouble()).isEqualTo(0.4);
    assertThat(coverage.path("dates").asInt()).isEqualTo(5);
    assertThat(coverage.path("dates_covered").asInt()).isEqualTo(4);
    assertThat(coverage.path("dates_share").asDouble()).isEqualTo(0.8);
    var days = new ArrayList<String>();
    coverage
        .path("days")
        .forEach(day ->
            days.add(day.path("date").asString() + " " + day.path("covered").asInt()));
    assertThat(days)
        .containsExactly(
            "2026-03-01 2", "2026-03-02 1", "2026-03-03 1", "2026-03-04 2", "2026-03-05 0");
    assertThat(coverage.at("/days/0/share").asDouble()).isEqualTo(2.0 / 3);
  }

  @Test
  void what_became_known_later_does_not_count() {
    ViewCoverage coverage = OWN.server()
        .coverages()
        .of(
            "winds",
            java.time.LocalDate.parse("2026-03-01"),
            java.time.LocalDate.parse("2026-03-06"),
            Instant.parse("2026-03-03T05:30:00Z"));

    assertThat(coverage.covered()).isEqualTo(4);
    assertThat(coverage.datesCovered()).isEqualTo(3);
  }

  @Test
  void a_year_until_today_is_looked_at_where_nothing_is_said() {
    JsonNode coverage = json(PATH);

    assertThat(coverage.path("from").asString()).isEqualTo("2025-03-11");
    assertThat(coverage.path("until").asString()).isEqualTo("2026-03-11");
    assertThat(coverage.path("entities").asInt()).isEqualTo(4);
    assertThat(coverage.path("dates_covered").asInt()).isEqualTo(7);
  }

  @Test
  void the_calendar_has_a_square_for_each_day_in_its_week_and_a_shade_for_its_share()
      throws Exception {
    HttpResponse<String> answer = OWN.server().get(PATH + ".svg" + MARCH);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("image/svg+xml");
    var squares = new LinkedHashMap<String, Element>();
    var rects = DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new java.io.ByteArrayInputStream(
            answer.body().getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .getElementsByTagName("rect");
    for (int i = 0; i < rects.getLength(); i++) {
      var rect = (Element) rects.item(i);
      if (rect.getElementsByTagName("title").getLength() > 0) {
        squares.put(rect.getTextContent(), rect);
      }
    }
    assertThat(squares.keySet())
        .containsExactly(
            "2026-03-01: 2 of 3",
            "2026-03-02: 1 of 3",
            "2026-03-03: 1 of 3",
            "2026-03-04: 2 of 3",
            "2026-03-05: 0 of 3");
    List<Element> days = List.copyOf(squares.values());
    // 1 March 2026 is a Sunday, the last of its week; the Monday after it begins the next column.
    assertThat(number(days.get(1), "x") - number(days.get(0), "x")).isEqualTo(13);
    assertThat(number(days.get(0), "y") - number(days.get(1), "y")).isEqualTo(6 * 13);
    assertThat(number(days.get(2), "y") - number(days.get(1), "y")).isEqualTo(13);
    assertThat(days.get(0).getAttribute("fill")).isEqualTo(days.get(3).getAttribute("fill"));
    assertThat(days.stream().map(it -> it.getAttribute("fill")).distinct()).hasSize(3);
    assertThat(answer.body())
        .contains("40.0 % of 15 cells (3 keys, 5 days); data on 4 days (80.0 %)");
  }

  private static int number(Element square, String attribute) {
    return Integer.parseInt(square.getAttribute(attribute));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      nobody | ?from=2026-03-01&until=2026-03-02 | 404 | feature view: nobody
      winds  | ?from=2026-03-02&until=2026-03-02 | 400 | 0 days (expected: 1 to 3653)
      winds  | ?from=2016-03-01&until=2026-03-03 | 400 | 3654 days (expected: 1 to 3653)
      winds  | ?from=yesterday                   | 400 | Bad Request
      winds  | ?until=-999999999-01-01           | 400 | expected: days of the years 1 to 9999
      winds  | ?from=-0001-03-01&until=0001-01-02 | 400 | expected: days of the years 1 to 9999
      """)
  void what_cannot_be_counted_is_refused(String view, String query, int status, String words) {
    HttpResponse<String> answer =
        OWN.server().get("/api/v1/features/views/" + view + "/coverage" + query);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains(words);
  }

  private static JsonNode json(String path) {
    HttpResponse<String> answer = OWN.server().get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }
}
