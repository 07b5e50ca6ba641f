package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.migrations.JavaProcess;
import io.signalbox.migrations.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server that is killed in the middle of a materialization that it accepted. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MaterializationKillIT {
  private static final String RANGE = """
      {"start_ts":"2026-02-01T00:00:00","end_ts":"2026-03-02T00:00:00","feature_views":["driver_stats"]}""";
  private static final String PUSHED = """
      {"push_source_name":"driver_stats","to":"offline","df":{"driver_id":[1,2],"trips":[7,8],
      "event_timestamp":["2026-03-01T10:00:00","2026-03-01T11:00:00"]}}""";
  private static final String READ = """
      {"features":["driver_stats:trips"],"entities":{"driver_id":[1,2]}}""";

  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir
  Path home;

  @Test
  void what_a_killed_server_began_is_said_to_have_failed_and_another_does_it_whole()
      throws Exception {
    try (TestDatabase database = TestDatabase.fresh()) {
      String location = acceptedAndKilled(database);

      try (FeatureServer next = ServingProcess.server(database.dataSource(), home)) {
        JsonNode lost = json(next.get(location));
        assertThat(lost.path("state").asString()).as(lost.toString()).isEqualTo("failed");
        assertThat(lost.path("problem").asString())
            .isEqualTo("its server ended (expected: begun again)");
        assertThat(json(next.post("/get-online-features", READ))
                .at("/results/1/statuses")
                .toString())
            .as("nothing is half served")
            .isEqualTo("[\"NOT_FOUND\",\"NOT_FOUND\"]");

        HttpResponse<String> again = next.post("/materialize?async=true", RANGE);
        assertThat(again.statusCode()).as(again.body()).isEqualTo(202);
        String second = again.headers().firstValue("Location").orElseThrow();
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> json(next.get(second)).path("state").asString().equals("done"));

        assertThat(json(next.post("/get-online-features", READ))
                .at("/results/1/values")
                .toString())
            .isEqualTo("[7,8]");
      }
    }
  }

  /** Where the one that was accepted can be looked up. */
  private String acceptedAndKilled(TestDatabase database) throws Exception {
    try (JavaProcess process = JavaProcess.start(ServingProcess.class, database, home);
        Connection connection = database.dataSource().getConnection()) {
      String url = "http://127.0.0.1:" + process.await(ServingProcess.PORT);
      assertThat(post(url + "/push", PUSHED).statusCode()).isEqualTo(200);
      // So that it does not end before it is killed: storing what is served waits.
      connection.setAutoCommit(false);
      try (var statement = connection.createStatement()) {
        statement.execute("LOCK TABLE features.online_rows IN ACCESS EXCLUSIVE MODE");
      }
      HttpResponse<String> accepted = post(url + "/materialize?async=true", RANGE);
      assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
      awaitWaiting(database);
      process.kill();
      process.awaitEnd();
      connection.rollback();
      return accepted.headers().firstValue("Location").orElseThrow();
    }
  }

  /** Until it stands before the lock. */
  private static void awaitWaiting(TestDatabase database) {
    var jdbc = JdbcClient.create(database.dataSource());
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
      List<Long> waiting = jdbc.sql("""
              SELECT count(*) FROM pg_locks
              WHERE relation = 'features.online_rows'::regclass AND NOT granted
              """).query(Long.class).list();
      return waiting.getFirst() > 0;
    });
  }

  private HttpResponse<String> post(String url, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }
}
