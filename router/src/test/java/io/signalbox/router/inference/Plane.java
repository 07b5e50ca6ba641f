package io.signalbox.router.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.signalbox.features.FeatureService;
import io.signalbox.features.Field;
import io.signalbox.features.ValueType;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.router.LoadedModel;
import io.signalbox.router.journal.Drainer;
import io.signalbox.router.journal.Journal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Both servlets over a journal and three endpoints with real graphs, at noon of 15 April 2013; the database is never asked. Anew for each test. */
final class Plane implements BeforeEachCallback, AfterEachCallback {

  static final Clock NOON = Clock.fixed(Instant.parse("2013-04-15T12:00:00Z"), ZoneOffset.UTC);
  static final String TENSOR =
      "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1,2]}]}";

  private static final FeatureService FLIGHTS = new FeatureService(
      "flights",
      1,
      List.of(new Field("tail_number", ValueType.STRING, false)),
      List.of(
          new Field("delay", ValueType.FLOAT64, true), new Field("hour", ValueType.INT64, false)),
      List.of(new Field("carrier", ValueType.STRING, true)));

  final FakeEndpoints endpoints = new FakeEndpoints();
  final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  Journal journal;
  private final Shadows shadows;
  private final List<LoadedModel> models = new ArrayList<>();
  private Path folder;
  private InferenceServlet inference;
  private OutcomesServlet outcomes;

  Plane() {
    this(Shadows.USUAL_PATIENCE);
  }

  /** As patient with shadows as this. */
  Plane(String patience) {
    shadows = new Shadows(metrics, patience);
  }

  @Override
  public void beforeEach(ExtensionContext test) throws IOException {
    folder = Files.createTempDirectory("plane");
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

  /** A model that lives as long as this. */
  LoadedModel model(int version, byte[] graph) {
    LoadedModel model = OnnxModel.of(new ModelVersion(new ModelName("m"), version), graph);
    models.add(model);
    return model;
  }

  JsonNode infer(String endpoint, String body) throws IOException {
    MockHttpServletResponse response = post("/v2/models/" + endpoint + "/infer", body);
    assertThat(response.getStatus()).as(response.getContentAsString()).isEqualTo(200);
    return JsonMapper.shared().readTree(response.getContentAsByteArray());
  }

  static JsonNode output(JsonNode answer, String name) {
    for (JsonNode output : answer.at("/outputs")) {
      if (output.at("/name").stringValue().equals(name)) {
        return output.at("/data");
      }
    }
    throw new AssertionError(name + " is not in " + answer);
  }

  static String error(MockHttpServletResponse response) throws IOException {
    return JsonMapper.shared()
        .readTree(response.getContentAsByteArray())
        .at("/error")
        .stringValue();
  }

  MockHttpServletResponse post(String path, String body) throws IOException {
    return infer(sending(path, "application/json", body));
  }

  MockHttpServletResponse get(String path) throws IOException {
    return infer(new MockHttpServletRequest("GET", path));
  }

  MockHttpServletResponse infer(MockHttpServletRequest request) throws IOException {
    return call(inference, request);
  }

  MockHttpServletResponse outcomes(String type, String body) throws IOException {
    return call(outcomes, sending("/api/v1/outcomes", type, body));
  }

  /** A POST; an empty type is none at all. */
  static MockHttpServletRequest sending(String path, String type, String body) {
    var request = new MockHttpServletRequest("POST", path);
    request.setContent(body.getBytes(StandardCharsets.UTF_8));
    if (!type.isEmpty()) {
      request.setContentType(type);
    }
    return request;
  }

  private static MockHttpServletResponse call(DataPlane servlet, MockHttpServletRequest request)
      throws IOException {
    MockHttpServletResponse response = new MockHttpServletResponse();
    response.setCharacterEncoding("UTF-8");
    servlet.service(request, response);
    return response;
  }

  @Override
  public void afterEach(ExtensionContext test) throws IOException {
    shadows.close();
    journal.close();
    models.forEach(LoadedModel::close);
    MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
  }
}
