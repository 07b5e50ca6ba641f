package io.signalbox.router.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import com.google.common.base.Splitter;
import io.signalbox.router.Split;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import tools.jackson.databind.JsonNode;

/** The two ways to change a table. */
class SplitsWebIT extends WithHttp {
  @Test
  void a_split_and_its_rollback_are_answered_with_their_tables() throws Exception {
    JsonNode split = ok(split("""
                {"shares": {"1": 9000, "2": 1000}, "shadows": [1, "2"], "reason": "step to 10 %", "evidence": "cmp-1"}"""));

    assertThat(split).isEqualTo(json.readTree("""
                {"endpoint": "flight_delay", "version": 2,
                 "ranges": [{"from": 0, "until": 9000, "model_version": 1}, {"from": 9000, "until": 10000, "model_version": 2}],
                 "shadows": [1, 2], "why": {"author": "local", "reason": "step to 10 %"}, "evidence": "cmp-1",
                 "restores": null, "at": "2013-04-29T06:00:00Z"}"""));
    assertThat(ok(get(ENDPOINT)).at("/arms/1"))
        .isEqualTo(json.readTree("{\"model_version\": 2, \"share\": 1000, \"shadow\": true}"));

    JsonNode restored = ok(sending(post(ENDPOINT + "/rollback"), "{\"reason\": \"harm\"}"));

    assertThat(restored.at("/version").intValue()).isEqualTo(3);
    assertThat(restored.at("/restores").intValue()).isEqualTo(1);
    assertThat(ok(get(ENDPOINT + "/tables"))
            .at("/tables")
            .valueStream()
            .map(table -> table.at("/version").intValue()))
        .containsExactly(3, 2, 1);
  }

  /** What is sent, with which status it is refused, and in which words. */
  private static final List<String> IMPOSSIBLE = List.of(
      "{'shares': {'1': 9000, '2': 999}, 'reason': 'step'}              | 400 | sum of shares: 9999 (expected: 10000)",
      "{'shares': {'1': 9000, '2': 1001}, 'reason': 'step'}             | 400 | sum of shares: 10001 (expected: 10000)",
      "{'shares': {'1': 2147483647, '2': 2147483647}, 'reason': 'step'} | 400 | sum of shares: 4294967294 (expected: 10000)",
      "{'shares': {'1': 10001, '2': -1}, 'reason': 'step'}              | 400 | share: -1 (expected: > 0)",
      "{'shares': {'1': 9000, '2': null}, 'reason': 'step'}             | 400 | shares.2: null (expected: basis points)",
      "{'shares': {'1': 9000.5, '2': 999.5}, 'reason': 'step'}          | 400 | shares.1: 9000.5 (expected: whole basis points)",
      "{'shares': {'1': 1e400, '2': 1}, 'reason': 'step'}               | 400 | (expected: whole basis points)",
      "{'shares': {}, 'reason': 'step'}                                 | 400 | shares: none",
      "{'reason': 'step'}                                             | 400 | shares: none",
      "{'shares': {'production': 10000}, 'reason': 'step'}              | 400 | shares: production (expected: the number of a version)",
      "{'shares': {'1': 10000}, 'shadows': ['0'], 'reason': 'step'}     | 400 | shadows: 0 (expected: the number of a version)",
      "{'shares': {'1': 10000}, 'shadows': ['02'], 'reason': 'step'}    | 400 | shadows: 02 (expected: the number of a version)",
      "{'shares': {'1': 9000, '7': 1000}, 'reason': 'step'}             | 404 | version: 7 (expected: a version of model delays)",
      "{'shares': {'1': 10000}, 'shadows': ['7'], 'reason': 'step'}     | 404 | version: 7 (expected: a version of model delays)",
      "{'shares': {'1': 10000}, 'evidence': 'cmp-9', 'reason': 'step'}  | 404 | evidence: cmp-9 (expected: the id of a comparison on endpoint flight_delay)",
      "{'shares': {'1': 10000}, 'evidence': 'cmp-2', 'reason': 'step'}  | 404 | evidence: cmp-2 (expected: the id of a comparison on endpoint flight_delay)",
      "{'shares': {'1': 9000, '3': 1000}, 'reason': 'step'}             | 409 | delays/3 does not load: not a model");

  @Test
  void a_split_that_is_not_possible_is_refused_and_changes_nothing() throws Exception {
    replica.models.breaks(3, "not a model");

    for (String impossible : IMPOSSIBLE) {
      List<String> parts = Splitter.on('|').trimResults().splitToList(impossible);
      JsonNode problem =
          refused(Integer.parseInt(parts.get(1)), split(parts.get(0).replace('\'', '"')));

      assertThat(problem.at("/detail").stringValue()).as(impossible).contains(parts.get(2));
    }
    assertThat(ok(get(ENDPOINT + "/tables")).at("/tables")).hasSize(1);
  }

  @Test
  void no_table_changes_without_a_reason() throws Exception {
    replica
        .router()
        .split(NAME, new Split(Map.of(1, 9_000, 2, 1_000), List.of()), Optional.empty(), ALICE);

    for (String reason : List.of(
        "'evidence': null",
        "'reason': ''",
        "'reason': ' '",
        "'reason': null",
        "'reason': 'a\\u0000'",
        "'reason': '" + "w".repeat(2001) + "'")) {
      for (MockHttpServletRequestBuilder request : List.of(
          split("{'shares': {'1': 10000}, %s}".formatted(reason).replace('\'', '"')),
          sending(post(ENDPOINT + "/rollback"), "{%s}".formatted(reason).replace('\'', '"')))) {
        assertThat(refused(400, request).at("/type").stringValue())
            .as(reason)
            .isEqualTo("urn:signalbox:problem:reason-refused");
      }
    }
    assertThat(ok(get(ENDPOINT + "/tables")).at("/tables")).hasSize(2);
    ok(sending(post(ENDPOINT + "/rollback"), "{\"reason\": \"" + "w".repeat(2000) + "\"}"));
  }

  @Test
  void the_evidence_of_a_rollback_must_exist() throws Exception {
    replica
        .router()
        .split(NAME, new Split(Map.of(1, 9_000, 2, 1_000), List.of()), Optional.empty(), ALICE);

    JsonNode problem = refused(404, sending(post(ENDPOINT + "/rollback"), """
        {"reason": "harm", "evidence": "cmp-9"}"""));

    assertThat(problem.at("/detail").stringValue())
        .isEqualTo("evidence: cmp-9 (expected: the id of a comparison on endpoint flight_delay)");
    assertThat(ok(get(ENDPOINT + "/tables")).at("/tables")).hasSize(2);
    assertThat(ok(sending(post(ENDPOINT + "/rollback"), """
        {"reason": "harm", "evidence": "cmp-1"}""")).at("/evidence").stringValue())
        .isEqualTo("cmp-1");
  }

  @Test
  void a_rollback_without_a_table_before_is_refused() throws Exception {
    JsonNode problem =
        refused(409, sending(post(ENDPOINT + "/rollback"), "{\"reason\": \"harm\"}"));

    assertThat(problem.at("/detail").stringValue())
        .isEqualTo("endpoint: flight_delay has no table before the present one");
  }
}
