package io.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Does what pages of the documentation say, with files of its own. */
final class DocReader implements AutoCloseable {
  private static final Path MODEL = Path.of("bench/logistic");
  private static final int SUBSCRIBERS = 600;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<String, String> known = new HashMap<>();
  private final Map<String, JsonNode> answers = new HashMap<>();

  void reads(DocPage page) throws Exception {
    DocumentedAnswers documented = DocumentedAnswers.of(OneServer.url(), http);
    for (DocPage.Step step : page.steps()) {
      switch (step) {
        case DocPage.Step.Apply apply -> {
          HttpResponse<String> answer = apply("/api/v1/apply", apply.yaml());
          assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        case DocPage.Step.Call call -> {
          HttpResponse<String> answer = call(call);
          assertThat(answer.statusCode()).as(call + ": " + answer.body()).isBetween(200, 299);
          assertThat(documented.complaints(
                  call.method(),
                  filled(call.path()),
                  answer.statusCode(),
                  answer.headers().firstValue("Content-Type").orElse(""),
                  answer.body()))
              .isEmpty();
          remember(call.path(), JsonMapper.shared().readTree(answer.body()));
        }
      }
    }
  }

  /** What was answered last. */
  JsonNode answer(String path) {
    return answers.get(path);
  }

  private HttpResponse<String> call(DocPage.Step.Call call) throws Exception {
    if (call.path().matches("/v2/models/[a-z]+")) { // the version in Production is loaded by now
      Awaitility.await().until(() -> send("GET", call.path(), "", "").statusCode() == 200);
    }
    String body = call.file().isEmpty() ? filled(call.body()) : file(call.file());
    return send(call.method(), filled(call.path()), call.contentType(), body);
  }

  private void remember(String path, JsonNode answer) throws Exception {
    answers.put(path, answer);
    for (JsonNode output : answer.path("outputs")) {
      if (output.path("name").asString().equals("prediction_id") && output.has("data")) {
        known.put("<prediction_id>", output.path("data").path(0).asString());
      }
    }
    if (path.startsWith("/api/v1/reports?")) {
      known.put("<report_id>", answer.path(0).path("id").asString());
    }
    if (path.startsWith("/api/v1/training-plans/")) {
      awaitRun(answer.path("id").asString());
    }
  }

  private String filled(String text) {
    String filled = text;
    for (var one : known.entrySet()) {
      filled = filled.replace(one.getKey(), one.getValue());
    }
    return filled;
  }

  void trainsAgain(String plan) throws Exception {
    String path = "/api/v1/training-plans/" + plan + "/runs";
    HttpResponse<String> answer =
        send("POST", path, "application/json", "{\"reason\": \"another version\"}");
    awaitRun(JsonMapper.shared().readTree(answer.body()).path("id").asString());
  }

  private void awaitRun(String id) {
    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
      var run = JsonMapper.shared()
          .readTree(send("GET", "/api/v1/training-runs/" + id, "", "").body());
      assertThat(run.path("state").asString()).as(run.toString()).isNotEqualTo("failed");
      return run.path("state").asString().equals("succeeded");
    });
  }

  boolean wouldRefuse(String definition) throws Exception {
    HttpResponse<String> answer = apply("/api/v1/diff", definition);
    assertThat(answer.statusCode()).as(answer.body()).isIn(200, 400);
    return answer.statusCode() == 400;
  }

  private HttpResponse<String> apply(String path, String yaml) throws Exception {
    var body = JsonMapper.shared().createObjectNode();
    body.putArray("files").addObject().put("name", "a.yaml").put("content", yaml);
    return send("POST", path, "application/json", body.toString());
  }

  /** Versions of a model that was made elsewhere, as an MLflow client registers them. */
  void registersWithMlflow(String model, int versions) throws Exception {
    mlflow("registered-models/create", "{\"name\": \"%s\"}".formatted(model));
    for (int version = 1; version <= versions; version++) {
      JsonNode run = mlflow("runs/create", "{\"experiment_id\": \"0\"}").at("/run/info");
      String artifacts = run.path("artifact_uri").asString();
      String folder = artifacts.replaceFirst("^mlflow-artifacts:/+", "") + "/model/";
      for (String file : List.of("MLmodel", "model.onnx")) {
        String path = "/api/2.0/mlflow-artifacts/artifacts/" + folder + file;
        BodyPublisher content = BodyPublishers.ofFile(MODEL.resolve(file));
        assertThat(send("PUT", path, "", content).statusCode()).isEqualTo(200);
      }
      mlflow("model-versions/create", """
          {"name": "%s", "source": "%s/model", "run_id": "%s"}""".formatted(
              model, artifacts, run.path("run_id").asString()));
    }
  }

  private JsonNode mlflow(String call, String body) throws Exception {
    HttpResponse<String> answer = send("POST", "/api/2.0/mlflow/" + call, "application/json", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }

  private HttpResponse<String> send(String method, String path, String type, String body)
      throws IOException, InterruptedException {
    return send(method, path, type, BodyPublishers.ofString(body));
  }

  private HttpResponse<String> send(String method, String path, String type, BodyPublisher body)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(OneServer.url().resolve(path)).method(method, body);
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /** Subscribers over almost a year: who talks little and pays monthly leaves more often. */
  private static String file(String name) {
    Instant now = Instant.now();
    var random = new Random(20131001);
    var usage = new StringBuilder("subscriber_id,measured_at,minutes\n");
    var renewals = new StringBuilder("subscriber_id,ended_at,asked_at,tariff,churned\n");
    for (int id = 1; id <= SUBSCRIBERS; id++) {
      Instant asked = now.minus(Duration.ofDays(12)).minus(Duration.ofHours(13L * id));
      double minutes = 200 * random.nextDouble();
      String tariff = random.nextBoolean() ? "monthly" : "yearly";
      double logit = 2 - minutes / 40 + (tariff.equals("monthly") ? 1 : -1);
      boolean churned = random.nextDouble() < 1 / (1 + Math.exp(-logit));
      for (Instant at : List.of(asked, now)) {
        usage.append("%d,%s,%s\n".formatted(id, at.minus(Duration.ofDays(1)), minutes));
      }
      renewals.append(
          "%d,%s,%s,%s,%s\n".formatted(id, asked.plus(Duration.ofDays(8)), asked, tariff, churned));
    }
    return (name.equals("usage.csv") ? usage : renewals).toString();
  }

  @Override
  public void close() {
    http.close();
  }
}
