package io.signalbox.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.signalbox.migrations.TestDatabase;
import io.signalbox.server.Configuration;
import io.signalbox.server.DatabaseAddress;
import io.signalbox.server.RunningServer;
import io.signalbox.server.StartupFailure;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowClientException;
import org.mlflow.tracking.MlflowHttpException;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server whose tokens come and go. */
@Timeout(300)
class TokensIT {
  private final TestDatabase database = TestDatabase.fresh();
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private RunningServer server;

  @TempDir
  Path homes;

  @BeforeEach
  void start() {
    server = start("first", "127.0.0.1");
  }

  @AfterEach
  void stop() {
    server.close();
    http.close();
    database.close();
  }

  private RunningServer start(String home, String listens) {
    var address = new DatabaseAddress(database.url(), database.user(), database.password());
    Clock clock = InstantSource.offset(now::get, Duration.ZERO).withZone(ZoneOffset.UTC);
    return RunningServer.start(
        new Configuration(
            homes.resolve(home), homes.resolve("files"), 0, Optional.of(address), listens),
        clock);
  }

  @Test
  void with_the_first_token_every_request_needs_one_and_after_the_last_none_does()
      throws Exception {
    assertThat(get("/api/v1/models", "").statusCode()).isEqualTo(200);
    expect(
        create("", "{'name': 'ci', 'role': 'builder', 'reason': 'r'}"),
        409,
        "wrong-registry-state");

    String operator = secret("", "{'name': 'ada', 'role': 'operator', 'reason': 'the first'}");

    HttpResponse<String> nobody = get("/api/v1/models", "");
    expect(nobody, 401, "unauthenticated");
    assertThat(nobody.headers().allValues("WWW-Authenticate"))
        .containsExactly("Bearer", "Basic realm=\"signalbox\"");
    expect(get("/api/v1/models", "sbx_guessed"), 401, "unauthenticated");
    expect(get("/api/v1/models", "x".repeat(5_000)), 401, "unauthenticated");
    HttpResponse<String> mlflow = get("/api/2.0/mlflow/registered-models/search", "");
    assertThat(mlflow.statusCode()).isEqualTo(401);
    assertThat(json(mlflow).at("/error_code").asString()).isEqualTo("UNAUTHENTICATED");
    HttpResponse<String> infer = send("POST", "/v2/models/m/infer", "", "{}");
    assertThat(infer.statusCode()).isEqualTo(401);
    assertThat(json(infer).at("/error").asString()).startsWith("token: none that is known");
    expect(send("POST", "/api/v1/outcomes", "", "{'outcomes': []}"), 401, "unauthenticated");
    expect(get("/actuator/prometheus", ""), 401, "unauthenticated");
    for (String open :
        new String[] {"/health", "/version", "/actuator/health/readiness", "/v2/health/live"}) {
      assertThat(get(open, "").statusCode()).as(open).isEqualTo(200);
    }
    assertThat(get("/api/v1/models", operator).statusCode()).isEqualTo(200);
    assertThat(send("POST", "/v2/models/m/infer", operator, "{}").statusCode()).isEqualTo(400);

    assertThat(send("DELETE", "/api/v1/tokens/ada?reason=done", operator, "").statusCode())
        .isEqualTo(204);

    assertThat(get("/api/v1/models", "").statusCode()).isEqualTo(200);
  }

  @Test
  void only_the_hash_of_a_secret_is_kept_and_its_changes_are_told() throws Exception {
    String secret = secret("", "{'name': 'ada', 'role': 'operator', 'reason': 'the first'}");

    JdbcClient jdbc = JdbcClient.create(database.dataSource());
    assertThat(jdbc.sql("SELECT t::text FROM registry.tokens t")
            .query(String.class)
            .single())
        .doesNotContain(secret, secret.substring(4));
    assertThat(jdbc.sql("SELECT encode(hash, 'hex') FROM registry.tokens")
            .query(String.class)
            .single())
        .isEqualTo(jdbc.sql("SELECT encode(sha256(convert_to(?, 'UTF8')), 'hex')")
            .params(secret)
            .query(String.class)
            .single());
    JsonNode change = json(get("/api/v1/changes", secret)).path(0);
    assertThat(change.path("subject").asString()).isEqualTo("token ada");
    assertThat(change.path("action").asString()).isEqualTo("token created");
    assertThat(change.path("author").asString()).isEqualTo("local");
    assertThat(get("/api/v1/changes", secret).body()).doesNotContain(secret);
    assertThat(get("/api/v1/tokens", secret).body())
        .contains("\"ada\"", "\"operator\"")
        .doesNotContain(secret, "hash");
  }

  @Test
  void roles_and_grants_decide_and_the_author_is_the_tokens_name() throws Exception {
    String ada = secret("", "{'name': 'ada', 'role': 'operator', 'reason': 'r'}");
    String victor = secret(ada, "{'name': 'victor', 'role': 'viewer', 'reason': 'r'}");
    String bea = secret(ada, "{'name': 'bea', 'role': 'builder', 'reason': 'r'}");
    String paul = secret(
        ada,
        "{'name': 'paul', 'role': 'viewer', 'grants': {'granted': 'approver'}, 'reason': 'r'}");
    for (String model : new String[] {"granted", "other"}) {
      String body = "{'name': '" + model + "'}";
      HttpResponse<String> refused = mlflow("registered-models/create", victor, body);
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(json(refused).at("/error_code").asString()).isEqualTo("PERMISSION_DENIED");
      assertThat(mlflow("registered-models/create", bea, body).statusCode()).isEqualTo(200);
      assertThat(mlflow(
                  "model-versions/create",
                  bea,
                  "{'name': '" + model + "', 'source': 's3://bucket/" + model + "'}")
              .statusCode())
          .isEqualTo(200);
    }

    HttpResponse<String> builder = stage("granted", bea);
    HttpResponse<String> elsewhere = stage("other", paul);
    HttpResponse<String> throughMlflow = mlflow(
        "model-versions/transition-stage",
        bea,
        "{'name': 'other', 'version': '1', 'stage': 'Production'}");

    expect(builder, 403, "forbidden");
    assertThat(json(builder).at("/detail").asString())
        .isEqualTo("bea is builder with model granted (expected: approver)");
    expect(elsewhere, 403, "forbidden");
    assertThat(throughMlflow.statusCode()).isEqualTo(403);
    assertThat(json(throughMlflow).at("/message").asString())
        .isEqualTo("bea is builder with model other (expected: approver)");
    assertThat(stage("granted", paul).statusCode()).isEqualTo(200);
    assertThat(
            json(get("/api/v1/models/granted/history", victor)).at("/0/author").asString())
        .isEqualTo("paul");
    expect(get("/api/v1/tokens", bea), 403, "forbidden");
    expect(send("POST", "/api/v1/apply", paul, "{'files': []}"), 403, "forbidden");
  }

  @Test
  void a_token_ends_when_it_expires_and_when_it_is_revoked_here_and_in_other_replicas()
      throws Exception {
    String ada = secret("", "{'name': 'ada', 'role': 'operator', 'reason': 'r'}");
    String brief =
        secret(ada, "{'name': 'brief', 'role': 'viewer', 'expires': '1h', 'reason': 'r'}");
    String ci = secret(ada, "{'name': 'ci', 'role': 'viewer', 'reason': 'r'}");
    try (RunningServer other = start("second", "127.0.0.1")) {
      assertThat(get(other.url(), "/api/v1/models", ci).statusCode()).isEqualTo(200);
      now.set(now.get().plus(Duration.ofHours(1)).minusNanos(1));
      assertThat(get("/api/v1/models", brief).statusCode()).isEqualTo(200);
      now.set(now.get().plusNanos(1));
      expect(get("/api/v1/models", brief), 401, "unauthenticated");

      expect(send("DELETE", "/api/v1/tokens/ada?reason=r", ada, ""), 409, "wrong-registry-state");
      assertThat(send("DELETE", "/api/v1/tokens/ci?reason=leaked", ada, "").statusCode())
          .isEqualTo(204);

      expect(get("/api/v1/models", ci), 401, "unauthenticated");
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> get(other.url(), "/api/v1/models", ci).statusCode() == 401);
    }
  }

  @Test
  void what_is_no_token_is_refused() throws Exception {
    String ada = secret("", "{'name': 'ada', 'role': 'operator', 'reason': 'r'}");

    expect(
        create(ada, "{'name': 'ada', 'role': 'viewer', 'reason': 'r'}"), 409, "already-registered");
    expect(create(ada, "{'name': 'bob', 'role': 'viewer'}"), 400, "reason-refused");
    expect(
        create(ada, "{'name': 'local', 'role': 'viewer', 'reason': 'r'}"),
        400,
        "invalid-registry-value");
    expect(
        create(ada, "{'name': 'a b', 'role': 'viewer', 'reason': 'r'}"),
        400,
        "invalid-registry-value");
    expect(create(ada, "{'role': 'viewer', 'reason': 'r'}"), 400, "invalid-registry-value");
    expect(create(ada, "{'name': 'bob', 'role': 'king', 'reason': 'r'}"), 400, "malformed-body");
    expect(
        create(ada, "{'name': 'bob', 'role': 'viewer', 'expires': '0s', 'reason': 'r'}"),
        400,
        "invalid-registry-value");
    expect(
        create(
            ada, "{'name': 'bob', 'role': 'viewer', 'grants': {'a/b': 'viewer'}, 'reason': 'r'}"),
        400,
        "invalid-registry-value");
    expect(send("DELETE", "/api/v1/tokens/nobody?reason=r", ada, ""), 404, "not-registered");
    expect(send("DELETE", "/api/v1/tokens/ada", ada, ""), 400, "reason-refused");
  }

  @Test
  void an_address_that_others_reach_is_opened_only_where_there_is_a_token() throws Exception {
    assertThatThrownBy(() -> start("open", "0.0.0.0"))
        .isInstanceOf(StartupFailure.class)
        .hasMessageStartingWith(
            "SIGNALBOX_ADDRESS: 0.0.0.0 (expected: 127.0.0.1 until there is a token;");
    String ada = secret("", "{'name': 'ada', 'role': 'operator', 'reason': 'r'}");

    try (RunningServer open = start("open", "0.0.0.0")) {
      assertThat(get(open.url(), "/api/v1/models", ada).statusCode()).isEqualTo(200);
      assertThat(get(open.url(), "/api/v1/models", "").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void mlflows_java_client_comes_with_its_token_or_its_password() throws Exception {
    String ada = secret("", "{'name': 'ada', 'role': 'operator', 'reason': 'r'}");
    String url = server.url().toString();

    try (MlflowClient bearer = new MlflowClient(new BasicMlflowHostCreds(url, ada));
        MlflowClient basic = new MlflowClient(new BasicMlflowHostCreds(url, "anyone", ada));
        MlflowClient nobody = new MlflowClient(url)) {
      String experiment = bearer.createExperiment("with a token");
      assertThat(basic.getExperiment(experiment).getName()).isEqualTo("with a token");
      assertThatThrownBy(() -> nobody.getExperiment(experiment))
          .isInstanceOfAny(MlflowHttpException.class, MlflowClientException.class)
          .hasMessageContaining("401");
    }
  }

  @Test
  void the_command_line_gives_lists_and_revokes() throws Exception {
    Run given = run("", "token", "create", "ada", "--role", "operator", "--expires", "never");
    String ada = given.out().strip();
    Run refused = run("", "token", "list");
    Run scoped = run(ada, "token", "create", "ci", "--role", "viewer", "--model", "m=builder");
    Run listed = run(ada, "token", "list");
    Run revoked = run(ada, "token", "revoke", "ci");

    assertThat(given.code()).isZero();
    assertThat(ada).startsWith("sbx_").hasSize(47);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.out()).startsWith("signalbox: token: none that is known");
    assertThat(scoped.code()).isZero();
    assertThat(listed.out())
        .containsPattern("ada +operator +expires never")
        .containsPattern("ci +viewer +expires 2026-04-01T00:00:00Z +\\{\"m\":\"builder\"}");
    assertThat(revoked.code()).as(revoked.out()).isZero();
    assertThat(run(scoped.out().strip(), "token", "list").code()).isEqualTo(1);
  }

  private record Run(int code, String out) {}

  private Run run(String token, String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        "io.signalbox.Signalbox");
    builder.command().addAll(List.of(arguments));
    builder.environment().put("SIGNALBOX_URL", server.url().toString());
    builder.environment().put("SIGNALBOX_TOKEN", token);
    Process process = builder.redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), out);
  }

  private String secret(String token, String body) throws Exception {
    HttpResponse<String> created = create(token, body);
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    return json(created).at("/secret").asString();
  }

  private HttpResponse<String> create(String token, String body) throws Exception {
    return send("POST", "/api/v1/tokens", token, body);
  }

  private HttpResponse<String> stage(String model, String token) throws Exception {
    return send(
        "PUT",
        "/api/v1/models/" + model + "/versions/1/stage",
        token,
        "{'stage': 'production', 'reason': 'better'}");
  }

  private HttpResponse<String> mlflow(String path, String token, String body) throws Exception {
    return send("POST", "/api/2.0/mlflow/" + path, token, body);
  }

  private HttpResponse<String> get(String path, String token) throws Exception {
    return get(server.url(), path, token);
  }

  private HttpResponse<String> get(URI url, String path, String token) throws Exception {
    return send(request(url, path, token).GET());
  }

  private HttpResponse<String> send(String method, String path, String token, String body)
      throws Exception {
    return send(request(server.url(), path, token)
        .header("Content-Type", "application/json")
        .method(method, BodyPublishers.ofString(body.replace('\'', '"'))));
  }

  /** Every other request as the password of Basic, to try both. */
  private HttpRequest.Builder request(URI url, String path, String token) {
    HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(path));
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

  private static void expect(HttpResponse<String> answer, int status, String slug) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(json(answer).path("type").asString()).isEqualTo("urn:signalbox:problem:" + slug);
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }
}
