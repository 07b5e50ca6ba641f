package io.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.migrations.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The life of a server on its own database, with real processes and real kills. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServerProcessIT {

  private static final Map<String, String> NOTHING_ELSE = Map.of();

  @TempDir
  Path home;

  @Test
  void a_killed_server_starts_again_on_its_data_and_stops_cleanly() throws Exception {
    long orphan;
    try (ServerProcess first = ServerProcess.start(home, NOTHING_ELSE)) {
      URI url = first.awaitReady();
      assertThat(health(url)).contains("\"UP\"");
      assertThat(permissions("postgres")).isEqualTo("rwx------");
      assertThat(permissions("postgres.password")).isEqualTo("rw-------");
      assertThat(refusal(ServerProcess.start(home, NOTHING_ELSE)))
          .isEqualTo("signalbox: home: %s is in use by another server".formatted(home)
              + " (set SIGNALBOX_HOME to another folder)");
      orphan = postgresPid();
      first.kill();
      first.awaitEnd();
    }
    assertThat(ProcessHandle.of(orphan)).isPresent();

    Files.writeString(
        home.resolve("application.properties"), "server.servlet.context-path=/of-another-program");
    var persian = Map.of("JDK_JAVA_OPTIONS", "-Duser.language=fa"); // has digits of its own
    try (ServerProcess second = ServerProcess.start(home, persian)) {
      URI url = second.awaitReady();
      assertThat(health(url)).contains("\"UP\"");
      assertThat(status(url, "GET", "/")).isEqualTo(404);
      assertThat(status(url, "DELETE", "/api/v1/models")).isEqualTo(405);
      assertThat(ProcessHandle.of(orphan)).isEmpty();
      long postgres = postgresPid();

      second.terminate();

      assertThat(second.awaitEnd())
          .noneMatch(line -> line.matches(".* (ERROR|WARN) .*"))
          .anyMatch(line -> line.matches(".*Ready .* seconds=[0-9.]+"));
      assertThat(second.exitCode()).isEqualTo(128 + 15);
      assertThat(home.resolve("postgres/postmaster.pid")).doesNotExist();
      assertThat(ProcessHandle.of(postgres).map(ProcessHandle::onExit).stream())
          .allSatisfy(end -> assertThat(end).succeedsWithin(Duration.ofSeconds(10)));
    }
  }

  @Test
  void a_port_in_use_is_told_in_one_line() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());

      assertThat(refusal(ServerProcess.start(home, Map.of("SIGNALBOX_PORT", port))))
          .startsWith("signalbox: port: " + port + " cannot be used: ")
          .endsWith(" (set SIGNALBOX_PORT to another)");
    }
  }

  @Test
  void a_port_that_is_taken_in_the_middle_of_a_start_is_told_in_one_line() throws Exception {
    try (TestDatabase database = TestDatabase.fresh();
        Connection holding = database.dataSource().getConnection()) {
      holding.setAutoCommit(false);
      JdbcClient held = JdbcClient.create(new SingleConnectionDataSource(holding, true));
      held.sql("LOCK TABLE features.flyway_schema_history").update(); // its first migration waits
      String port = freePort();
      ServerProcess starting = ServerProcess.start(home, on(database, port));
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> held.sql("SELECT count(*) FROM pg_locks WHERE NOT granted")
                  .query(Integer.class)
                  .single()
              > 0);

      try (ServerSocket taken = new ServerSocket()) {
        taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port)));
        holding.rollback();

        assertThat(refusal(starting))
            .startsWith("signalbox: port: " + port + " cannot be used: ")
            .endsWith(" (set SIGNALBOX_PORT to another)");
      }
    }
  }

  @Test
  void a_database_that_cannot_be_migrated_is_told_in_one_line() throws Exception {
    try (TestDatabase database = TestDatabase.fresh()) {
      JdbcClient.create(database.dataSource())
          .sql("UPDATE registry.flyway_schema_history SET checksum = 1 WHERE version = '001'")
          .update();

      assertThat(refusal(ServerProcess.start(home, on(database, "0"))))
          .startsWith("signalbox: database: " + database.url() + " cannot be migrated: ")
          .contains("Migration checksum mismatch for migration version 001");
    }
  }

  @Test
  void a_file_of_rows_that_is_lost_is_told_in_one_line() throws Exception {
    try (TestDatabase database = TestDatabase.fresh()) {
      JdbcClient.create(database.dataSource()).sql("""
              INSERT INTO features.files (path, view, history, partition, rows, first_event, last_event)
              VALUES ('views/weather/1/2026-03/gone.parquet', 'weather', 1, '2026-03', 7, 0, 1)
              """).update();

      assertThat(refusal(ServerProcess.start(home, on(database, "0"))))
          .startsWith("signalbox: features: ")
          .contains(
              "/features/views/weather/1/2026-03/gone.parquet is gone, with 7 rows of view weather ")
          .endsWith("; or SIGNALBOX_LOST_FILES=forget, and their batches sent again)");
    }
  }

  private static Map<String, String> on(TestDatabase database, String port) {
    return Map.of(
        "SIGNALBOX_DATABASE_URL",
        database.url(),
        "SIGNALBOX_DATABASE_USER",
        database.user(),
        "SIGNALBOX_DATABASE_PASSWORD",
        database.password(),
        "SIGNALBOX_PORT",
        port);
  }

  private static String freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return Integer.toString(socket.getLocalPort());
    }
  }

  @Test
  void a_database_that_is_not_there_is_told_in_one_line() throws Exception {
    String url = "jdbc:postgresql://127.0.0.1:1/signalbox";

    assertThat(refusal(ServerProcess.start(home, Map.of("SIGNALBOX_DATABASE_URL", url))))
        .startsWith("signalbox: database: " + url + " cannot be reached: ");
  }

  @Test
  void a_bad_port_is_told_in_one_line() throws Exception {
    assertThat(refusal(ServerProcess.start(home, Map.of("SIGNALBOX_PORT", "http"))))
        .isEqualTo("signalbox: SIGNALBOX_PORT: http (expected: a number from 0 to 65535)");
  }

  /** The one line of a server that does not start. */
  private static String refusal(ServerProcess server) throws Exception {
    try (server) {
      List<String> lines = server.awaitEnd();
      assertThat(lines).hasSize(1);
      assertThat(server.exitCode()).isEqualTo(1);
      return lines.getFirst();
    }
  }

  private long postgresPid() throws IOException {
    return Long.parseLong(
        Files.readAllLines(home.resolve("postgres/postmaster.pid")).getFirst().strip());
  }

  private String permissions(String file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(file)));
  }

  private static int status(URI server, String method, String path)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(server.resolve(path))
          .method(method, HttpRequest.BodyPublishers.noBody())
          .build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  private static String health(URI server) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(server.resolve("/actuator/health")).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }
}
