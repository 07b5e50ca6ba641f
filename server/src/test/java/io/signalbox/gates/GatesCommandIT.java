package io.signalbox.gates;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.migrations.TestDatabase;
import io.signalbox.server.Configuration;
import io.signalbox.server.DatabaseAddress;
import io.signalbox.server.RunningServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./signalbox gates check} against a server, as a CI runs it. */
@Timeout(300)
class GatesCommandIT {
  static final TestDatabase database = TestDatabase.fresh();
  static final HttpClient http = HttpClient.newHttpClient();
  static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path home) throws Exception {
    var address = new DatabaseAddress(database.url(), database.user(), database.password());
    server =
        RunningServer.start(new Configuration(home, 0, Optional.of(address)), Clock.systemUTC());
    String definition = """
        kind: Model
        name: gated
        description: ""
        gates:
          - {type: tag, stage: production, key: reviewed, value: "yes"}
          - {type: signature, stage: production}
        """;
    var files = JsonMapper.shared().createObjectNode();
    files.putArray("files").addObject().put("name", "gated.yaml").put("content", definition);
    post("/api/v1/apply", files.toString());
    for (int version = 1; version <= 2; version++) {
      post("/api/2.0/mlflow/model-versions/create", """
          {"name": "gated", "source": "s3://bucket/%d"}""".formatted(version));
    }
    post("/api/2.0/mlflow/model-versions/set-tag", """
        {"name": "gated", "version": "2", "key": "reviewed", "value": "yes"}""");
  }

  @AfterAll
  static void stop() {
    server.close();
    http.close();
    database.close();
  }

  private static void post(String path, String body) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(
        HttpRequest.newBuilder(server.url().resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private record Run(int code, List<String> lines) {}

  private static Run check(String url, String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        "io.signalbox.Signalbox",
        "gates",
        "check");
    builder.command().addAll(List.of(arguments));
    builder.environment().put("SIGNALBOX_URL", url);
    Process process = builder.redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), out.lines().toList());
  }

  @Test
  void a_version_that_may_enter_exits_with_0_and_says_why() throws Exception {
    Run run = check(server.url().toString(), "gated", "2", "--stage", "Production");

    assertThat(run.lines())
        .containsExactly(
            "passed          tag reviewed = yes: found yes, from version gated/2",
            "not applicable  inputs that Production's callers send already: found no version of gated is in Production, from registry",
            "gated version 2 may enter Production");
    assertThat(run.code()).isZero();
  }

  @Test
  void a_version_that_may_not_enter_exits_with_1_and_says_why() throws Exception {
    Run run = check(server.url().toString(), "gated", "1");

    assertThat(run.lines())
        .contains(
            "failed          tag reviewed = yes: found nothing, from version gated/1",
            "gated version 1 may not enter Production");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void what_is_not_there_exits_with_1_in_one_line() throws Exception {
    String url = server.url().toString();

    assertThat(check(url, "gated", "9"))
        .isEqualTo(
            new Run(1, List.of("signalbox: Model Version (name=gated, version=9) not found")));
    assertThat(check(url, "gated", "1", "--stage", "Live").lines())
        .containsExactly(
            "signalbox: stage: live (expected: none, staging, production or archived)");
    assertThat(check("http://127.0.0.1:1", "gated", "1").lines())
        .singleElement()
        .asString()
        .startsWith("signalbox: no server answers at http://127.0.0.1:1");
  }
}
