package io.signalbox.router.inference;

import static io.signalbox.router.inference.Plane.TENSOR;
import static io.signalbox.router.inference.Plane.error;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.features.FeatureService;
import io.signalbox.features.Field;
import io.signalbox.features.ValueType;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** What the Open Inference Protocol's paths do not answer, and in which words. */
class RefusedRequestsTest {

  @RegisterExtension
  private final Plane plane = new Plane();

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      ``                                                                             | body: empty
      {                                                                              | body: not JSON
      [1]                                                                            | body: an array (expected: an object)
      {} {}                                                                          | inputs: none
      {"inputs":[]}                                                                  | inputs: none
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]}]} {}      | body: more than one JSON value
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]},{"name":"y","shape":[1],"datatype":"FP32","data":[1]}]} | input y: unknown
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]},{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]}]} | input x: sent twice
      {"inputs":[{"name":"unit_id","shape":[1],"datatype":"BYTES","data":["a"]}]}    | input x: missing
      {"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1,2,3]}]}       | input x: shape [1, 3] (expected: [n, 2])
      {"inputs":[{"name":"x","shape":[2],"datatype":"FP32","data":[1,2]}]}           | input x: shape [2] (expected: [n, 2])
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1]}]}           | input x: 1 values (expected: those of shape [1, 2])
      {"inputs":[{"name":"x","shape":[2000000000,2000000000],"datatype":"FP32","data":[1]}]} | input x: 1 values
      {"inputs":[{"name":"x","shape":[0,2],"datatype":"FP32","data":[]}]}            | inputs[0].shape: 0 (expected: whole numbers from 1 to 2147483647)
      {"inputs":[{"name":"x","shape":[-1,2],"datatype":"FP32","data":[1,2]}]}        | inputs[0].shape: -1
      {"inputs":[{"name":"x","shape":[],"datatype":"FP32","data":[1]}]}              | input x: shape []
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[[1],[2]]}]}     | input x: data nested otherwise
      {"inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[[1,2],3,4]}]}   | input x: data nested otherwise
      {"inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[1,2,[3,4]]}]}   | input x: data nested otherwise
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"INT64","data":[1,2]}]}        | input x: datatype INT64 (expected: FP32)
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FLOAT","data":[1,2]}]}        | input x: datatype FLOAT (expected: one of
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,"2"]}]}       | input x: text at index 1 (expected: a number)
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,"NaN"]}]}     | input x: text at index 1 (expected: a number)
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,NaN]}]}       | body: not JSON
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,1e999]}]}     | input x: a number beyond FP32 at index 1 (expected: a finite one)
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,1e39]}]}      | input x: a number beyond FP32 at index 1 (expected: a finite one)
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,-3.5e38]}]}   | input x: a number beyond FP32 at index 1 (expected: a finite one)
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP64","data":[1,1e39]}]}      | input x: a number beyond FP32 at index 1 (expected: a finite one)
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP16","data":[1,65520]}]}     | input x: a number beyond FP16 at index 1 (expected: a finite one)
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,null]}]}      | input x: null at index 1 (expected: a value)
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,true]}]}      | input x: true or false at index 1 (expected: a number)
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,{}]}]}        | inputs[0].data: an object
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":1}]}             | inputs[0].data: a number (expected: an array)
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32"}]}                      | input x: no data
      {"inputs":[{"name":"x","shape":[1,2],"data":[1,2]}]}                           | input x: no datatype
      {"inputs":[{"shape":[1,2],"datatype":"FP32","data":[1,2]}]}                    | inputs[0]: no name
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]}],"outputs":[{"name":"odds"}]} | output odds: unknown
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]},{"name":"unit_id","shape":[2],"datatype":"BYTES","data":["a","b"]}]} | input unit_id: 2 rows
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]},{"name":"unit_id","shape":[1],"datatype":"BYTES","data":[7]}]} | input unit_id: 7 at index 0 (expected: text)
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]},{"name":"unit_id","shape":[1],"datatype":"BYTES","data":[""]}]} | input unit_id: an empty text at index 0
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]},{"name":"unit_id","shape":[1],"datatype":"BYTES","data":["\\u0000"]}]} | inputs[1].data: text with U+0000
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]},{"name":"unit_id","shape":[1],"datatype":"BYTES","data":["\\ud83d"]}]} | inputs[1].data: half of a surrogate pair
      """)
  void what_is_no_tensor_for_the_endpoint_is_refused(String body, String reason) throws Exception {
    if (body.equals("{} {}")) {
      reason = "body: more than one JSON value";
    }
    MockHttpServletResponse response = plane.post("/v2/models/tensor/infer", body);

    assertThat(response.getStatus()).isEqualTo(400);
    assertThat(error(response)).startsWith(reason);
    assertThat(plane.journal.acknowledged()).isZero();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      "FP64","data":[1.5]     | input hour: datatype FP64 (expected: INT64)
      "INT64","data":[1.5]    | input hour: 1.5 at index 0 (expected: of type INT64)
      "INT64","data":["1"]    | input hour: text at index 0 (expected: of type INT64)
      "INT64","data":[null]   | input hour: null at index 0 (expected: a value)
      "INT64","data":[9223372036854775808] | input hour: an integer beyond int64 at index 0 (expected: of type INT64)
      "INT8","data":[128]     | input hour: 128 at index 0 (expected: INT8, -128 to 127)
      """)
  void what_is_no_integer_is_refused(String hour, String reason) throws Exception {
    MockHttpServletResponse response = plane.post("/v2/models/flights/infer", """
        {"inputs": [
          {"name": "tail_number", "shape": [1], "datatype": "BYTES", "data": ["UA1"]},
          {"name": "delay", "shape": [1], "datatype": "FP64", "data": [1]},
          {"name": "hour", "shape": [1], "datatype": %s}]}""".formatted(hour));

    assertThat(response.getStatus()).isEqualTo(400);
    assertThat(error(response)).startsWith(reason);
  }

  @Test
  void a_key_that_is_a_request_input_too_may_be_null_only_where_that_may() throws Exception {
    Field origin = new Field("origin", ValueType.STRING, false);
    var service = new FeatureService(
        "origins",
        1,
        List.of(origin),
        List.of(origin, new Field("delay", ValueType.FLOAT64, true)),
        List.of(new Field("carrier", ValueType.STRING, true)));
    plane.endpoints.put(
        "origins",
        Optional.empty(),
        Optional.of(service),
        Map.of(1, 10_000),
        List.of(),
        Map.of(1, plane.model(1, Graphs.delayAndCarrier())));

    MockHttpServletResponse response = plane.post("/v2/models/origins/infer", """
        {"inputs": [
          {"name": "origin", "shape": [1], "datatype": "BYTES", "data": [null]},
          {"name": "delay", "shape": [1], "datatype": "FP64", "data": [1]}]}""");

    assertThat(response.getStatus()).isEqualTo(400);
    assertThat(error(response)).startsWith("input origin: null at index 0 (expected: a value)");
  }

  @Test
  void a_body_beyond_a_megabyte_is_refused_whether_it_says_so_or_not() throws Exception {
    String large = TENSOR + " ".repeat(Body.GREATEST_BYTES);

    assertThat(plane.post("/v2/models/tensor/infer", large).getStatus()).isEqualTo(413);
    assertThat(plane.post("/v2/models/tensor/infer", TENSOR + " ".repeat(1000)).getStatus())
        .isEqualTo(200);
  }

  @Test
  void json_beyond_its_bounds_is_refused_as_such() throws Exception {
    String expected =
        " (expected: at most 16 deep, numbers of at most 400 letters and names of 50000)";
    for (String body : List.of(
        "[".repeat(17) + "]".repeat(17),
        "{\"inputs\": [{\"data\": [" + "1".repeat(401) + "]}]}",
        "{\"" + "a".repeat(50_001) + "\": 1}")) {
      MockHttpServletResponse response = plane.post(
          "/v2/models/tensor/infer", body.startsWith("[") ? "{\"x\":" + body + "}" : body);

      assertThat(response.getStatus()).isEqualTo(400);
      assertThat(error(response))
          .startsWith("body: too deep, or a number or a name too long")
          .endsWith(expected);
    }
  }

  /** IEEE 754: the greatest binary32, and the greatest that still rounds to the greatest binary16, 65504. */
  @ParameterizedTest
  @CsvSource({"FP32, 3.4028234663852886e38", "FP64, -3.4028234663852886e38", "FP16, 65519.9"})
  void the_greatest_number_of_a_datatype_passes(String datatype, String number) throws Exception {
    plane.infer("tensor", """
        {"inputs": [{"name": "x", "shape": [1, 2], "datatype": "%s", "data": [1, %s]}]}""".formatted(datatype, number));
  }

  @Test
  void a_request_of_too_many_rows_is_refused_before_it_is_scored() throws Exception {
    MockHttpServletResponse most = plane.post("/v2/models/integer/infer", integers(10_000));
    MockHttpServletResponse more = plane.post("/v2/models/integer/infer", integers(10_001));

    assertThat(most.getStatus()).isEqualTo(200);
    assertThat(more.getStatus()).isEqualTo(413);
    assertThat(error(more)).isEqualTo("inputs: 10001 rows (expected: at most 10000)");
    assertThat(plane.journal.acknowledged()).isEqualTo(10_000);
    assertThat(plane.metrics.get("signalbox.infer").timer().count()).isOne();
  }

  private static String integers(int rows) {
    return """
        {"inputs": [{"name": "n", "shape": [%d], "datatype": "INT64", "data": [%s]}]}""".formatted(rows, String.join(",", Collections.nCopies(rows, "7")));
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, http://elsewhere.example, 200",
    "'', '', 200",
    "'', http://elsewhere.example, 415",
    "'', null, 415",
    "text/plain, '', 415",
    "text/plain, http://elsewhere.example, 415",
    "application/x-www-form-urlencoded, '', 415"
  })
  void a_page_of_another_site_cannot_ask(String type, String origin, int status) throws Exception {
    MockHttpServletRequest request = Plane.sending("/v2/models/tensor/infer", type, TENSOR);
    if (!origin.isEmpty()) {
      request.addHeader("Origin", origin);
    }

    assertThat(plane.infer(request).getStatus()).isEqualTo(status);
    assertThat(plane.journal.acknowledged()).isEqualTo(status == 200 ? 1 : 0);
  }

  @Test
  void what_is_not_there_is_not_found() throws Exception {
    assertThat(error(plane.post("/v2/models/nobody/infer", TENSOR)))
        .isEqualTo("model: nobody (expected: an endpoint that serves a version)");
    assertThat(plane.post("/v2/models/tensor/explain", TENSOR).getStatus()).isEqualTo(404);
    assertThat(error(plane.post("/v2/models//infer", TENSOR)))
        .isEqualTo(
            "path: /v2/models//infer (expected: one of the Open Inference Protocol, version 2)");
    assertThat(plane.get("/v2/models/tensor/infer").getStatus()).isEqualTo(405);
    assertThat(plane.get("/v2/models/nobody").getStatus()).isEqualTo(404);
    assertThat(plane.get("/v2/models/nobody/ready").getStatus()).isEqualTo(400);
  }
}
