package io.signalbox.router.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.signalbox.features.FeatureService;
import io.signalbox.features.Field;
import io.signalbox.features.Table;
import io.signalbox.features.ValueType;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.router.EndpointDefinition;
import io.signalbox.router.LoadedModel;
import io.signalbox.router.journal.Drainer;
import io.signalbox.router.journal.Journal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DataPlaneTest {

  private static final Clock NOON =
      Clock.fixed(Instant.parse("2013-04-15T12:00:00Z"), ZoneOffset.UTC);
  private static final FeatureService FLIGHTS = new FeatureService(
      "flights",
      1,
      List.of(new Field("tail_number", ValueType.STRING, false)),
      List.of(
          new Field("delay", ValueType.FLOAT64, true), new Field("hour", ValueType.INT64, false)),
      List.of(new Field("carrier", ValueType.STRING, true)));

  private final FakeEndpoints endpoints = new FakeEndpoints();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final Shadows shadows = new Shadows(metrics);
  private final List<LoadedModel> models = new ArrayList<>();
  private Journal journal;
  private InferenceServlet inference;
  private OutcomesServlet outcomes;

  @BeforeEach
  void open(@TempDir Path folder) {
    journal = Journal.open(folder, Journal.Bounds.USUAL);
    Drainer neverStarted = new Drainer(journal, new PGSimpleDataSource());
    inference = new InferenceServlet(
        new Inference(endpoints, new FakeFeatures(), journal, neverStarted, shadows, NOON, metrics),
        endpoints,
        "1",
        metrics);
    outcomes = new OutcomesServlet(journal, NOON, metrics);
    endpoints.put(
        "flights",
        Optional.of("tail_number"),
        Optional.of(FLIGHTS),
        Map.of(1, 5000, 2, 5000),
        List.of(),
        Map.of(1, model(1, Graphs.delayAndCarrier()), 2, model(2, Graphs.delayAndCarrier())));
    endpoints.put(
        "tensor",
        Optional.empty(),
        Optional.empty(),
        Map.of(1, 10_000),
        List.of(),
        Map.of(1, model(1, Graphs.logistic(new float[] {1, -2}, 0.5f))));
    endpoints.put(
        "integer",
        Optional.of("n"),
        Optional.empty(),
        Map.of(1, 10_000),
        List.of(),
        Map.of(1, model(1, Graphs.sameInteger())));
  }

  @AfterEach
  void close() {
    shadows.close();
    journal.close();
    models.forEach(LoadedModel::close);
  }

  private LoadedModel model(int version, byte[] graph) {
    LoadedModel model = OnnxModel.of(new ModelVersion(new ModelName("m"), version), graph);
    models.add(model);
    return model;
  }

  @Test
  void rows_go_to_their_arms_and_come_back_in_order() throws Exception {
    JsonNode answer = infer("flights", """
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
      int version = endpoints.find("flights").orElseThrow().versionOf(unit);
      assertThat(output(answer, "arm").get(row).stringValue()).isEqualTo("" + version);
      assertThat(output(answer, "model_version").get(row).stringValue()).isEqualTo("" + version);
    }
    assertThat(output(answer, "arm").get(2).stringValue()).isEqualTo("unassigned");
    assertThat(output(answer, "model_version").get(2).stringValue()).isEqualTo("1");
    assertThat(output(answer, "prediction_id").get(0).stringValue())
        .matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    assertThat(journal.acknowledged()).isEqualTo(4);
    assertThat(endpoints.open).hasValue(0);
  }

  @Test
  void a_unit_that_is_sent_is_assigned_instead_of_the_join_key() throws Exception {
    String unit = "joueur-é";
    JsonNode answer = infer("flights", """
        {"inputs": [
          {"name": "unit_id", "shape": [1], "datatype": "BYTES", "data": ["%s"]},
          {"name": "tail_number", "shape": [1], "datatype": "BYTES", "data": [null]},
          {"name": "delay", "shape": [1], "datatype": "FP64", "data": [null]},
          {"name": "hour", "shape": [1], "datatype": "INT64", "data": [1]}]}""".formatted(unit));

    assertThat(output(answer, "arm").get(0).stringValue())
        .isEqualTo("" + endpoints.find("flights").orElseThrow().versionOf(unit));
  }

  @Test
  void a_tensor_goes_to_the_model_flat_or_nested() throws Exception {
    for (String data : List.of("[1, 1, 2, -1]", "[[1, 1], [2, -1]]")) {
      JsonNode answer = infer("tensor", """
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
    JsonNode answer = infer("integer", """
        {"inputs": [{"name": "n", "shape": [2], "datatype": "INT64", "data": [9007199254740993, -9223372036854775808]}]}""");

    assertThat(output(answer, "same").get(0).longValue()).isEqualTo(9007199254740993L);
    assertThat(output(answer, "same").get(1).longValue()).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void a_version_may_be_named_and_is_then_no_assignment() throws Exception {
    MockHttpServletResponse response = post("/v2/models/tensor/versions/1/infer", TENSOR);
    assertThat(response.getStatus()).isEqualTo(200);
    assertThat(response.getContentAsString()).contains("unassigned");

    MockHttpServletResponse other = post("/v2/models/tensor/versions/9/infer", TENSOR);
    assertThat(other.getStatus()).isEqualTo(404);
    assertThat(other.getContentAsString())
        .isEqualTo("{\"error\":\"version: 9 of tensor (expected: one of [1])\"}");
  }

  private static final String TENSOR =
      "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1,2]}]}";

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
      {"inputs":[{"name":"x","shape":[0,2],"datatype":"FP32","data":[]}]}            | inputs[0].shape: 0 (expected: whole numbers > 0)
      {"inputs":[{"name":"x","shape":[-1,2],"datatype":"FP32","data":[1,2]}]}        | inputs[0].shape: -1
      {"inputs":[{"name":"x","shape":[],"datatype":"FP32","data":[1]}]}              | input x: shape []
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[[1],[2]]}]}     | input x: data nested otherwise
      {"inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[[1,2],3,4]}]}   | input x: data nested otherwise
      {"inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[1,2,[3,4]]}]}   | input x: data nested otherwise
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"INT64","data":[1,2]}]}        | input x: datatype INT64 (expected: FP64)
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FLOAT","data":[1,2]}]}        | input x: datatype FLOAT (expected: one of
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,"2"]}]}       | input x: value 1 is text (expected: a number)
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,"NaN"]}]}     | input x: value 1 is text
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,NaN]}]}       | body: not JSON
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,1e999]}]}     | input x: value 1 is beyond FP32
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,null]}]}      | input x: value 1 is null
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,true]}]}      | input x: value 1 is true or false
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,{}]}]}        | inputs[0].data: an object
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":1}]}             | inputs[0].data: a number (expected: an array)
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32"}]}                      | input x: no data
      {"inputs":[{"name":"x","shape":[1,2],"data":[1,2]}]}                           | input x: no datatype
      {"inputs":[{"shape":[1,2],"datatype":"FP32","data":[1,2]}]}                    | inputs[0]: no name
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]}],"outputs":[{"name":"odds"}]} | output odds: unknown
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]},{"name":"unit_id","shape":[2],"datatype":"BYTES","data":["a","b"]}]} | input unit_id: 2 rows
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]},{"name":"unit_id","shape":[1],"datatype":"BYTES","data":[7]}]} | input unit_id: value 0 is an integer (expected: text)
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]},{"name":"unit_id","shape":[1],"datatype":"BYTES","data":[""]}]} | input unit_id: value 0 is empty
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]},{"name":"unit_id","shape":[1],"datatype":"BYTES","data":["\\u0000"]}]} | inputs[1].data: text with U+0000
      {"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]},{"name":"unit_id","shape":[1],"datatype":"BYTES","data":["\\ud83d"]}]} | inputs[1].data: half of a surrogate pair
      """)
  void what_is_no_tensor_for_the_endpoint_is_refused(String body, String reason) throws Exception {
    if (body.equals("{} {}")) {
      reason = "body: more than one JSON value";
    }
    MockHttpServletResponse response = post("/v2/models/tensor/infer", body);

    assertThat(response.getStatus()).isEqualTo(400);
    assertThat(error(response)).startsWith(reason);
    assertThat(journal.acknowledged()).isZero();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      "FP64","data":[1.5]     | input hour: datatype FP64 (expected: INT64)
      "INT64","data":[1.5]    | input hour: value 0 is a decimal number
      "INT64","data":["1"]    | input hour: value 0 is text
      "INT64","data":[null]   | input hour: value 0 is null (expected: a value)
      "INT64","data":[9223372036854775808] | input hour: value 0 is an integer beyond int64
      "INT8","data":[128]     | input hour: value 0 is beyond INT8
      """)
  void what_is_no_integer_is_refused(String hour, String reason) throws Exception {
    MockHttpServletResponse response = post("/v2/models/flights/infer", """
        {"inputs": [
          {"name": "tail_number", "shape": [1], "datatype": "BYTES", "data": ["UA1"]},
          {"name": "delay", "shape": [1], "datatype": "FP64", "data": [1]},
          {"name": "hour", "shape": [1], "datatype": %s}]}""".formatted(hour));

    assertThat(response.getStatus()).isEqualTo(400);
    assertThat(error(response)).startsWith(reason);
  }

  @Test
  void a_body_beyond_a_megabyte_is_refused_whether_it_says_so_or_not() throws Exception {
    String large = TENSOR + " ".repeat(Body.GREATEST_BYTES);

    assertThat(post("/v2/models/tensor/infer", large).getStatus()).isEqualTo(413);
    assertThat(post("/v2/models/tensor/infer", TENSOR + " ".repeat(1000)).getStatus())
        .isEqualTo(200);
  }

  @Test
  void what_is_not_there_is_not_found() throws Exception {
    assertThat(error(post("/v2/models/nobody/infer", TENSOR)))
        .isEqualTo("model: nobody (expected: an endpoint that serves a version)");
    assertThat(post("/v2/models/tensor/explain", TENSOR).getStatus()).isEqualTo(404);
    assertThat(get("/v2/models/tensor/infer").getStatus()).isEqualTo(405);
    assertThat(get("/v2/models/nobody").getStatus()).isEqualTo(404);
    assertThat(get("/v2/models/nobody/ready").getStatus()).isEqualTo(400);
  }

  @Test
  void the_server_and_its_models_say_what_they_are() throws Exception {
    assertThat(get("/v2").getContentAsString())
        .isEqualTo("{\"name\":\"signalbox\",\"version\":\"1\",\"extensions\":[]}");
    assertThat(get("/v2/health/live").getContentAsString()).isEqualTo("{\"live\":true}");
    assertThat(get("/v2/health/ready").getContentAsString()).isEqualTo("{\"ready\":true}");
    assertThat(get("/v2/models/flights/ready").getContentAsString())
        .isEqualTo("{\"name\":\"flights\",\"ready\":true}");
    JsonNode tensor = JsonMapper.shared().readTree(get("/v2/models/tensor").getContentAsString());
    assertThat(tensor.at("/versions/0").stringValue()).isEqualTo("1");
    assertThat(tensor.at("/inputs/0/shape").toString()).isEqualTo("[-1,2]");
    assertThat(tensor.at("/outputs/0/name").stringValue()).isEqualTo("probability");
  }

  @Test
  void a_shadow_that_hangs_or_fails_does_not_hurt_the_answer() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    LoadedModel live = model(1, Graphs.logistic(new float[] {1, -2}, 0.5f));
    endpoints.put(
        "tensor",
        Optional.empty(),
        Optional.empty(),
        Map.of(1, 10_000),
        List.of(2, 3),
        Map.of(1, live, 2, new Broken(2, hanging), 3, new Broken(3, new CountDownLatch(0))));

    for (int i = 0; i < 10; i++) {
      assertThat(post("/v2/models/tensor/infer", TENSOR).getStatus()).isEqualTo(200);
    }

    assertThat(journal.acknowledged()).isEqualTo(10);
    assertThat(metrics.counter("signalbox.shadow.failures", "model", "m/2").count())
        .as("then it is left alone")
        .isEqualTo(Shadows.MOST_FAILURES);
    assertThat(metrics.counter("signalbox.shadow.failures", "model", "m/3").count())
        .isEqualTo(Shadows.MOST_FAILURES);
    assertThat(endpoints.open.get()).as("held by those that hang").isPositive();
    hanging.countDown();
    org.awaitility.Awaitility.await().untilAtomic(endpoints.open, org.hamcrest.Matchers.equalTo(0));
  }

  @Test
  void outcomes_are_taken_whether_their_prediction_is_known_or_not() throws Exception {
    MockHttpServletResponse response = outcomes("""
        {"outcomes": [
          {"prediction_id": "018f3a5e-0000-7000-8000-000000000000", "value": 1},
          {"prediction_id": "a3bb189e-8bf9-4c2b-9d5e-1f6f6f6f6f6f", "value": 0.5,
           "occurred_at": "2013-04-15T08:00:00-04:00", "endpoint": "flights"}]}""");

    assertThat(response.getContentAsString()).isEqualTo("{\"accepted\":2}");
    assertThat(journal.acknowledged()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      ``                                                                    | body: empty
      {}                                                                    | outcomes: missing
      {"outcomes":{}}                                                       | outcomes: an object (expected: an array)
      {"outcomes":[{"value":1}]}                                            | outcomes[0].prediction_id: missing
      {"outcomes":[{"prediction_id":"018f3a5e-0000-7000-8000-000000000000"}]} | outcomes[0].value: missing
      {"outcomes":[{"prediction_id":"flight 7","value":1}]}                 | outcomes[0].prediction_id: 'flight 7'
      {"outcomes":[{"prediction_id":"018f3a5e-0000-7000-8000-000000000000","value":"1"}]} | outcomes[0].value: text
      {"outcomes":[{"prediction_id":"018f3a5e-0000-7000-8000-000000000000","value":1e999}]} | outcomes[0].value: a number (expected: a finite number)
      {"outcomes":[{"prediction_id":"018f3a5e-0000-7000-8000-000000000000","value":1,"occurred_at":"2013-04-15T08:00:00"}]} | outcomes[0].occurred_at: '2013-04-15T08:00:00' (expected: ISO-8601 with a zone)
      {"outcomes":[{"prediction_id":"018f3a5e-0000-7000-8000-000000000000","value":1,"unit":"a"}]} | outcomes[0].unit: unknown
      """)
  void what_is_no_outcome_is_refused_as_a_problem(String body, String reason) throws Exception {
    MockHttpServletResponse response = outcomes(body);

    assertThat(response.getStatus()).isEqualTo(400);
    assertThat(response.getContentType()).startsWith("application/problem+json");
    JsonNode problem = JsonMapper.shared().readTree(response.getContentAsByteArray());
    assertThat(problem.at("/type").stringValue()).isEqualTo("urn:signalbox:problem:invalid");
    assertThat(problem.at("/detail").stringValue()).startsWith(reason);
    assertThat(journal.acknowledged()).isZero();
  }

  private JsonNode infer(String endpoint, String body) throws IOException {
    MockHttpServletResponse response = post("/v2/models/" + endpoint + "/infer", body);
    assertThat(response.getStatus()).as(response.getContentAsString()).isEqualTo(200);
    return JsonMapper.shared().readTree(response.getContentAsByteArray());
  }

  private static JsonNode output(JsonNode answer, String name) {
    for (JsonNode output : answer.at("/outputs")) {
      if (output.at("/name").stringValue().equals(name)) {
        return output.at("/data");
      }
    }
    throw new AssertionError(name + " is not in " + answer);
  }

  private static String error(MockHttpServletResponse response) throws IOException {
    return JsonMapper.shared()
        .readTree(response.getContentAsByteArray())
        .at("/error")
        .stringValue();
  }

  private MockHttpServletResponse post(String path, String body) throws IOException {
    return call(inference, "POST", path, body);
  }

  private MockHttpServletResponse get(String path) throws IOException {
    return call(inference, "GET", path, "");
  }

  private MockHttpServletResponse outcomes(String body) throws IOException {
    return call(outcomes, "POST", "/api/v1/outcomes", body);
  }

  private static MockHttpServletResponse call(
      DataPlane servlet, String method, String path, String body) throws IOException {
    MockHttpServletRequest request = new MockHttpServletRequest(method, path);
    request.setContent(body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8));
    MockHttpServletResponse response = new MockHttpServletResponse();
    response.setCharacterEncoding("UTF-8");
    servlet.service(request, response);
    return response;
  }

  /** A model that waits for a latch and then fails. */
  private record Broken(int number, CountDownLatch latch) implements ScoringModel {
    @Override
    public ModelVersion version() {
      return new ModelVersion(new ModelName("m"), number);
    }

    @Override
    public List<ModelInput> inputs() {
      return List.of(new ModelInput("x", Datatype.FP32, 2));
    }

    @Override
    public List<ModelOutput> outputs() {
      return List.of(new ModelOutput("probability", Datatype.FP32, 0));
    }

    @Override
    public List<Tensor> run(Feed feed, Table table, int[] rows) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      throw new ScoringFailed("broken", null);
    }

    @Override
    public void checkFits(EndpointDefinition endpoint, Optional<FeatureService> service) {}

    @Override
    public void close() {}
  }
}
