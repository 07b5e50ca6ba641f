package io.signalbox.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.server.Command;
import io.signalbox.server.OneServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code ./signalbox retire check|plan} against a server with the demo's definitions. */
@Timeout(300)
@ExtendWith(OneServer.class)
class RetireCommandIT {

  @Test
  void a_check_and_a_plan_are_ended_by_name_alone() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      var apply = HttpRequest.newBuilder(OneServer.url().resolve("/api/v1/apply"))
          .header("Content-Type", "application/json")
          .POST(BodyPublishers.ofString(DefinitionFiles.request(Path.of("demo")).toString()))
          .build();
      assertThat(http.send(apply, BodyHandlers.ofString()).statusCode()).isEqualTo(200);

      Command check = retire("check", "weekly_features");
      Command plan = retire("plan", "flight_delay_placebo");

      assertThat(check.out()).endsWith("retired    check weekly_features");
      assertThat(check.code()).isZero();
      assertThat(plan.out()).endsWith("retired    training plan flight_delay_placebo");
      assertThat(get(http, "/api/v1/checks/weekly_features").statusCode()).isEqualTo(404);
      assertThat(get(http, "/api/v1/training-plans/flight_delay_placebo").statusCode())
          .isEqualTo(404);
      assertThat(get(http, "/api/v1/changes?limit=2").body())
          .contains("check weekly_features", "training plan flight_delay_placebo", "no more of it");
      assertThat(http.send(apply, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
      assertThat(get(http, "/api/v1/checks/weekly_features").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void what_has_no_versions_takes_none() throws Exception {
    Command refused = retire("check", "weekly_features", "3");

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.out()).contains("VERSION: 3 (expected: none of a check)");
    assertThat(retire("view", "weather").out())
        .contains("VERSION: none (expected: the number of a view)");
  }

  private static Command retire(String kind, String... name) throws Exception {
    String[] line = new String[name.length + 4];
    line[0] = "retire";
    line[1] = kind;
    System.arraycopy(name, 0, line, 2, name.length);
    line[name.length + 2] = "--reason";
    line[name.length + 3] = "no more of it";
    return Command.run(OneServer.url(), line);
  }

  private static HttpResponse<String> get(HttpClient http, String path) throws Exception {
    var request = HttpRequest.newBuilder(OneServer.url().resolve(path)).build();
    return http.send(request, BodyHandlers.ofString());
  }
}
