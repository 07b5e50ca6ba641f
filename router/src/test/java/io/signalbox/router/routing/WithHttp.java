package io.signalbox.router.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;

import io.signalbox.migrations.TestDatabase;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.Stage;
import io.signalbox.router.EndpointDefinition;
import io.signalbox.router.EndpointName;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The control plane's paths, over the real room and its database; version 1 serves. */
abstract class WithHttp {
  static final String ENDPOINT = "/api/v1/endpoints/flight_delay";
  static final EndpointName NAME = new EndpointName("flight_delay");
  static final ModelVersion FIRST = new ModelVersion(new ModelName("delays"), 1);
  static final Attribution ALICE = new Attribution("alice", "because");

  final TestDatabase database = TestDatabase.fresh();
  final Replica replica = new Replica(database.dataSource(), new FakeStages());
  final MockMvc http = replica.http();
  final JsonMapper json = JsonMapper.builder().build();

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

  JsonNode ok(MockHttpServletRequestBuilder request) throws Exception {
    var answer = http.perform(request).andReturn().getResponse();
    String body = answer.getContentAsString(StandardCharsets.UTF_8);
    assertThat(answer.getStatus()).as(body).isEqualTo(200);
    return json.readTree(body);
  }

  JsonNode refused(int status, MockHttpServletRequestBuilder request) throws Exception {
    var answer = http.perform(request).andReturn().getResponse();
    String body = answer.getContentAsString(StandardCharsets.UTF_8);
    assertThat(answer.getStatus()).as(body).isEqualTo(status);
    assertThat(answer.getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    return json.readTree(body);
  }

  static MockHttpServletRequestBuilder split(String body) {
    return sending(put(ENDPOINT + "/split"), body);
  }

  static MockHttpServletRequestBuilder sending(MockHttpServletRequestBuilder request, String body) {
    return request.contentType(MediaType.APPLICATION_JSON).content(body);
  }

  static EndpointDefinition definition(String name, String model) {
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
