package io.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.migrations.SilentWay;
import io.signalbox.migrations.TestDatabase;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole server whose database answers nothing and closes nothing, as one that was stopped. */
@Timeout(value = 400, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SilentDatabaseIT {
  private static final List<String> PATHS = List.of(
      "/api/v1/models",
      "/api/2.0/mlflow/registered-models/search",
      "/api/v1/changes",
      "/api/v1/reports");

  /** The bound of {@code application.yaml}, and as much again for a machine that has other things to do. */
  private static final Duration ANSWERED = Duration.ofSeconds(60);

  private static final Map<String, String> SCHEDULER =
      Map.of("spring.quartz.properties.org.quartz.scheduler.instanceName", "silent-database");

  @Test
  void requests_are_refused_and_not_held(@TempDir Path home) throws Exception {
    try (TestDatabase database = TestDatabase.fresh();
        SilentWay way = SilentWay.to(database);
        HttpClient http = HttpClient.newHttpClient();
        RunningServer server = RunningServer.start(
            new Configuration(
                home,
                0,
                Optional.of(new DatabaseAddress(way.url(), database.user(), database.password()))),
            Clock.systemUTC(),
            SCHEDULER)) {
      assertThat(PATHS)
          .allSatisfy(path -> assertThat(ask(http, server, path).join())
              .extracting(HttpResponse::statusCode)
              .isEqualTo(200));

      way.fallSilent();
      try {
        var answers = PATHS.stream().map(path -> ask(http, server, path)).toList();

        for (CompletableFuture<HttpResponse<String>> answer : answers) {
          HttpResponse<String> refused = answer.get(ANSWERED.toSeconds(), TimeUnit.SECONDS);
          assertThat(refused.statusCode())
              .as(refused.uri() + " " + refused.body())
              .isEqualTo(503);
        }
      } finally {
        way.speak();
      }

      await()
          .atMost(ANSWERED)
          .untilAsserted(() -> assertThat(PATHS)
              .allSatisfy(path -> assertThat(ask(http, server, path).join())
                  .extracting(HttpResponse::statusCode)
                  .isEqualTo(200)));
    }
  }

  private static CompletableFuture<HttpResponse<String>> ask(
      HttpClient http, RunningServer server, String path) {
    return http.sendAsync(
        HttpRequest.newBuilder(server.url().resolve(path)).build(), BodyHandlers.ofString());
  }
}
