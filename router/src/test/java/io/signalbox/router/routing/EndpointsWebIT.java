package io.signalbox.router.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;

import io.signalbox.registry.ModelName;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import tools.jackson.databind.JsonNode;

/** What endpoints tell of themselves. */
class EndpointsWebIT extends WithHttp {
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
  void a_unit_is_told_its_slot_and_its_version() throws Exception {
    assertThat(ok(get(ENDPOINT + "/assignments/{unit}", "joueur-é"))).isEqualTo(json.readTree("""
                {"endpoint": "flight_delay", "unit": "joueur-é", "slot": 9956, "model_version": 1}"""));
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
}
