package io.signalbox.router.inference;

import static io.signalbox.router.inference.Plane.TENSOR;
import static io.signalbox.router.inference.Plane.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.Counter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DataPlaneTest {

  @RegisterExtension
  private final Plane plane = new Plane();

  @Test
  void rows_go_to_their_arms_and_come_back_in_order() throws Exception {
    JsonNode answer = plane.infer("flights", """
        {"id": "42", "inputs": [
          {"name": "tail_number", "shape": [4], "datatype": "BYTES", "data": ["UA1", "B61", null, "UA2"]},
          {"name": "delay", "shape": [4, 1], "datatype": "FP64", "data": [[0], [1.5], [null], [-1]]},
          {"name": "hour", "shape": [4], "datatype": "INT64", "data": [1, 2, 3, 4]}]}""");

    assertThat(answer.at("/id").stringValue()).isEqualTo("42");
    assertThat(answer.at("/model_name").stringValue()).isEqualTo("flights");
    assertThat(answer.at("/parameters/table_version").intValue()).isEqualTo(7);
    double[] logits = {2, 1.5, 0, 1};
    for (int row = 0; row < 4; row++) {
      assertThat(output(answer, "probability").get(row).doubleValue())
          .isCloseTo(1 / (1 + Math.exp(-logits[row])), within(1e-6));
    }
    for (int row : new int[] {0, 1, 3}) {
      String unit = new String[] {"UA1", "B61", "", "UA2"}[row];
      int version = plane.endpoints.find("flights").orElseThrow().versionOf(unit);
      assertThat(output(answer, "arm").get(row).stringValue()).isEqualTo("" + version);
      assertThat(output(answer, "model_version").get(row).stringValue()).isEqualTo("" + version);
    }
    assertThat(output(answer, "arm").get(2).stringValue()).isEqualTo("unassigned");
    assertThat(output(answer, "model_version").get(2).stringValue()).isEqualTo("1");
    assertThat(output(answer, "prediction_id").get(0).stringValue())
        .matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    assertThat(plane.journal.acknowledged()).isEqualTo(4);
    assertThat(plane.endpoints.open).hasValue(0);
  }

  @Test
  void the_rows_that_each_version_answered_are_counted() throws Exception {
    String units = "\"UA1\", \"B61\", \"UA2\", \"N14228\", \"N24211\"";
    JsonNode answer = plane.infer("flights", """
        {"inputs": [
          {"name": "tail_number", "shape": [5], "datatype": "BYTES", "data": [%s]},
          {"name": "delay", "shape": [5], "datatype": "FP64", "data": [1, 2, 3, 4, 5]},
          {"name": "hour", "shape": [5], "datatype": "INT64", "data": [1, 2, 3, 4, 5]}]}""".formatted(units));

    for (String version : List.of("1", "2")) {
      long answered = output(answer, "model_version")
          .valueStream()
          .filter(given -> given.stringValue().equals(version))
          .count();
      assertThat(answered).isPositive();
      Counter counted =
          plane.metrics.get("signalbox.predictions").tag("version", version).counter();
      assertThat((long) counted.count()).isEqualTo(answered);
      assertThat(counted.getId().getTag("endpoint")).isEqualTo("flights");
    }
  }

  @Test
  void every_metric_says_what_it_is() throws Exception {
    plane.infer("tensor", TENSOR);
    plane.post("/v2/models/tensor/infer", "");

    assertThat(plane.metrics.getMeters())
        .hasSizeGreaterThan(3)
        .allSatisfy(meter -> assertThat(meter.getId().getDescription())
            .as(meter.getId().getName())
            .isNotBlank());
  }

  @Test
  void a_unit_that_is_sent_is_assigned_instead_of_the_join_key() throws Exception {
    String unit = "joueur-é";
    JsonNode answer = plane.infer("flights", """
        {"inputs": [
          {"name": "unit_id", "shape": [1], "datatype": "BYTES", "data": ["%s"]},
          {"name": "tail_number", "shape": [1], "datatype": "BYTES", "data": [null]},
          {"name": "delay", "shape": [1], "datatype": "FP64", "data": [null]},
          {"name": "hour", "shape": [1], "datatype": "INT64", "data": [1]}]}""".formatted(unit));

    assertThat(output(answer, "arm").get(0).stringValue())
        .isEqualTo("" + plane.endpoints.find("flights").orElseThrow().versionOf(unit));
  }

  @Test
  void a_tensor_goes_to_the_model_flat_or_nested() throws Exception {
    for (String data : List.of("[1, 1, 2, -1]", "[[1, 1], [2, -1]]")) {
      JsonNode answer = plane.infer("tensor", """
          {"inputs": [{"name": "x", "data": %s, "shape": [2, 2], "datatype": "FP32"}],
           "outputs": [{"name": "probability"}]}""".formatted(data));

      assertThat(answer.at("/outputs").size()).isEqualTo(1);
      assertThat(output(answer, "probability").get(0).doubleValue())
          .isCloseTo(1 / (1 + Math.exp(0.5)), within(1e-6));
      assertThat(output(answer, "probability").get(1).doubleValue())
          .isCloseTo(1 / (1 + Math.exp(-4.5)), within(1e-6));
    }
  }

  @Test
  void an_int64_keeps_every_bit_on_its_way() throws Exception {
    JsonNode answer = plane.infer("integer", """
        {"inputs": [{"name": "n", "shape": [2], "datatype": "INT64", "data": [9007199254740993, -9223372036854775808]}]}""");

    assertThat(output(answer, "same").get(0).longValue()).isEqualTo(9007199254740993L);
    assertThat(output(answer, "same").get(1).longValue()).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void a_version_may_be_named_and_is_then_no_assignment() throws Exception {
    MockHttpServletResponse response = plane.post("/v2/models/tensor/versions/1/infer", TENSOR);
    assertThat(response.getStatus()).isEqualTo(200);
    assertThat(response.getContentAsString()).contains("unassigned");

    MockHttpServletResponse other = plane.post("/v2/models/tensor/versions/9/infer", TENSOR);
    assertThat(other.getStatus()).isEqualTo(404);
    assertThat(other.getContentAsString())
        .isEqualTo("{\"error\":\"version: 9 of tensor (expected: one of [1])\"}");
  }

  @Test
  void the_server_and_its_models_say_what_they_are() throws Exception {
    assertThat(plane.get("/v2").getContentAsString())
        .isEqualTo("{\"name\":\"signalbox\",\"version\":\"1\",\"extensions\":[]}");
    assertThat(plane.get("/v2/health/live").getContentAsString()).isEqualTo("{\"live\":true}");
    assertThat(plane.get("/v2/health/ready").getContentAsString()).isEqualTo("{\"ready\":true}");
    assertThat(plane.get("/v2/models/flights/ready").getContentAsString())
        .isEqualTo("{\"name\":\"flights\",\"ready\":true}");
    JsonNode tensor =
        JsonMapper.shared().readTree(plane.get("/v2/models/tensor").getContentAsString());
    assertThat(tensor.at("/versions/0").stringValue()).isEqualTo("1");
    assertThat(tensor.at("/inputs/0/shape").toString()).isEqualTo("[-1,2]");
    assertThat(tensor.at("/outputs/0/name").stringValue()).isEqualTo("probability");
  }
}
