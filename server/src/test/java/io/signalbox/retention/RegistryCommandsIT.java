package io.signalbox.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.server.Command;
import io.signalbox.server.OneServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code ./signalbox retention} and {@code ./signalbox import} against a server, as people run them. */
@Timeout(300)
@ExtendWith(OneServer.class)
class RegistryCommandsIT {
  private static Command run(String... arguments) throws InterruptedException {
    return Command.run(OneServer.url(), arguments);
  }

  private static void send(HttpClient http, String method, String path, String body)
      throws Exception {
    HttpResponse<String> answer = http.send(
        HttpRequest.newBuilder(OneServer.url().resolve(path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void a_dry_run_lists_what_would_go_and_the_real_one_deletes_it() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      send(http, "POST", "/api/2.0/mlflow/registered-models/create", "{\"name\": \"kept\"}");
      for (int version = 1; version <= 2; version++) {
        send(
            http,
            "POST",
            "/api/2.0/mlflow/model-versions/create",
            "{\"name\": \"kept\", \"source\": \"s3://bucket/%d\"}".formatted(version));
        send(
            http,
            "PUT",
            "/api/v1/models/kept/versions/" + version + "/stage",
            "{\"stage\": \"archived\", \"reason\": \"no use\"}");
      }
      send(
          http,
          "PUT",
          "/api/v1/models/kept/retention",
          "{\"keep_archived\": 1, \"reason\": \"disk\"}");
    }

    Command dry = run("retention", "--dry-run");
    Command real = run("retention", "--reason", "the disk is small");
    Command again = run("retention");

    assertThat(dry.lines().getFirst()).startsWith("version  kept/1");
    assertThat(dry.lines().getLast()).isEqualTo("1 would go, 0 bytes");
    assertThat(real.lines().getLast()).isEqualTo("1 are gone, 0 bytes");
    assertThat(again).isEqualTo(new Command(0, List.of("0 are gone, 0 bytes")));
  }

  @Test
  void an_import_from_nowhere_exits_with_1_and_says_why() throws Exception {
    Command nowhere = run("import", "mlflow", "--from", "http://127.0.0.1:1");
    Command none = run("import", "mlflow", "--from", "ftp://host");

    assertThat(nowhere.code()).isEqualTo(1);
    assertThat(nowhere.lines().getLast())
        .startsWith("signalbox: the import stopped: http://127.0.0.1:1: experiments/search: ")
        .endsWith("(start it again to go on)");
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.lines())
        .singleElement()
        .asString()
        .startsWith("signalbox: from: not the address");
  }
}
