package io.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What was acknowledged stays, whatever is killed: the server itself, or its database. */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PredictionsUnderKillIT {

  private static final int KILLS = 5;
  private static final int ANSWERS_BETWEEN_KILLS = 300;
  private static final int CALLERS = 4;

  private static final int AWAY_SECONDS = 30;

  private static final Path MODEL = Path.of("bench/logistic");
  private static final String QUESTION = """
      {"inputs": [
        {"name": "x", "shape": [1, 20], "datatype": "FP32",
         "data": [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0]},
        {"name": "unit_id", "shape": [1], "datatype": "BYTES", "data": ["N14228"]}]}""";

  private final HttpClient client = HttpClient.newHttpClient();
  private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger broken = new AtomicInteger();

  @TempDir
  Path home;

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void killed_five_times_under_load_a_server_loses_nothing_and_stores_nothing_twice()
      throws Exception {
    for (int kill = 0; kill < KILLS; kill++) {
      try (ServerProcess server = ServerProcess.start(home, Map.of())) {
        URI url = server.awaitReady();
        if (kill == 0) {
          serveModel(url);
        }
        awaitAnswer(url);
        int before = acknowledged.size();
        var running = new AtomicBoolean(true);
        List<Thread> callers = call(url, running);
        Awaitility.await().until(() -> acknowledged.size() > before + ANSWERS_BETWEEN_KILLS);
        server.kill();
        server.awaitEnd();
        running.set(false);
        join(callers);
      }
    }

    try (ServerProcess server = ServerProcess.start(home, Map.of())) {
      drain(server.awaitReady());
      List<String> stored = stored();
      Set<String> distinct = new HashSet<>(stored);
      assertThat(distinct).hasSameSizeAs(stored).containsAll(acknowledged);
      assertThat(acknowledged).hasSizeGreaterThan(KILLS * ANSWERS_BETWEEN_KILLS);
    }
  }

  @Test
  void with_its_database_away_a_server_answers_and_catches_up() throws Exception {
    try (ServerProcess server = ServerProcess.start(home, Map.of())) {
      URI url = server.awaitReady();
      serveModel(url);
      awaitAnswer(url);
      var running = new AtomicBoolean(true);
      List<Thread> callers = call(url, running);

      signalPostgres("-STOP");
      try {
        int before = acknowledged.size();
        long end = System.nanoTime() + AWAY_SECONDS * 1_000_000_000L;
        Awaitility.await().forever().until(() -> System.nanoTime() > end);
        assertThat(acknowledged.size()).as("answered meanwhile").isGreaterThan(before + 100);
      } finally {
        signalPostgres("-CONT");
      }

      running.set(false);
      join(callers);
      assertThat(refused).hasValue(0);
      assertThat(broken).hasValue(0);
      drain(url);
      assertThat(new HashSet<>(stored())).containsAll(acknowledged);
    }
  }

  /** Registers the model as an MLflow client does, and puts an endpoint before it. */
  private void serveModel(URI url) throws Exception {
    JsonNode run =
        mlflow(url, "runs/create", "{\"experiment_id\": \"0\"}").path("run").path("info");
    String artifacts = run.path("artifact_uri").asString();
    String path = artifacts.replaceFirst("^mlflow-artifacts:/+", "");
    for (String file : List.of("MLmodel", "model.onnx")) {
      BodyPublisher body = BodyPublishers.ofFile(MODEL.resolve(file));
      send(HttpRequest.newBuilder(
              url.resolve("/api/2.0/mlflow-artifacts/artifacts/" + path + "/model/" + file))
          .PUT(body));
    }
    mlflow(url, "registered-models/create", "{\"name\": \"bench\"}");
    mlflow(url, "model-versions/create", """
        {"name": "bench", "source": "%s/model", "run_id": "%s"}""".formatted(
            artifacts, run.path("run_id").asString()));
    post(url.resolve("/api/v1/apply"), """
        {"files": [{"name": "bench.yaml", "content": "kind: Endpoint\\nname: bench\\nmodel: bench\\n"}]}""");
    mlflow(url, "model-versions/transition-stage", """
        {"name": "bench", "version": "1", "stage": "Production", "archive_existing_versions": "true"}""");
  }

  private JsonNode mlflow(URI url, String call, String body) throws Exception {
    return post(url.resolve("/api/2.0/mlflow/" + call), body);
  }

  private JsonNode post(URI url, String body) throws Exception {
    return send(HttpRequest.newBuilder(url)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body)));
  }

  private JsonNode send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JsonMapper.shared().readTree(response.body().isEmpty() ? "{}" : response.body());
  }

  private void awaitAnswer(URI url) {
    Awaitility.await().ignoreExceptions().until(() -> infer(url).isPresent());
  }

  private List<Thread> call(URI url, AtomicBoolean running) {
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      callers.add(Thread.ofVirtual().start(() -> {
        while (running.get()) {
          try {
            infer(url).ifPresentOrElse(acknowledged::add, refused::incrementAndGet);
          } catch (IOException e) {
            broken.incrementAndGet(); // killed, where that was meant
            return;
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        }
      }));
    }
    return callers;
  }

  /** The id of the prediction, where it was answered. */
  private java.util.Optional<String> infer(URI url) throws IOException, InterruptedException {
    HttpResponse<String> response = client.send(
        HttpRequest.newBuilder(url.resolve("/v2/models/bench/infer"))
            .POST(BodyPublishers.ofString(QUESTION))
            .build(),
        HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      return java.util.Optional.empty();
    }
    for (JsonNode output : JsonMapper.shared().readTree(response.body()).path("outputs")) {
      if (output.path("name").asString().equals("prediction_id")) {
        return java.util.Optional.of(output.path("data").path(0).asString());
      }
    }
    return java.util.Optional.empty();
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void drain(URI url) throws Exception {
    JsonNode journal =
        send(HttpRequest.newBuilder(url.resolve("/api/v1/journal?wait=60")).GET());
    assertThat(journal.path("backlog").asLong()).isZero();
  }

  private List<String> stored() throws IOException {
    var database = new PGSimpleDataSource();
    database.setUrl("jdbc:postgresql://localhost:%s/postgres".formatted(postmaster(3)));
    database.setUser("postgres");
    database.setPassword(Files.readString(home.resolve("postgres.password")).strip());
    return JdbcClient.create(database)
        .sql("SELECT id::text FROM router.predictions")
        .query(String.class)
        .list();
  }

  /** Stops the whole process group of the database, or lets it go on. */
  private void signalPostgres(String signal) throws Exception {
    ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(postmaster(0))).orElseThrow();
    List<String> command = new ArrayList<>(List.of("kill", signal, "" + postmaster.pid()));
    postmaster.descendants().forEach(child -> command.add("" + child.pid()));
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
  }

  private String postmaster(int line) throws IOException {
    return Files.readAllLines(home.resolve("postgres/postmaster.pid")).get(line).strip();
  }
}
