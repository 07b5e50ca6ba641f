package io.signalbox.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.migrations.TestDatabase;
import io.signalbox.server.Configuration;
import io.signalbox.server.DatabaseAddress;
import io.signalbox.server.RunningServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server without tokens yet, on a database of its own, and what is asked of it with one or without. */
final class TokenServer implements AutoCloseable {
  private final TestDatabase database = TestDatabase.fresh();
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final Path homes;
  private final RunningServer server;

  TokenServer(Path homes) {
    this.homes = homes;
    server = start("first", "127.0.0.1");
  }

  /** A further replica, or the same server with another address. */
  RunningServer start(String home, String listens) {
    var address = new DatabaseAddress(database.url(), database.user(), database.password());
    Clock clock = InstantSource.offset(now::get, Duration.ZERO).withZone(ZoneOffset.UTC);
    return RunningServer.start(
        new Configuration(
            homes.resolve(home), homes.resolve("files"), 0, Optional.of(address), listens),
        clock);
  }

  URI url() {
    return server.url();
  }

  JdbcClient jdbc() {
    return JdbcClient.create(database.dataSource());
  }

  void pass(Duration time) {
    now.set(now.get().plus(time));
  }

  /** Gives a token and returns its secret. */
  String secret(String token, String body) throws Exception {
    HttpResponse<String> created = create(token, body);
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    return json(created).at("/secret").asString();
  }

  HttpResponse<String> create(String token, String body) throws Exception {
    return send("POST", "/api/v1/tokens", token, body);
  }

  HttpResponse<String> stage(String model, String token) throws Exception {
    return send(
        "PUT",
        "/api/v1/models/" + model + "/versions/1/stage",
        token,
        "{'stage': 'production', 'reason': 'better'}");
  }

  HttpResponse<String> mlflow(String path, String token, String body) throws Exception {
    return send("POST", "/api/2.0/mlflow/" + path, token, body);
  }

  HttpResponse<String> get(String path, String token) throws Exception {
    return get(server.url(), path, token);
  }

  HttpResponse<String> get(URI url, String path, String token) throws Exception {
    return send(request(url, path, token).GET());
  }

  /** A body with {@code '} for {@code "}. */
  HttpResponse<String> send(String method, String path, String token, String body)
      throws Exception {
    return send(request(server.url(), path, token)
        .header("Content-Type", "application/json")
        .method(method, BodyPublishers.ofString(body.replace('\'', '"'))));
  }

  /** Every other request as the password of Basic, to try both. */
  private static HttpRequest.Builder request(URI url, String path, String token) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path));
    if (!token.isEmpty() && path.length() % 2 == 0) {
      String pair =
          Base64.getEncoder().encodeToString(("someone:" + token).getBytes(StandardCharsets.UTF_8));
      request.header("Authorization", "Basic " + pair);
    } else if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return request;
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  static void expect(HttpResponse<String> answer, int status, String slug) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(json(answer).path("type").asString()).isEqualTo("urn:signalbox:problem:" + slug);
  }

  static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }

  @Override
  public void close() {
    server.close();
    http.close();
    database.close();
  }
}
