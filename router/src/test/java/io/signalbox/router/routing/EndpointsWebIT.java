package io.signalbox.router.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;

import io.signalbox.migrations.TestDatabase;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.Stage;
import io.signalbox.router.EndpointDefinition;
import io.signalbox.router.EndpointName;
import io.signalbox.router.Split;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The control plane's paths, over the real room and its database. */
class EndpointsWebIT {
  private static final String ENDPOINT = "/api/v1/endpoints/flight_delay";
  private static final EndpointName NAME = new EndpointName("flight_delay");
  private static final ModelVersion FIRST = new ModelVersion(new ModelName("delays"), 1);
  private static final Attribution ALICE = new Attribution("alice", "because");

  private final TestDatabase database = TestDatabase.fresh();
  private final Replica replica = new Replica(database.dataSource(), new FakeStages());
  private final MockMvc http = replica.http();
  private final JsonMapper json = JsonMapper.builder().build();

  @BeforeEach
  void serve() {
    replica.registry.register(FIRST.model(), 3);
    replica.router().apply(definition("flight_delay", "delays"), ALICE);
    replica.registry.transition(FIRST, Stage.PRODUCTION, ALICE);
    await()
        .until(() -> replica
            .live()
            .find("flight_delay")
            .flatMap(live -> live.production())
            .isPresent());
  }

  @AfterEach
  void stop() {
    replica.close();
    database.close();
  }

  @Test
  void an_endpoint_tells_what_it_serves_and_how_that_stands_to_production() throws Exception {
    JsonNode endpoint = ok(get(ENDPOINT));

    assertThat(endpoint.at("/name").stringValue()).isEqualTo("flight_delay");
    assertThat(endpoint.at("/definition/unit").stringValue()).isEqualTo("tail_number");
    assertThat(endpoint.at("/serving_version").intValue()).isEqualTo(1);
    assertThat(endpoint.at("/production_version").intValue()).isEqualTo(1);
    assertThat(endpoint.at("/status").stringValue()).isEqualTo("serves 1, which is in Production");
    assertThat(endpoint.at("/table/version").intValue()).isEqualTo(1);
    assertThat(endpoint.at("/table/why/author").stringValue()).isEqualTo("signalbox");
    assertThat(endpoint.at("/arms")).hasSize(1);
    assertThat(ok(get("/api/v1/endpoints")).at("/endpoints/0")).isEqualTo(endpoint);
  }

  @Test
  void an_endpoint_that_serves_nothing_has_no_serving_version() throws Exception {
    replica.registry.register(new ModelName("baskets"), 1);
    replica.router().apply(definition("checkout", "baskets"), ALICE);

    JsonNode endpoint = ok(get("/api/v1/endpoints/checkout"));

    assertThat(endpoint.at("/serving_version").isNull()).isTrue();
    assertThat(endpoint.at("/status").stringValue())
        .isEqualTo("serves nothing, no version of baskets is in Production");
    JsonNode problem = refused(409, get("/api/v1/endpoints/checkout/assignments/N14228"));
    assertThat(problem.at("/type").stringValue())
        .isEqualTo("urn:signalbox:problem:router-conflict");
  }

  @Test
  void a_split_and_its_rollback_are_answered_with_their_tables() throws Exception {
    JsonNode split = ok(split("""
                {"shares": {"1": 9000, "2": 1000}, "shadows": ["1", "2"], "reason": "step to 10 %", "evidence": "cmp-1"}"""));

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

  @Test
  void a_unit_is_told_its_slot_and_its_version() throws Exception {
    assertThat(ok(get(ENDPOINT + "/assignments/{unit}", "joueur-é"))).isEqualTo(json.readTree("""
                {"endpoint": "flight_delay", "unit": "joueur-é", "slot": 9956, "model_version": 1}"""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
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
        "{'shares': {'1': 10000}, 'evidence': 'cmp-9', 'reason': 'step'}  | 404 | evidence: cmp-9 (expected: the id of a comparison)",
        "{'shares': {'1': 9000, '3': 1000}, 'reason': 'step'}             | 409 | delays/3 does not load: not a model"
      })
  void a_split_that_is_not_possible_is_refused_and_changes_nothing(
      String body, int status, String detail) throws Exception {
    replica.models.breaks(3, "not a model");

    JsonNode problem = refused(status, split(body.replace('\'', '"')));

    assertThat(problem.at("/detail").stringValue()).contains(detail);
    assertThat(ok(get(ENDPOINT + "/tables")).at("/tables")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", 'reason': ''", ", 'reason': ' '", ", 'reason': null", ", 'reason': 'a\\u0000'"})
  void no_table_changes_without_a_reason(String reason) throws Exception {
    replica.router().split(NAME, new Split(Map.of(1, 9_000, 2, 1_000), List.of()), Optional.empty(), ALICE);

    for (MockHttpServletRequestBuilder request : List.of(
        split("{'shares': {'1': 10000}%s}".formatted(reason).replace('\'', '"')),
        sending(post(ENDPOINT + "/rollback"), "{'evidence': null%s}".formatted(reason).replace('\'', '"')))) {
      assertThat(refused(400, request).at("/type").stringValue())
          .isEqualTo("urn:signalbox:problem:reason-refused");
    }

    assertThat(ok(get(ENDPOINT + "/tables")).at("/tables")).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"2000, 200", "2001, 400"})
  void a_reason_is_bounded(int length, int status) throws Exception {
    String body = "{\"shares\": {\"1\": 9000, \"2\": 1000}, \"reason\": \"%s\"}".formatted("w".repeat(length));

    assertThat(http.perform(split(body)).andReturn().getResponse().getStatus()).isEqualTo(status);
  }

  @Test
  void the_evidence_of_a_rollback_must_exist() throws Exception {
    replica.router().split(NAME, new Split(Map.of(1, 9_000, 2, 1_000), List.of()), Optional.empty(), ALICE);

    JsonNode problem = refused(404, sending(post(ENDPOINT + "/rollback"), """
        {"reason": "harm", "evidence": "cmp-9"}"""));

    assertThat(problem.at("/detail").stringValue())
        .isEqualTo("evidence: cmp-9 (expected: the id of a comparison)");
    assertThat(ok(get(ENDPOINT + "/tables")).at("/tables")).hasSize(2);
    assertThat(ok(sending(post(ENDPOINT + "/rollback"), """
        {"reason": "harm", "evidence": "cmp-1"}""")).at("/evidence").stringValue()).isEqualTo("cmp-1");
  }

  @ParameterizedTest
  @CsvSource({"nobody", "no body", "9lives"})
  void an_unknown_endpoint_is_not_found_on_any_path(String name) throws Exception {
    String unknown = "/api/v1/endpoints/{name}";
    for (MockHttpServletRequestBuilder request : List.of(
        get(unknown, name),
        get(unknown + "/tables", name),
        get(unknown + "/assignments/N14228", name),
        sending(
            put(unknown + "/split", name), "{\"shares\": {\"1\": 10000}, \"reason\": \"step\"}"),
        sending(post(unknown + "/rollback", name), "{\"reason\": \"harm\"}"))) {
      JsonNode problem = refused(404, request);

      assertThat(problem.at("/type").stringValue())
          .isEqualTo("urn:signalbox:problem:router-not-found");
      assertThat(problem.at("/detail").stringValue()).startsWith("endpoint: ");
    }
  }

  @Test
  void a_rollback_without_a_table_before_is_refused() throws Exception {
    JsonNode problem =
        refused(409, sending(post(ENDPOINT + "/rollback"), "{\"reason\": \"harm\"}"));

    assertThat(problem.at("/detail").stringValue())
        .isEqualTo("endpoint: flight_delay has no table before the present one");
  }

  private JsonNode ok(MockHttpServletRequestBuilder request) throws Exception {
    var answer = http.perform(request).andReturn().getResponse();
    String body = answer.getContentAsString(StandardCharsets.UTF_8);
    assertThat(answer.getStatus()).as(body).isEqualTo(200);
    return json.readTree(body);
  }

  private JsonNode refused(int status, MockHttpServletRequestBuilder request) throws Exception {
    var answer = http.perform(request).andReturn().getResponse();
    String body = answer.getContentAsString(StandardCharsets.UTF_8);
    assertThat(answer.getStatus()).as(body).isEqualTo(status);
    assertThat(answer.getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    return json.readTree(body);
  }

  private static MockHttpServletRequestBuilder split(String body) {
    return sending(put(ENDPOINT + "/split"), body);
  }

  private static MockHttpServletRequestBuilder sending(
      MockHttpServletRequestBuilder request, String body) {
    return request.contentType(MediaType.APPLICATION_JSON).content(body);
  }

  private static EndpointDefinition definition(String name, String model) {
    return new EndpointDefinition(
        new EndpointName(name),
        new ModelName(model),
        Optional.of("tail_number"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
