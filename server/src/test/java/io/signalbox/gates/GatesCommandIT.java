package io.signalbox.gates;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.server.Command;
import io.signalbox.server.OneServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

/** {@code ./signalbox gates check} against a server, as a CI runs it. */
@Timeout(300)
@ExtendWith(OneServer.class)
class GatesCommandIT {
  @BeforeAll
  static void register() throws Exception {
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

  private static void post(String path, String body) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = http.send(
          HttpRequest.newBuilder(OneServer.url().resolve(path))
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(body))
              .build(),
          BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }

  private static Command check(URI server, String... arguments) throws InterruptedException {
    return Command.run(
        server,
        Stream.concat(Stream.of("gates", "check"), Stream.of(arguments)).toArray(String[]::new));
  }

  @Test
  void a_version_that_may_enter_exits_with_0_and_says_why() throws Exception {
    Command run = check(OneServer.url(), "gated", "2", "--stage", "Production");

    assertThat(run.lines())
        .containsExactly(
            "passed          tag reviewed = yes: found yes, from version gated/2",
            "not applicable  inputs that Production's callers send already: found no version of gated is in Production, from registry",
            "gated version 2 may enter Production");
    assertThat(run.code()).isZero();
  }

  @Test
  void a_version_that_may_not_enter_exits_with_1_and_says_why() throws Exception {
    Command run = check(OneServer.url(), "gated", "1");

    assertThat(run.lines())
        .contains(
            "failed          tag reviewed = yes: found nothing, from version gated/1",
            "gated version 1 may not enter Production");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void what_is_not_there_exits_with_1_in_one_line() throws Exception {
    URI url = OneServer.url();

    assertThat(check(url, "gated", "9"))
        .isEqualTo(
            new Command(1, List.of("signalbox: Model Version (name=gated, version=9) not found")));
    assertThat(check(url, "gated", "1", "--stage", "Live").lines())
        .containsExactly(
            "signalbox: stage: live (expected: none, staging, production or archived)");
    assertThat(check(URI.create("http://127.0.0.1:1"), "gated", "1").lines())
        .singleElement()
        .asString()
        .startsWith("signalbox: no server answers at http://127.0.0.1:1");
  }
}
