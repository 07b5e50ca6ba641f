package io.signalbox.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.server.OneServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is answered while PostgreSQL cannot write, in the words of each protocol. Triggers raise its own conditions, at once or when the
 * transaction commits.
 */
@Timeout(300)
@ExtendWith(OneServer.class)
class TroubleIT {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    assertThat(post("/api/v1/apply", "application/json", """
            {"files": [{"name": "trouble.yaml", "content": "kind: Entity\\nname: troubled\\njoin_keys:\\n  - {name: troubled, type: string}\\n---\\nkind: FeatureView\\nname: trouble\\nentity: troubled\\nevent_time: at\\nttl: 3h\\ncolumns:\\n  - {name: depth, type: float64}\\n"}]}
            """).statusCode()).isEqualTo(200);
    OneServer.jdbc().sql("""
            CREATE FUNCTION public.trouble() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              RAISE EXCEPTION 'of the test' USING ERRCODE = TG_ARGV[0];
            END
            $$
            """).update();
  }

  @AfterAll
  static void stop() {
    OneServer.jdbc().sql("DROP FUNCTION public.trouble() CASCADE").update();
    HTTP.close();
  }

  private static void trouble(String table, String when, String state) {
    OneServer.jdbc()
        .sql(
            "CREATE CONSTRAINT TRIGGER trouble AFTER INSERT ON %s %s FOR EACH ROW EXECUTE FUNCTION public.trouble('%s')"
                .formatted(table, when, state))
        .update();
  }

  private static void noTrouble(String table) {
    OneServer.jdbc().sql("DROP TRIGGER trouble ON " + table).update();
  }

  @ParameterizedTest
  @CsvSource({
    "53100, 507, database-full, The database's disk is full, NOT DEFERRABLE",
    "53100, 507, database-full, The database's disk is full, DEFERRABLE INITIALLY DEFERRED",
    "53200, 503, database-busy, The database is busy, NOT DEFERRABLE"
  })
  void a_batch_is_refused_for_what_ails_the_database_and_taken_afterwards(
      String state, int status, String slug, String title, String when) throws Exception {
    String json = """
        {"batches": [{"view": "trouble", "rows": [{"troubled": "%1$s %2$s", "at": "2026-01-01T00:00:00Z", "depth": 1}]}]}
        """.formatted(state, when);
    String csv = "troubled,at,depth\n%s %s,2026-01-01T01:00:00Z,2\n".formatted(state, when);
    String path = "/api/v1/features/views/trouble/batches";
    trouble("features.manifests", when, state);
    HttpResponse<String> rows;
    HttpResponse<String> file;
    try {
      rows = post("/api/v1/features/batches", "application/json", json);
      file = post(path, "text/csv", csv);
    } finally {
      noTrouble("features.manifests");
    }

    expect(rows, status, slug, title);
    expect(file, status, slug, title);
    assertThat(json(post("/api/v1/features/batches", "application/json", json))
            .at("/manifests/0/repeated")
            .asBoolean())
        .isFalse();
    assertThat(json(post(path, "text/csv", csv)).at("/repeated").asBoolean()).isFalse();
  }

  @Test
  void a_definition_is_refused_too() throws Exception {
    trouble("features.definitions", "DEFERRABLE INITIALLY DEFERRED", "53100");
    HttpResponse<String> answer;
    try {
      answer = post("/api/v1/apply", "application/json", """
          {"files": [{"name": "more.yaml", "content": "kind: Entity\\nname: more_trouble\\njoin_keys:\\n  - {name: k, type: string}\\n"}]}
          """);
    } finally {
      noTrouble("features.definitions");
    }

    expect(answer, 507, "database-full", "The database's disk is full");
  }

  @ParameterizedTest
  @CsvSource({
    "53100, 507, RESOURCE_EXHAUSTED, The database's disk is full.",
    "53300, 503, TEMPORARILY_UNAVAILABLE, The database is busy."
  })
  void mlflow_is_told_in_its_own_body(String state, int status, String code, String message)
      throws Exception {
    trouble("registry.experiments", "NOT DEFERRABLE", state);
    HttpResponse<String> answer;
    try {
      answer = post(
          "/api/2.0/mlflow/experiments/create", "application/json", "{\"name\": \"in trouble\"}");
    } finally {
      noTrouble("registry.experiments");
    }

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Retry-After")).contains("5");
    assertThat(json(answer).at("/error_code").asString()).isEqualTo(code);
    assertThat(json(answer).at("/message").asString()).isEqualTo(message);
  }

  @ParameterizedTest
  @CsvSource({"53100, 507, The database's disk is full. Nothing was changed."})
  void feast_is_told_in_its_own_body(String state, int status, String message) throws Exception {
    trouble("features.manifests", "DEFERRABLE INITIALLY DEFERRED", state);
    HttpResponse<String> answer;
    try {
      answer = post("/push", "application/json", """
          {"push_source_name": "trouble", "to": "online",
           "df": {"troubled": ["feast %s"], "at": ["2026-01-01T00:00:00Z"], "depth": [1.0]}}
          """.formatted(state));
    } finally {
      noTrouble("features.manifests");
    }

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Retry-After")).contains("5");
    assertThat(JsonMapper.shared()
            .readTree(json(answer).asString())
            .path("message")
            .asString())
        .isEqualTo(message);
  }

  @Test
  void a_home_without_room_is_not_the_databases() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(OneServer.url().resolve("/test/full")).build();

    expect(
        HTTP.send(request, BodyHandlers.ofString()),
        507,
        "home-full",
        "The disk of the server's home is full");
  }

  private static void expect(HttpResponse<String> answer, int status, String slug, String title) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.headers().firstValue("Retry-After")).contains("5");
    assertThat(json(answer).path("type").asString()).isEqualTo("urn:signalbox:problem:" + slug);
    assertThat(json(answer).path("title").asString()).isEqualTo(title);
    assertThat(answer.body()).doesNotContain("of the test", "SQL", "/home");
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }

  private static HttpResponse<String> post(String path, String type, String body)
      throws IOException, InterruptedException {
    return HTTP.send(
        HttpRequest.newBuilder(OneServer.url().resolve(path))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }
}
