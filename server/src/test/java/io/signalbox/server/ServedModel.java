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
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A model behind an endpoint of a server in {@code home} with a database of its own: what was asked of it, and what of that is stored. */
final class ServedModel implements AutoCloseable {

  private static final Path MODEL = Path.of("bench/logistic");
  private static final String QUESTION = """
      {"inputs": [
        {"name": "x", "shape": [1, 20], "datatype": "FP32",
         "data": [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0]},
        {"name": "unit_id", "shape": [1], "datatype": "BYTES", "data": ["N14228"]}]}""";

  private final Path home;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
  private final AtomicInteger refused = new AtomicInteger();

  ServedModel(Path home) {
    this.home = home;
  }

  /** Registers the model as an MLflow client does, and puts an endpoint before it. */
  void register(URI url) throws Exception {
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

  void awaitAnswer(URI url) {
    Awaitility.await().ignoreExceptions().until(() -> infer(url).isPresent());
  }

  /** Keeps the id of the prediction, where it was answered; counts it, where it was refused. */
  void ask(URI url) throws IOException, InterruptedException {
    infer(url).ifPresentOrElse(acknowledged::add, refused::incrementAndGet);
  }

  /** The ids of all predictions that were answered. */
  Queue<String> acknowledged() {
    return acknowledged;
  }

  int refused() {
    return refused.get();
  }

  /** The id of the prediction, where it was answered. */
  private Optional<String> infer(URI url) throws IOException, InterruptedException {
    HttpResponse<String> response = client.send(
        HttpRequest.newBuilder(url.resolve("/v2/models/bench/infer"))
            .POST(BodyPublishers.ofString(QUESTION))
            .build(),
        HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      return Optional.empty();
    }
    for (JsonNode output : JsonMapper.shared().readTree(response.body()).path("outputs")) {
      if (output.path("name").asString().equals("prediction_id")) {
        return Optional.of(output.path("data").path(0).asString());
      }
    }
    return Optional.empty();
  }

  /** Waits until everything has left the journal. */
  void drain(URI url) throws Exception {
    JsonNode journal =
        send(HttpRequest.newBuilder(url.resolve("/api/v1/journal?wait=60")).GET());
    assertThat(journal.path("backlog").asLong()).isZero();
  }

  List<String> stored() throws IOException {
    var database = new PGSimpleDataSource();
    database.setUrl("jdbc:postgresql://localhost:%s/postgres".formatted(postmaster(3)));
    database.setUser("postgres");
    database.setPassword(Files.readString(home.resolve("postgres.password")).strip());
    return JdbcClient.create(database)
        .sql("SELECT id::text FROM router.predictions")
        .query(String.class)
        .list();
  }

  /** A line of what PostgreSQL says of itself: 0 is its process, 3 its port. */
  String postmaster(int line) throws IOException {
    return Files.readAllLines(home.resolve("postgres/postmaster.pid")).get(line).strip();
  }

  @Override
  public void close() {
    client.close();
  }
}
