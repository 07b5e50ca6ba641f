package io.signalbox.monitor.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.signalbox.migrations.TestDatabase;
import io.signalbox.monitor.AlertStored;
import io.signalbox.router.EndpointName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Alerts on their way from a real table to a real HTTP listener. */
class AlertDeliveryIT {
  private static final TestDatabase DATABASE = TestDatabase.fresh();
  private static final Instant NOW = Instant.parse("2013-07-01T00:00:00Z");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final JdbcClient jdbc = JdbcClient.create(DATABASE.dataSource());
  private final Outbox outbox = new Outbox(jdbc);
  private final List<JsonNode> received = new CopyOnWriteArrayList<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private volatile int refusal = 503;
  private HttpServer slack;
  private AlertDelivery delivery;

  @BeforeEach
  void listen() throws IOException {
    slack = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    slack.createContext("/services/hook", exchange -> {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      boolean refuse = refusals.getAndDecrement() > 0;
      if (!refuse) {
        received.add(JSON.readTree(body));
      }
      exchange.sendResponseHeaders(refuse ? refusal : 200, -1);
      exchange.close();
    });
    slack.start();
    delivery = new AlertDelivery(
        outbox,
        new Webhook("http://127.0.0.1:" + slack.getAddress().getPort() + "/services/hook"),
        Duration.ofMillis(5),
        JSON,
        Clock.fixed(NOW, ZoneOffset.UTC));
    delivery.start();
  }

  @AfterEach
  void stop() {
    delivery.stop();
    slack.stop(0);
    jdbc.sql("TRUNCATE monitor.alerts, monitor.reports").update();
  }

  @AfterAll
  static void drop() {
    DATABASE.close();
  }

  @Test
  void an_alert_arrives_once_in_slack_s_format() {
    stored("log loss of flight_delay/2 is <high> & rising");

    await().until(() -> received.size() == 1);
    JsonNode message = received.getFirst();
    assertThat(message.at("/text").asString())
        .isEqualTo("log loss of flight_delay/2 is &lt;high&gt; &amp; rising");
    assertThat(message.at("/blocks/0/type").asString()).isEqualTo("section");
    assertThat(message.at("/blocks/0/text/type").asString()).isEqualTo("mrkdwn");
    assertThat(message.at("/blocks/0/text/text").asString()).contains("&lt;high&gt;");
    assertThat(message.at("/blocks/1/type").asString()).isEqualTo("context");
    assertThat(message.at("/blocks/1/elements/0/text").asString())
        .contains("check `weekly`, endpoint `flight_delay`")
        .contains("2013-07-01T00:00:00Z");
    await().until(() -> state().equals("1 delivered null"));
    stored("another");
    await().until(() -> received.size() == 2);
  }

  @Test
  void a_webhook_that_is_away_is_tried_again() {
    refusals.set(3);
    stored("drift");

    await().until(() -> received.size() == 1);
    await().until(() -> state().equals("4 delivered null"));
  }

  @Test
  void attempts_are_bounded() {
    refusals.set(1_000);
    stored("drift");

    await().atMost(Duration.ofSeconds(20)).until(() -> state().equals("8 pending status 503"));
    assertThat(refusals.get()).isEqualTo(1_000 - Outbox.MOST_ATTEMPTS);
    assertThat(outbox.pending()).isEmpty();
  }

  @Test
  void what_the_webhook_refuses_for_good_is_not_tried_again() {
    refusal = 404;
    refusals.set(1_000);
    stored("drift");

    await().until(() -> state().equals("8 pending status 404"));
    assertThat(refusals.get()).isEqualTo(999);
  }

  @Test
  void what_was_left_is_delivered_after_a_restart() {
    delivery.stop();
    stored("drift");
    assertThat(delivery.isRunning()).isFalse();
    assertThat(outbox.pending()).hasSize(1);

    delivery.start();

    await().until(() -> received.size() == 1);
  }

  @Test
  void of_two_replicas_one_makes_an_attempt() {
    delivery.stop();
    stored("drift");
    Outbox.Pending seen = outbox.pending().getFirst();

    assertThat(outbox.claim(seen)).isTrue();
    assertThat(outbox.claim(seen)).isFalse();
  }

  @Test
  void an_alarm_from_before_the_webhook_was_configured_is_not_sent() {
    delivery.stop();
    insert("old", false);

    assertThat(outbox.pending()).isEmpty();
  }

  @Test
  void an_address_that_is_none_is_refused() {
    for (String wrong : List.of("hooks.slack.com/x", "file:///etc/passwd", "https:///x")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Webhook(wrong))
          .withMessageContaining("expected: http:// or https://");
    }
  }

  /** What the service does: the row first, then, after the commit, the event. */
  private void stored(String text) {
    delivery.stored(insert(text, true));
  }

  private AlertStored insert(String text, boolean toWebhook) {
    UUID report = UUID.randomUUID();
    jdbc.sql("""
            INSERT INTO monitor.reports (report_id, check_name, at, status, report)
            VALUES (:id, 'weekly', :at, 'alarm', '{}')
            """).param("id", report).param("at", Timestamp.from(NOW)).update();
    long id = jdbc.sql("""
                INSERT INTO monitor.alerts (check_name, endpoint, report_id, at, text, to_webhook)
                VALUES ('weekly', 'flight_delay', :report, :at, :text, :toWebhook)
                RETURNING alert_id
                """)
        .param("report", report)
        .param("at", Timestamp.from(NOW))
        .param("text", text)
        .param("toWebhook", toWebhook)
        .query(Long.class)
        .single();
    return new AlertStored(
        id, "weekly", new EndpointName("flight_delay"), report.toString(), NOW, text);
  }

  /** Attempts, delivered or pending, and the failure of the one alert. */
  private String state() {
    return jdbc.sql("SELECT attempts, delivered_at, failure FROM monitor.alerts")
        .query((row, number) -> row.getInt("attempts")
            + (row.getTimestamp("delivered_at") == null ? " pending " : " delivered ")
            + row.getString("failure"))
        .list()
        .getFirst();
  }
}
