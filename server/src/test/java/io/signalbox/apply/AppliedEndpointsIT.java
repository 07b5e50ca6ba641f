package io.signalbox.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.server.OneServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whoever applies an endpoint calls it next, over a real server and a model that its MLflow paths took. */
@ExtendWith(OneServer.class)
class AppliedEndpointsIT {
  private static final Path MODEL = Path.of("bench/logistic").toAbsolutePath();
  private static final String ROW = """
      {"inputs": [{"name": "x", "shape": [1, 20], "datatype": "FP32", "data": %s}]}""".formatted(Collections.nCopies(20, 0.5));

  private static final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void register() throws Exception {
    register("early");
    register("late");
  }

  @AfterAll
  static void stop() {
    http.close();
  }

  @Test
  void the_answer_comes_when_the_endpoint_serves() throws Exception {
    promote("early");

    HttpResponse<String> applied = apply("kind: Endpoint\\nname: early\\nmodel: early\\n");

    assertThat(json(applied).at("/applied/0/status").asString())
        .isEqualTo("serves 1, which is in Production");
    HttpResponse<String> answer = post("/v2/models/early/infer", ROW);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(apply("kind: Endpoint\\nname: early\\nmodel: early\\n").body())
        .contains("\"changed\":false", "serves 1, which is in Production");
  }

  /** PostgreSQL keeps microseconds. */
  @Test
  void a_change_is_answered_with_the_very_moment_that_it_is_read_back_with() throws Exception {
    register("timed");
    promote("timed");
    apply("kind: Endpoint\\nname: timed\\nmodel: timed\\n");

    for (int i = 0; i < 5; i++) {
      JsonNode split = json(http.send(
          request("/api/v1/endpoints/timed/split")
              .header("Content-Type", "application/json")
              .PUT(BodyPublishers.ofString("{\"shares\": {\"1\": 10000}, \"reason\": \"a test\"}"))
              .build(),
          BodyHandlers.ofString()));

      assertThat(json(http.send(
                  request("/api/v1/endpoints/timed/tables").build(), BodyHandlers.ofString()))
              .at("/tables/0/at"))
          .isEqualTo(split.path("at"));
    }
  }

  @Test
  void an_endpoint_with_nothing_to_serve_is_applied_and_the_answer_says_so() throws Exception {
    HttpResponse<String> applied = apply("kind: Endpoint\\nname: late\\nmodel: late\\n");

    assertThat(json(applied).at("/applied/0/changed").asBoolean()).isTrue();
    assertThat(json(applied).at("/applied/0/status").asString())
        .isEqualTo("serves nothing, no version of late is in Production");
  }

  @Test
  void an_endpoint_of_an_unknown_model_is_refused_with_all_that_came_with_it() throws Exception {
    HttpResponse<String> refused = apply(
        "kind: Model\\nname: known\\ndescription: none\\ngates: []\\n---\\nkind: Endpoint\\nname: lost\\nmodel: no_such_model\\n");

    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(404);
    assertThat(json(refused).path("type").asString())
        .isEqualTo("urn:signalbox:problem:router-not-found");
    assertThat(json(refused).path("detail").asString())
        .isEqualTo(
            "x.yaml, line 6: model: no_such_model (expected: a registered model, for endpoint lost to serve)");
    for (String path : List.of("/api/v1/endpoints/lost", "/api/v1/models/known")) {
      assertThat(http.send(request(path).build(), BodyHandlers.ofString()).statusCode())
          .isEqualTo(404);
    }
  }

  private static void register(String name) throws Exception {
    JsonNode run = mlflow("runs/create", "{\"experiment_id\": \"0\"}").at("/run/info");
    String artifacts = run.path("artifact_uri").asString();
    String folder = artifacts.replaceFirst("^mlflow-artifacts:/+", "") + "/model/";
    for (String file : List.of("MLmodel", "model.onnx")) {
      var upload = request("/api/2.0/mlflow-artifacts/artifacts/" + folder + file)
          .PUT(BodyPublishers.ofFile(MODEL.resolve(file)));
      assertThat(http.send(upload.build(), BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
    }
    mlflow("registered-models/create", "{\"name\": \"%s\"}".formatted(name));
    mlflow("model-versions/create", """
        {"name": "%s", "source": "%s/model", "run_id": "%s"}""".formatted(
            name, artifacts, run.path("run_id").asString()));
  }

  private static void promote(String name) throws Exception {
    mlflow("model-versions/transition-stage", """
        {"name": "%s", "version": "1", "stage": "Production", "archive_existing_versions": "true"}""".formatted(name));
  }

  private static JsonNode mlflow(String call, String body) throws Exception {
    HttpResponse<String> answer = post("/api/2.0/mlflow/" + call, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer);
  }

  private static HttpResponse<String> apply(String yaml) throws Exception {
    return post("/api/v1/apply", """
        {"files": [{"name": "x.yaml", "content": "%s"}]}""".formatted(yaml));
  }

  private static HttpResponse<String> post(String path, String body) throws Exception {
    var request = request(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body));
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(String path) {
    URI url = OneServer.url();
    return HttpRequest.newBuilder(url.resolve(path));
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }
}
