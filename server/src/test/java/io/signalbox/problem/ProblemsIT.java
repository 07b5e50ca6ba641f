package io.signalbox.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.server.OneServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(300)
@ExtendWith(OneServer.class)
class ProblemsIT {

  static final HttpClient http = HttpClient.newHttpClient();

  @AfterAll
  static void stop() {
    http.close();
  }

  @Test
  void a_problem_has_every_field_and_the_callers_request_id() throws Exception {
    HttpResponse<String> answer = http.send(
        request("/api/v1/nothing").header("X-Request-Id", "abc-1").build(),
        BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.headers().firstValue("X-Request-Id")).contains("abc-1");
    assertThat(json(answer)).isEqualTo(JsonMapper.shared().readTree("""
        {
          "type": "urn:signalbox:problem:not-found",
          "title": "There is nothing here",
          "status": 404,
          "detail": "GET /api/v1/nothing (expected: a path of this server)",
          "instance": "/api/v1/nothing",
          "requestId": "abc-1"
        }"""));
  }

  @Test
  void a_caller_that_asks_for_html_gets_a_problem_too() throws Exception {
    HttpResponse<String> answer = http.send(
        request("/nothing").header("Accept", "text/html").build(), BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"share\": 1, \"model\":                 | body: broken JSON at line 1, column 22 (expected: JSON)",
        "''                                        | body: empty (expected: JSON)",
        "{\"share\": \"ten\"}                      | share: ten (expected: a whole number)",
        "{\"share\": 1, \"since\": \"2013-04-01\"} | since: 2013-04-01 (expected: a time with a zone, such as 2013-04-01T05:00:00Z)",
        "{\"share\": 1, \"shaer\": 1}                          | shaer: unknown field (expected: bound, exact, model, most, parts, share, since, window)",
        "{\"share\": 1, \"since\": \"10000-01-01T00:00:00Z\"} | since: 10000-01-01T00:00:00Z (expected: a time with a zone, such as 2013-04-01T05:00:00Z)",
        "{\"share\": 1, \"since\": \"-0001-01-01T00:00:00Z\"} | since: -0001-01-01T00:00:00Z (expected: a time with a zone, such as 2013-04-01T05:00:00Z)",
        "{\"share\": 1, \"since\": 1364774400}          | since: 1364774400 (expected: a time with a zone, such as 2013-04-01T05:00:00Z)",
        "{\"share\": 1, \"window\": \"-PT1S\"}            | window: -PT1S (expected: a duration up to 36500d, such as 15m, 3h or 7d)",
        "{\"share\": 1, \"window\": \"PT9999999999999H\"} | window: PT9999999999999H (expected: a duration up to 36500d, such as 15m, 3h or 7d)",
        "{\"share\": 1, \"bound\": 1e999}               | bound: 1e999 (expected: a finite number)",
        "{\"share\": 1, \"bound\": NaN}                 | body: broken JSON at line 1, column 26 (expected: JSON)",
        "{\"share\": 1, \"bound\": \"NaN\"}               | bound: NaN (expected: a number)",
        "{\"share\": 1, \"model\": \"a\\u0000b\"}          | model: text with U+0000 (expected: text without)",
        "{\"share\": 1, \"a\\u0000b\": 1}                  | a\\u0000b: text with U+0000 (expected: text without)",
        "{\"share\": 1, \"model\": \"a\\ud800b\"}          | model: half of a surrogate pair (expected: Unicode text)",
        "{\"share\": 1, \"model\": 5}                       | model: 5 (expected: a string)",
        "{\"share\": 1, \"model\": true}                    | model: true (expected: a string)",
        "{\"share\": 1, \"share\": 2}                    | share: there twice (expected: once)",
        "{\"share\": 99999999999}                       | share: too large (expected: a whole number)",
        "{\"share\": 2.7}                          | share: 2.7 (expected: a whole number)",
        "{\"share\": 2.0}                          | share: 2.0 (expected: a whole number)",
        "{\"share\": \"2\"}                          | share: 2 (expected: a whole number)",
        "{\"share\": true}                         | share: true (expected: a whole number)",
        "{\"share\": 1, \"parts\": {\"a\": 1.5}}       | parts.a: 1.5 (expected: a whole number)",
        "{\"share\": 1, \"parts\": {\"a\": \"1\"}}       | parts.a: 1 (expected: a whole number)",
        "{\"share\": 1, \"most\": 1.5}               | most: 1.5 (expected: a whole number)",
        "{\"share\": 1, \"most\": \"1\"}               | most: of the wrong type or missing (expected: a whole number)",
        "{\"share\": 1, \"exact\": \"1\"}              | exact: 1 (expected: a number)",
        "{\"share\": -3}                           | share: -3 (expected: > 0)",
        "{\"share\": [1]}                          | share: of the wrong type or missing (expected: a whole number)",
        "[]                                        | body: of the wrong type or missing (expected: an object)",
      })
  void a_bad_body_is_refused_with_field_value_and_expectation(String body, String detail)
      throws Exception {
    HttpResponse<String> answer = post("/test/shares", "application/json", body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).path("type").asString())
        .isEqualTo("urn:signalbox:problem:malformed-body");
    assertThat(json(answer).path("detail").asString()).isEqualTo(detail);
  }

  @Test
  void a_good_body_passes() throws Exception {
    assertThat(post("/test/shares", "application/json", "{\"share\": 3, \"model\": \"a\"}")
            .statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      GET    | /test/shares                        | Accept: application/json         | 405 | method-not-allowed     | method: GET (expected: POST)
      DELETE | /api/v1/endpoints/e/split           | Accept: application/json         | 405 | method-not-allowed     | method: DELETE (expected: PUT)
      GET    | /api/v1/checks                      | Accept: image/png                | 406 | not-acceptable         | Accept: image/png (expected: application/*+json, application/json)
      POST   | /test/shares                        | Content-Type: text/plain         | 415 | unsupported-media-type | Content-Type: text/plain (expected: application/*+json, application/json)
      POST   | /test/shares                        | Content-Type: application/yaml   | 415 | unsupported-media-type | Content-Type: application/yaml (expected: application/*+json, application/json)
      POST   | /test/shares                        | Content-Type: plain              | 415 | unsupported-media-type | Content-Type: plain (expected:
      POST   | /api/v1/features/views/weather/batches | Content-Type: application/json | 415 | unsupported-media-type | Content-Type: application/json (expected: application/vnd.apache.parquet, application/x-ndjson, text/csv)
      POST   | /api/v1/apply                       | Content-Type: */*                | 415 | unsupported-media-type | Content-Type: */* (expected: one type)
      GET    | /test/numbers/ten                   | Accept: */*                      | 400 | invalid                | number: ten (expected: a whole number)
      GET    | /api/v1/changes?limit=0             | Accept: */*                      | 400 | invalid                | limit: 0 (expected: from 1 to 1000)
      GET    | /api/v1/changes?limit=1001          | Accept: */*                      | 400 | invalid                | limit: 1001 (expected: from 1 to 1000)
      """)
  void what_spring_refuses_names_the_value_and_what_was_expected(
      String method, String path, String header, int status, String slug, String detail)
      throws Exception {
    String[] sent = header.split(": ", 2);
    HttpResponse<String> answer = http.send(
        request(path)
            .header(sent[0], sent[1])
            .method(method, BodyPublishers.ofString(method.equals("POST") ? "{}" : ""))
            .build(),
        BodyHandlers.ofString());

    expect(answer, status, slug);
    assertThat(json(answer).path("detail").asString()).startsWith(detail);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      /api/v1/reports?check=%00                       | %00 in path or query (expected: without)
      /api/v1/reports?check=a%00b                     | %00 in path or query (expected: without)
      /api/v1/models/x/gates/evaluation?stage=production | version: missing (expected: a parameter of the query)
      /api/v1/reports?=a                              | query: unreadable (expected: name=value, percent-encoded UTF-8)
      /api/v1/endpoints/x/outcomes/unmatched?since=-1000000000-01-01T00:00:00Z | since: -1000000000-01-01T00:00:00Z (expected: a time with a zone, such as 2013-04-01T05:00:00Z)
      /api/v1/endpoints/x/outcomes/unmatched?since=%2B1000000000-12-31T00:00:00Z | since: +1000000000-12-31T00:00:00Z (expected: a time with a zone, such as 2013-04-01T05:00:00Z)
      /api/v1/endpoints/x/outcomes/unmatched?since=2013-04-01 | since: 2013-04-01 (expected: a time with a zone, such as 2013-04-01T05:00:00Z)
      """)
  void a_bad_parameter_is_refused_with_its_name(String path, String detail) throws Exception {
    HttpResponse<String> answer = get(path);

    expect(answer, 400, "invalid");
    assertThat(json(answer).path("detail").asString()).isEqualTo(detail);
  }

  @Test
  void null_in_a_path_is_refused() throws Exception {
    assertThat(raw("/api/v1/models/a%00b", "localhost"))
        .startsWith("HTTP/1.1 400")
        .contains("urn:signalbox:problem:invalid");
  }

  @Test
  void a_body_beyond_its_bound_is_not_read() throws Exception {
    String body = "{\"model\": \"" + "a".repeat(33 << 20) + "\"}";

    HttpResponse<String> answer = post("/test/shares", "application/json", body);

    expect(answer, 413, "too-large");
    assertThat(json(answer).path("detail").asString())
        .isEqualTo("body: more than 33554432 bytes (expected: at most that many)");
  }

  @Test
  void a_fault_of_ours_says_nothing_of_its_inside() throws Exception {
    HttpResponse<String> answer = get("/test/bug");

    expect(answer, 500, "unexpected");
    assertThat(answer.body()).doesNotContain("SELECT", "Exception", "io.signalbox");
    assertThat(json(answer).path("requestId").asString()).hasSize(16);
  }

  @Test
  void a_value_that_a_module_did_not_expect_is_a_fault_of_ours_whatever_it_says() throws Exception {
    HttpResponse<String> answer = get("/test/value");

    expect(answer, 500, "unexpected");
    assertThat(answer.body()).doesNotContain("secret");
  }

  @Test
  void a_path_that_tomcat_refuses_is_a_problem_too() throws Exception {
    assertThat(raw("/%zz", "localhost"))
        .startsWith("HTTP/1.1 400")
        .contains("application/problem+json", "urn:signalbox:problem:invalid")
        .doesNotContain("<html");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      POST  | /v2/models/%zz/infer          | 127.0.0.1    | 400 | {"error":"path: /v2/models/%zz/infer (expected: percent-encoded UTF-8, without %00, %2F and %5C)"}
      GET   | /v2/models/a%2Fb              | 127.0.0.1    | 400 | {"error":"path: /v2/models/a%2Fb (expected:
      TRACE | /v2                           | 127.0.0.1    | 405 | {"error":"method: TRACE (expected: another)"}
      TRACE | /api/v1/checks                | 127.0.0.1    | 405 | "detail":"method: TRACE (expected: another)"
      GET   | /%zz                          | 127.0.0.1    | 400 | "detail":"path: /%zz (expected: percent-encoded UTF-8, without %00, %2F and %5C)"}
      GET   | /api/2.0/mlflow/%zz           | 127.0.0.1    | 400 | {"error_code":"INVALID_PARAMETER_VALUE","message":"path: /api/2.0/mlflow/%zz (expected:
      GET   | /v2/health/live               | evil.example | 421 | {"error":"Host: evil.example (expected: 127.0.0.1 or localhost, as long as there are no tokens)"}
      GET   | /api/2.0/mlflow/runs/get      | evil.example | 421 | {"error_code":"INVALID_PARAMETER_VALUE","message":"Host: evil.example (expected:
      """)
  void what_no_servlet_sees_is_refused_in_the_words_of_its_interface(
      String method, String path, String host, int status, String body) throws Exception {
    assertThat(sent(method + " " + path + " HTTP/1.1\r\nHost: " + host
            + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 " + status)
        .contains(body);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      {"files":[{"name":"x.yaml","content":"kind: FeatureView\\nname: v\\nentity: nope\\nevent_time: at\\n"}]} | 404 | features-not-found | entity: nope
      {"files":[{"name":"x.yaml","content":"kind: Entity\\nname: Not a name\\n"}]} | 400 | features-invalid | Not a name
      {"files":[{"name":"x.yaml","content":"kind: Entity\\nnam: e\\n"}]} | 400 | definition | x.yaml, line 2: nam: unknown field (expected: description, join_keys, name, owner, tags)
      {"files":[{"name":"x.yaml"}]} | 400 | definition | without name or content
      {"files":[null]} | 400 | definition | without name or content
      {"files":[]} | 400 | definition | 0 files
      """)
  void a_definition_that_may_not_be_is_a_problem_of_the_caller(
      String body, int status, String slug, String detail) throws Exception {
    HttpResponse<String> answer = http.send(
        request("/api/v1/apply")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(json(answer).path("type").asString()).isEqualTo("urn:signalbox:problem:" + slug);
    assertThat(json(answer).path("detail").asString()).contains(detail);
  }

  @Test
  void a_name_that_a_web_page_resolves_to_this_machine_is_not_answered() throws Exception {
    assertThat(raw("/api/v1/endpoints", "evil.example"))
        .startsWith("HTTP/1.1 421")
        .contains("urn:signalbox:problem:misdirected");
    assertThat(raw("/v2/health/live", "evil.example:8080")).startsWith("HTTP/1.1 421");
    assertThat(raw("/v2/health/live", "127.0.0.1:8080")).startsWith("HTTP/1.1 200");
  }

  /** Port scanners and wrong clients: what they send is theirs, and nobody here need look. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0016\u0003\u0001\u0000\u0005\u0001\u0000\u0000\u0001\u0003", // how TLS begins
        "garbage\r\n\r\n",
        "\r\n\r\n\u0000\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: [::\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
      })
  void what_is_not_http_is_refused_as_such(String sent) throws Exception {
    assertThat(sent(sent))
        .startsWith("HTTP/1.1 400")
        .contains("application/problem+json", "urn:signalbox:problem:invalid");
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECT localhost:80 HTTP/1.1, Accept: */*, 501",
    "GET / HTTP/9.9, Accept: */*, 505",
    "POST / HTTP/1.1, Transfer-Encoding: rot13, 501",
  })
  void http_that_this_server_does_not_have_is_the_callers_too(
      String line, String header, int status) throws Exception {
    assertThat(sent(line + "\r\nHost: localhost\r\n" + header + "\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 " + status)
        .contains("urn:signalbox:problem:invalid", "The request is not valid");
  }

  private static String raw(String path, String host) throws IOException {
    return sent("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
  }

  private static String sent(String request) throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), OneServer.url().getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void health_metrics_and_the_api_document_answer() throws Exception {
    assertThat(get("/actuator/health/liveness").body()).contains("UP");
    assertThat(get("/actuator/health/readiness").body()).contains("UP");
    assertThat(get("/actuator/prometheus").body()).contains("jvm_memory_used_bytes");
    assertThat(json(get("/v3/api-docs")).path("openapi").asString()).startsWith("3.1");
  }

  private static void expect(HttpResponse<String> answer, int status, String slug) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(json(answer).path("type").asString()).isEqualTo("urn:signalbox:problem:" + slug);
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }

  private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(request(path).build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String path, String type, String body)
      throws IOException, InterruptedException {
    var request = request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body));
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(OneServer.url().resolve(path));
  }
}
