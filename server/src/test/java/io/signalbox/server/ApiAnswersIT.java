package io.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.apply.DefinitionFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a server with the demo's definitions answers is what its OpenAPI document says. It runs in a JVM of its own: what springdoc keeps of
 * types is there once for a JVM, and another server's would stand in for this one's.
 */
@Timeout(300)
class ApiAnswersIT {
  private static final HttpClient http = HttpClient.newHttpClient();

  @TempDir
  private static Path home;

  private static ServerProcess server;
  private static URI url;
  private static DocumentedAnswers documented;

  @BeforeAll
  static void applyTheDemo() throws Exception {
    server = ServerProcess.start(home, Map.of());
    url = server.awaitReady();
    documented = DocumentedAnswers.of(url, http);
    JsonNode files = DefinitionFiles.request(Path.of("demo"));
    assertThat(send("POST", "/api/v1/apply", files.toString()).statusCode()).isEqualTo(200);
    String run = json(send(
            "POST", "/api/v1/training-plans/flight_delay_live/runs", "{\"reason\": \"to see\"}"))
        .path("id")
        .asString();
    send("POST", "/api/v1/checks/daily_scores/runs", "{}");
    Awaitility.await()
        .until(() -> json(send("GET", "/api/v1/training-runs/" + run, ""))
            .path("state")
            .asString()
            .equals("failed")); // there are no rows to train on
  }

  @AfterAll
  static void stop() {
    http.close();
    server.close();
  }

  @Test
  void every_list_is_as_documented() throws Exception {
    List<String> complaints = new ArrayList<>();
    List<String> asked = new ArrayList<>();
    for (var path : documented.document().path("paths").properties()) {
      if (path.getValue().has("get") && !path.getKey().contains("{")) {
        asked.add(path.getKey());
        complaints.addAll(complaints("GET", path.getKey(), ""));
      }
    }

    assertThat(complaints).isEmpty();
    assertThat(asked).hasSizeGreaterThan(20).contains("/v2", "/api/v1/checks", "/api/v1/changes");
  }

  @Test
  void what_is_declared_is_as_documented() throws Exception {
    assertAnswers(
        200,
        "/api/v1/checks/weekly_performance",
        "/api/v1/checks/weekly_features",
        "/api/v1/checks/daily_scores",
        "/api/v1/training-plans/flight_delay_live",
        "/api/v1/training-plans/flight_delay_placebo",
        "/api/v1/training-runs?plan=flight_delay_live",
        "/api/v1/models/flight_delay",
        "/api/v1/models/flight_delay/history",
        "/api/v1/models/flight_delay/deployments",
        "/api/v1/endpoints/flight_delay",
        "/api/v1/endpoints/flight_delay/tables",
        "/api/v1/endpoints/flight_delay/performance",
        "/api/v1/endpoints/flight_delay/outcomes/unmatched",
        "/api/v1/reports?check=daily_scores",
        "/api/v1/changes?limit=1000",
        "/api/v1/features/views/weather/versions",
        "/api/v1/features/services/flight_live/versions");
  }

  @Test
  void a_refusal_is_as_documented() throws Exception {
    assertAnswers(404, "/api/v1/checks/none", "/api/v1/endpoints/none", "/v2/models/none");
    assertAnswers(400, "/api/v1/changes?limit=0", "/v2/models/none/ready");
  }

  @Test
  void what_an_apply_would_change_is_as_documented() throws Exception {
    String body = """
        {"files": [{"name": "a.yaml", "content": "kind: Entity\\nname: airport\\njoin_keys:\\n  - {name: origin, type: int64}\\n"}]}""";

    assertThat(complaints("POST", "/api/v1/diff", body)).isEmpty();
    assertThat(send("POST", "/api/v1/diff", body).body()).contains("\"before\"", "int64");
  }

  private static void assertAnswers(int status, String... paths) throws Exception {
    List<String> complaints = new ArrayList<>();
    for (String path : paths) {
      assertThat(send("GET", path, "").statusCode()).as(path).isEqualTo(status);
      complaints.addAll(complaints("GET", path, ""));
    }
    assertThat(complaints).isEmpty();
  }

  private static List<String> complaints(String method, String path, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = send(method, path, body);
    String type = answer.headers().firstValue("Content-Type").orElse("");
    return documented.complaints(method, path, answer.statusCode(), type, answer.body());
  }

  private static HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(url.resolve(path))
        .header("Content-Type", "application/json")
        .method(method, BodyPublishers.ofString(body))
        .build();
    return http.send(request, BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }
}
