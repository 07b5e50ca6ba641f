package io.signalbox.security;

import static io.signalbox.security.TokenServer.expect;
import static io.signalbox.security.TokenServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.signalbox.server.RunningServer;
import io.signalbox.server.StartupFailure;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** A server whose tokens come and go. */
@Timeout(300)
class TokensIT {
  @TempDir
  Path homes;

  private TokenServer server;

  @BeforeEach
  void start() {
    server = new TokenServer(homes);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void with_the_first_token_every_request_needs_one_and_after_the_last_none_does()
      throws Exception {
    assertThat(server.get("/api/v1/models", "").statusCode()).isEqualTo(200);
    expect(
        server.create("", "{'name': 'ci', 'role': 'builder', 'reason': 'r'}"),
        409,
        "wrong-registry-state");

    String operator =
        server.secret("", "{'name': 'ada', 'role': 'operator', 'reason': 'the first'}");

    HttpResponse<String> nobody = server.get("/api/v1/models", "");
    expect(nobody, 401, "unauthenticated");
    assertThat(nobody.headers().allValues("WWW-Authenticate"))
        .containsExactly("Bearer", "Basic realm=\"signalbox\"");
    expect(server.get("/api/v1/models", "sbx_guessed"), 401, "unauthenticated");
    expect(server.get("/api/v1/models", "x".repeat(5_000)), 401, "unauthenticated");
    HttpResponse<String> mlflow = server.get("/api/2.0/mlflow/registered-models/search", "");
    assertThat(mlflow.statusCode()).isEqualTo(401);
    assertThat(json(mlflow).at("/error_code").asString()).isEqualTo("UNAUTHENTICATED");
    HttpResponse<String> infer = server.send("POST", "/v2/models/m/infer", "", "{}");
    assertThat(infer.statusCode()).isEqualTo(401);
    assertThat(json(infer).at("/error").asString()).startsWith("token: none that is known");
    expect(server.send("POST", "/api/v1/outcomes", "", "{'outcomes': []}"), 401, "unauthenticated");
    expect(server.get("/actuator/prometheus", ""), 401, "unauthenticated");
    for (String open :
        new String[] {"/health", "/version", "/actuator/health/readiness", "/v2/health/live"}) {
      assertThat(server.get(open, "").statusCode()).as(open).isEqualTo(200);
    }
    assertThat(server.get("/api/v1/models", operator).statusCode()).isEqualTo(200);
    assertThat(server.send("POST", "/v2/models/m/infer", operator, "{}").statusCode())
        .isEqualTo(400);

    assertThat(server
            .send("DELETE", "/api/v1/tokens/ada?reason=done", operator, "")
            .statusCode())
        .isEqualTo(204);

    assertThat(server.get("/api/v1/models", "").statusCode()).isEqualTo(200);
  }

  @Test
  void only_the_hash_of_a_secret_is_kept_and_its_changes_are_told() throws Exception {
    String secret = server.secret("", "{'name': 'ada', 'role': 'operator', 'reason': 'the first'}");

    JdbcClient jdbc = server.jdbc();
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
    JsonNode change = json(server.get("/api/v1/changes", secret)).path(0);
    assertThat(change.path("subject").asString()).isEqualTo("token ada");
    assertThat(change.path("action").asString()).isEqualTo("token created");
    assertThat(change.path("author").asString()).isEqualTo("local");
    assertThat(server.get("/api/v1/changes", secret).body()).doesNotContain(secret);
    assertThat(server.get("/api/v1/tokens", secret).body())
        .contains("\"ada\"", "\"operator\"")
        .doesNotContain(secret, "hash");
  }

  @Test
  void a_token_ends_when_it_expires_and_when_it_is_revoked_here_and_in_other_replicas()
      throws Exception {
    String ada = server.secret("", "{'name': 'ada', 'role': 'operator', 'reason': 'r'}");
    String brief =
        server.secret(ada, "{'name': 'brief', 'role': 'viewer', 'expires': '1h', 'reason': 'r'}");
    String ci = server.secret(ada, "{'name': 'ci', 'role': 'viewer', 'reason': 'r'}");
    try (RunningServer other = server.start("second", "127.0.0.1")) {
      assertThat(server.get(other.url(), "/api/v1/models", ci).statusCode()).isEqualTo(200);
      server.pass(Duration.ofHours(1).minusNanos(1));
      assertThat(server.get("/api/v1/models", brief).statusCode()).isEqualTo(200);
      server.pass(Duration.ofNanos(1));
      expect(server.get("/api/v1/models", brief), 401, "unauthenticated");

      expect(
          server.send("DELETE", "/api/v1/tokens/ada?reason=r", ada, ""),
          409,
          "wrong-registry-state");
      assertThat(
              server.send("DELETE", "/api/v1/tokens/ci?reason=leaked", ada, "").statusCode())
          .isEqualTo(204);

      expect(server.get("/api/v1/models", ci), 401, "unauthenticated");
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> server.get(other.url(), "/api/v1/models", ci).statusCode() == 401);
    }
  }

  @Test
  void what_is_no_token_is_refused() throws Exception {
    String ada = server.secret("", "{'name': 'ada', 'role': 'operator', 'reason': 'r'}");

    expect(
        server.create(ada, "{'name': 'ada', 'role': 'viewer', 'reason': 'r'}"),
        409,
        "already-registered");
    expect(server.create(ada, "{'name': 'bob', 'role': 'viewer'}"), 400, "reason-refused");
    expect(
        server.create(ada, "{'name': 'local', 'role': 'viewer', 'reason': 'r'}"),
        400,
        "invalid-registry-value");
    expect(
        server.create(ada, "{'name': 'a b', 'role': 'viewer', 'reason': 'r'}"),
        400,
        "invalid-registry-value");
    expect(server.create(ada, "{'role': 'viewer', 'reason': 'r'}"), 400, "invalid-registry-value");
    expect(
        server.create(ada, "{'name': 'bob', 'role': 'king', 'reason': 'r'}"),
        400,
        "malformed-body");
    expect(
        server.create(ada, "{'name': 'bob', 'role': 'viewer', 'expires': '0s', 'reason': 'r'}"),
        400,
        "invalid-registry-value");
    expect(
        server.create(
            ada, "{'name': 'bob', 'role': 'viewer', 'grants': {'a/b': 'viewer'}, 'reason': 'r'}"),
        400,
        "invalid-registry-value");
    expect(server.send("DELETE", "/api/v1/tokens/nobody?reason=r", ada, ""), 404, "not-registered");
    expect(server.send("DELETE", "/api/v1/tokens/ada", ada, ""), 400, "reason-refused");
  }

  @Test
  void an_address_that_others_reach_is_opened_only_where_there_is_a_token() throws Exception {
    assertThatThrownBy(() -> server.start("open", "0.0.0.0"))
        .isInstanceOf(StartupFailure.class)
        .hasMessageStartingWith(
            "SIGNALBOX_ADDRESS: 0.0.0.0 (expected: 127.0.0.1 until there is a token;");
    String ada = server.secret("", "{'name': 'ada', 'role': 'operator', 'reason': 'r'}");

    try (RunningServer open = server.start("open", "0.0.0.0")) {
      assertThat(server.get(open.url(), "/api/v1/models", ada).statusCode()).isEqualTo(200);
      assertThat(server.get(open.url(), "/api/v1/models", "").statusCode()).isEqualTo(401);
    }
  }
}
