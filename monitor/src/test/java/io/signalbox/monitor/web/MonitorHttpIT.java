package io.signalbox.monitor.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.migrations.TestDatabase;
import io.signalbox.monitor.CheckDefinition;
import io.signalbox.monitor.FakeRouter;
import io.signalbox.monitor.Monitor;
import io.signalbox.monitor.MonitorConfig;
import io.signalbox.monitor.MonitorWorld;
import io.signalbox.registry.Attribution;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

/** The monitor's paths over real HTTP. What is no valid body is refused by the server, and tested there. */
class MonitorHttpIT {
  private static final TestDatabase DATABASE = TestDatabase.fresh();
  private static final MonitorWorld WORLD =
      new MonitorWorld(DATABASE.dataSource(), Instant.parse("2013-07-01T00:00:00Z"));
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static ConfigurableApplicationContext server;

  @BeforeAll
  static void start() {
    server = new SpringApplicationBuilder(WebServer.class)
        .initializers(context -> WORLD.register(context))
        .properties(
            "server.port=0", "signalbox.schedules.enabled=false", "spring.main.banner-mode=off")
        .run();
    CheckDefinition check = new CheckDefinition.Performance(
        "weekly_performance",
        FakeRouter.FLIGHT_DELAY,
        "0 0 6 ? * MON",
        ZoneId.of("America/New_York"),
        Duration.ofDays(7),
        100,
        Duration.ofHours(24),
        List.of("holdout.log_loss"),
        .1,
        3,
        true);
    server.getBean(Monitor.class).apply(check, new Attribution("anna", "because"));
    WORLD.shadowWeeks();
  }

  @AfterAll
  static void stop() {
    server.close();
    CLIENT.close();
    DATABASE.close();
  }

  @Test
  void a_check_shows_its_cron_expression_its_zone_and_when_it_is_due() throws Exception {
    JsonNode check = json(get("/api/v1/checks")).get(0);

    assertThat(check.at("/definition/type").asString()).isEqualTo("performance");
    assertThat(check.at("/definition/cron").asString()).isEqualTo("0 0 6 ? * MON");
    assertThat(check.at("/definition/zone").asString()).isEqualTo("America/New_York");
    assertThat(check.at("/next_due").asString()).isEqualTo("2013-07-01T10:00:00Z");
    assertThat(json(get("/api/v1/checks/weekly_performance"))
            .at("/definition/name")
            .asString())
        .isEqualTo("weekly_performance");
  }

  @Test
  void a_check_is_run_and_its_report_is_found_again() throws Exception {
    JsonNode report = json(post("/api/v1/checks/weekly_performance/runs", ""));

    String id = report.at("/id").asString();
    assertThat(report.at("/check").asString()).isEqualTo("weekly_performance");
    assertThat(report.at("/status").asString()).isIn("ok", "alarm", "insufficient");
    assertThat(json(get("/api/v1/reports/" + id))).isEqualTo(report);
    assertThat(json(get("/api/v1/reports?check=weekly_performance")).get(0)).isEqualTo(report);
    assertThat(get("/api/v1/alerts").statusCode()).isEqualTo(200);
    assertThat(post("/api/v1/checks/weekly_performance/runs", "{\"reason\":\"a look\"}")
            .statusCode())
        .isEqualTo(200);
  }

  @Test
  void a_comparison_is_made_and_found_again() throws Exception {
    JsonNode made = json(post("/api/v1/comparisons", """
                {"endpoint": "flight_delay", "candidate": 3, "reference": 2,
                 "since": "2013-06-11T00:00:00Z", "reason": "step?"}
                """));

    assertThat(made.at("/verdict").asString()).isEqualTo("promote");
    assertThat(made.at("/paired/days").asInt()).isEqualTo(14);
    assertThat(made.at("/settings/planned_days").asInt()).isEqualTo(30);
    assertThat(json(get("/api/v1/comparisons/" + made.at("/id").asString()))).isEqualTo(made);
  }

  @Test
  void performance_is_told_by_period() throws Exception {
    JsonNode rows = json(get("/api/v1/endpoints/flight_delay/performance?by=week"));

    assertThat(rows.get(0).at("/from").asString()).isEqualTo("2013-06-10");
    assertThat(rows.get(0).at("/version").asInt()).isEqualTo(2);
    assertThat(rows.get(0).at("/log_loss").asDouble()).isGreaterThan(0);
    assertThat(json(get("/api/v1/endpoints/flight_delay/performance")).size()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/checks/nightly, 404, check: nightly",
    "/api/v1/reports/1, 404, report: 1",
    "/api/v1/reports?check=nightly, 404, check: nightly",
    "/api/v1/reports?check=%00, 404, check: ",
    "/api/v1/comparisons/00000000-0000-7000-8000-000000000000, 404, comparison: 0",
    "/api/v1/endpoints/checkout/performance, 404, endpoint: checkout",
    "/api/v1/endpoints/flight_delay/performance?by=hour, 400, by: hour",
    "/api/v1/endpoints/1st/performance, 400, endpoint: '1st'"
  })
  void what_is_unknown_is_refused(String path, int status, String detail) throws Exception {
    assertRefused(get(path), status, detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|400|endpoint: missing",
        "{'endpoint':'flight_delay','candidate':3,'reference':2}|400|since: missing",
        "{'endpoint':'checkout','candidate':3,'reference':2,'since':'2013-06-11T00:00:00Z'}|404|endpoint: checkout",
        "{'endpoint':'flight_delay','candidate':9,'reference':2,'since':'2013-06-11T00:00:00Z'}|404|candidate: 9",
        "{'endpoint':'flight_delay','candidate':3,'reference':-2,'since':'2013-06-11T00:00:00Z'}|400|reference: -2",
        "{'endpoint':'flight_delay','candidate':3,'reference':3,'since':'2013-06-11T00:00:00Z'}|400|candidate: 3",
        "{'endpoint':'flight_delay','candidate':3,'reference':2,'since':'2013-07-02T00:00:00Z'}|400|since: 2013-07-02",
        "{'endpoint':'flight_delay','candidate':3,'reference':2,'since':'2013-06-11T00:00:00Z','alpha':0}|400|alpha: 0.0",
        "{'endpoint':'flight_delay','candidate':3,'reference':2,'since':'2013-06-11T00:00:00Z','planned_days':0}|400|planned_days: 0",
        "{'endpoint':'flight_delay','candidate':3,'reference':2,'since':'2013-06-11T00:00:00Z','maturity':'PT-1H'}|400|maturity: PT-1H",
        "{'endpoint':'flight_delay','candidate':3,'reference':2,'since':'2013-06-11T00:00:00Z','maturity':'PT9999999999999H'}|400|maturity: PT9999999999999H",
        "{'endpoint':'flight_delay','candidate':3,'reference':2,'since':'-1000000000-01-01T00:00:00Z'}|400|since: -1000000000-01-01",
        "{'endpoint':'flight_delay','candidate':3,'reference':2,'since':'2013-06-11T00:00:00Z','alpha':1e-320}|400|alpha: ",
        "{'endpoint':'flight_delay','candidate':3,'reference':2,'since':'2013-06-11T00:00:00Z','alpha':0.49}|400|alpha: 0.49",
        "{'endpoint':'flight_delay','candidate':3,'reference':2,'since':'2013-06-11T00:00:00Z','margin':1e308}|400|margin: ",
        "{'endpoint':'flight_delay','candidate':3,'reference':2,'since':'2013-06-11T00:00:00Z','planned_days':2147483647}|400|planned_days: 2147483647"
      })
  void a_comparison_that_cannot_be_made_is_refused(String body, int status, String detail)
      throws Exception {
    long before = comparisons();

    assertRefused(post("/api/v1/comparisons", body.replace('\'', '"')), status, detail);
    assertThat(comparisons()).isEqualTo(before);
  }

  @Test
  void an_unknown_check_is_not_run() throws Exception {
    assertRefused(post("/api/v1/checks/nightly/runs", ""), 404, "check: nightly");
  }

  private static void assertRefused(HttpResponse<String> answer, int status, String detail) {
    JsonNode problem = json(answer);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");
    assertThat(problem.at("/detail").asString()).startsWith(detail).contains("(expected: ");
    assertThat(problem.at("/type").asString())
        .isEqualTo("urn:signalbox:problem:" + (status == 404 ? "not-found" : "invalid"));
  }

  private static long comparisons() {
    return org.springframework.jdbc.core.simple.JdbcClient.create(DATABASE.dataSource())
        .sql("SELECT count(*) FROM monitor.comparisons")
        .query(Long.class)
        .single();
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return WORLD.json.readTree(answer.body());
  }

  private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).GET());
  }

  private static HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static URI uri(String path) {
    return URI.create(
        "http://127.0.0.1:" + server.getEnvironment().getProperty("local.server.port") + path);
  }

  @Configuration
  @EnableAutoConfiguration
  @Import({MonitorConfig.class, MonitorWorld.Transactions.class})
  static class WebServer {}
}
