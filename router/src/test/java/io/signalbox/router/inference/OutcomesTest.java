package io.signalbox.router.inference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OutcomesTest {

  @RegisterExtension
  private final Plane plane = new Plane();

  @Test
  void outcomes_are_taken_whether_their_prediction_is_known_or_not() throws Exception {
    MockHttpServletResponse response = plane.outcomes("application/json", """
        {"outcomes": [
          {"prediction_id": "018f3a5e-0000-7000-8000-000000000000", "value": 1},
          {"prediction_id": "a3bb189e-8bf9-4c2b-9d5e-1f6f6f6f6f6f", "value": 0.5,
           "occurred_at": "2013-04-15T08:00:00-04:00", "endpoint": "flights"}]}""");

    assertThat(response.getContentAsString()).isEqualTo("{\"accepted\":2}");
    assertThat(plane.journal.acknowledged()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "1e15, 2013-04-16T12:00:00Z",
    "-1e15, 1900-01-01T00:00:00Z",
    "-0.0, 2013-04-15T12:00:00+14:00"
  })
  void amounts_and_moments_are_taken_up_to_their_bounds(String value, String at) throws Exception {
    MockHttpServletResponse response = plane.outcomes("application/json", """
        {"outcomes": [{"prediction_id": "018f3a5e-0000-7000-8000-000000000000", "value": %s, "occurred_at": "%s"}]}""".formatted(value, at));

    assertThat(response.getStatus()).as(response.getContentAsString()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, 200",
    "application/json; charset=utf-8, 200",
    "Application/JSON;charset=UTF-8, 200",
    "text/plain, 415",
    "application/x-www-form-urlencoded, 415",
    "multipart/form-data; boundary=x, 415",
    "text/plain; application/json, 415",
    "application/jsonp, 415",
    "'', 415"
  })
  void only_json_is_taken_so_no_page_of_another_site_can_report(String type, int status)
      throws Exception {
    MockHttpServletResponse response = plane.outcomes(type, """
        {"outcomes": [{"prediction_id": "018f3a5e-0000-7000-8000-000000000000", "value": 1}]}""");

    assertThat(response.getStatus()).isEqualTo(status);
    assertThat(plane.journal.acknowledged()).isEqualTo(status == 200 ? 1 : 0);
    if (status == 415) {
      assertThat(response.getContentAsString())
          .contains("urn:signalbox:problem:unsupported-media-type", "(expected: application/json)");
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      ``                                                                    | body: empty
      {}                                                                    | outcomes: missing
      {"outcomes":{}}                                                       | outcomes: an object (expected: an array)
      {"outcomes":[{"value":1,"value":0}]}                                  | outcomes[0].value: there twice (expected: once)
      {"outcomes":[],"outcomes":[]}                                         | outcomes: there twice (expected: once)
      {"outcomes":[{"value":1}]}                                            | outcomes[0].prediction_id: missing
      {"outcomes":[{"prediction_id":"018f3a5e-0000-7000-8000-000000000000"}]} | outcomes[0].value: missing
      {"outcomes":[{"prediction_id":"flight 7","value":1}]}                 | outcomes[0].prediction_id: 'flight 7'
      {"outcomes":[{"prediction_id":"018f3a5e-0000-7000-8000-000000000000","value":"1"}]} | outcomes[0].value: text
      {"outcomes":[{"prediction_id":"018f3a5e-0000-7000-8000-000000000000","value":1e999}]} | outcomes[0].value: Infinity (expected: at most 1e15 either way)
      {"outcomes":[{"prediction_id":"018f3a5e-0000-7000-8000-000000000000","value":-1e999}]} | outcomes[0].value: -Infinity (expected: at most 1e15 either way)
      {"outcomes":[{"prediction_id":"018f3a5e-0000-7000-8000-000000000000","value":1e300}]} | outcomes[0].value: 1.0E300 (expected: at most 1e15 either way)
      {"outcomes":[{"prediction_id":"018f3a5e-0000-7000-8000-000000000000","value":1000000000000000.2}]} | outcomes[0].value: 1.0000000000000002E15 (expected:
      {"outcomes":[{"prediction_id":"018f3a5e-0000-7000-8000-000000000000","value":-1000000000000001}]} | outcomes[0].value: -1.000000000000001E15 (expected:
      {"outcomes":[{"prediction_id":"018f3a5e-0000-7000-8000-000000000000","value":1,"occurred_at":"2013-04-16T12:00:00.001Z"}]} | outcomes[0].occurred_at: 2013-04-16T12:00:00.001Z (expected: between 1900 and a day from now, 2013-04-15T12:00:00Z)
      {"outcomes":[{"prediction_id":"018f3a5e-0000-7000-8000-000000000000","value":1,"occurred_at":"1899-12-31T23:59:59Z"}]} | outcomes[0].occurred_at: 1899-12-31T23:59:59Z (expected: between 1900
      {"outcomes":[{"prediction_id":"018f3a5e-0000-7000-8000-000000000000","value":1,"occurred_at":"+1000000000-12-31T00:00:00Z"}]} | outcomes[0].occurred_at: '+1000000000-12-31T00:00:00Z' (expected: ISO-8601 with a zone)
      {"outcomes":[{"prediction_id":"018f3a5e-0000-7000-8000-000000000000","value":1,"endpoint":"a\\u0000"}]} | outcomes[0].endpoint: text with U+0000
      {"outcomes":[{"prediction_id":"018f3a5e-0000-7000-8000-000000000000","value":1,"occurred_at":"2013-04-15T08:00:00"}]} | outcomes[0].occurred_at: '2013-04-15T08:00:00' (expected: ISO-8601 with a zone)
      {"outcomes":[{"prediction_id":"018f3a5e-0000-7000-8000-000000000000","value":1,"unit":"a"}]} | outcomes[0].unit: unknown
      """)
  void what_is_no_outcome_is_refused_as_a_problem(String body, String reason) throws Exception {
    MockHttpServletResponse response = plane.outcomes("application/json", body);

    assertThat(response.getStatus()).isEqualTo(400);
    assertThat(response.getContentType()).startsWith("application/problem+json");
    JsonNode problem = JsonMapper.shared().readTree(response.getContentAsByteArray());
    assertThat(problem.at("/type").stringValue()).isEqualTo("urn:signalbox:problem:invalid");
    assertThat(problem.at("/detail").stringValue()).startsWith(reason);
    assertThat(plane.journal.acknowledged()).isZero();
  }
}
