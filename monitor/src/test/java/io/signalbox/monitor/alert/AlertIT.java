package io.signalbox.monitor.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.signalbox.migrations.TestDatabase;
import io.signalbox.monitor.Alert;
import io.signalbox.monitor.AlertStored;
import io.signalbox.monitor.CheckDefinition;
import io.signalbox.monitor.FakeRouter;
import io.signalbox.monitor.Monitor;
import io.signalbox.monitor.MonitorWorld;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.delivery.SettingRefused;
import io.signalbox.router.EndpointName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Alarms on their way from a check to a real HTTP listener, through the outbox. */
class AlertIT {
  private static final Instant NOW = Instant.parse("2013-07-01T00:00:00Z");
  private static final Attribution ANNA = new Attribution("anna", "a test");

  private final TestDatabase database = TestDatabase.fresh();
  private final JdbcClient jdbc = JdbcClient.create(database.dataSource());
  private final MonitorWorld world = new MonitorWorld(database.dataSource(), NOW);
  private final List<JsonNode> received = new CopyOnWriteArrayList<>();
  private volatile int status = 200;
  private HttpServer slack;
  private AnnotationConfigApplicationContext context;

  @BeforeEach
  void listen() throws IOException {
    slack = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    slack.createContext("/services/hook", exchange -> {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      received.add(JsonMapper.shared().readTree(body));
      exchange.sendResponseHeaders(status, -1);
      exchange.close();
    });
    slack.start();
    context = start("http://127.0.0.1:" + slack.getAddress().getPort() + "/services/hook");
    world.badWeek();
    monitor().apply(performance(), ANNA);
  }

  @AfterEach
  void stop() {
    context.close();
    slack.stop(0);
    database.close();
  }

  @Test
  void an_alarm_arrives_in_slack_s_format_and_is_told_as_delivered() {
    monitor().run("weekly_performance", ANNA);

    await().until(() -> alert().deliveredAt().isPresent());
    assertThat(received).hasSize(1);
    JsonNode message = received.getFirst();
    assertThat(message.at("/text").asString()).startsWith("weekly_performance: log loss of");
    assertThat(message.at("/blocks/0/type").asString()).isEqualTo("section");
    assertThat(message.at("/blocks/1/elements/0/text").asString())
        .contains("check `weekly_performance`, endpoint `flight_delay`");
    assertThat(alert().attempts()).isEqualTo(1);
    assertThat(alert().deliveredAt()).contains(NOW);
    assertThat(alert().failure()).isEmpty();
  }

  @Test
  void slack_s_control_characters_are_escaped() {
    var alert = new AlertStored(
        1, "weekly", new EndpointName("flight_delay"), "r", NOW, "loss is <high> & rising");

    assertThat(SlackMessage.of(alert)).containsEntry("text", "loss is &lt;high&gt; &amp; rising");
  }

  @Test
  void an_alarm_that_slack_cannot_take_now_says_so_and_is_tried_again() {
    status = 503;
    monitor().run("weekly_performance", ANNA);
    await().until(() -> alert().failure().isPresent());
    assertThat(alert().failure()).contains("status 503");

    status = 200;
    jdbc.sql("UPDATE registry.deliveries SET due_at = clock_timestamp()").update();

    await().until(() -> alert().deliveredAt().isPresent());
    assertThat(alert().attempts()).isGreaterThan(1);
    assertThat(alert().failure()).isEmpty();
  }

  @Test
  void an_alarm_that_slack_refuses_is_not_sent_again() {
    status = 404;
    monitor().run("weekly_performance", ANNA);

    await().until(() -> alert().failure().isPresent());

    assertThat(states()).containsExactly("refused");
    assertThat(received).hasSize(1);
  }

  @Test
  void an_alarm_that_is_not_stored_is_not_sent() {
    world.refuseDrift = true;

    assertThatThrownBy(() -> monitor().run("weekly_performance", ANNA))
        .isInstanceOf(IllegalStateException.class);

    assertThat(states()).isEmpty();
  }

  @Test
  void without_an_address_alarms_stay_in_the_log() {
    context.close();
    context = start("");

    monitor().run("weekly_performance", ANNA);

    assertThat(monitor().alerts()).hasSize(1);
    assertThat(states()).isEmpty();
  }

  @Test
  void an_address_that_is_none_is_refused_without_being_shown() {
    for (String wrong : List.of("hooks.slack.com/x", "file:///etc/passwd", "https:///x", "a b")) {
      assertThatThrownBy(() -> new SlackWebhook(wrong))
          .isInstanceOf(SettingRefused.class)
          .hasMessage("SIGNALBOX_ALERTS_SLACK_WEBHOOK: %d characters".formatted(wrong.length())
              + " (expected: an address, https://hooks.slack.com/...)");
    }
  }

  private AnnotationConfigApplicationContext start(String webhook) {
    return world.start(
        Map.of("signalbox.schedules.enabled", false, "signalbox.alerts.slack-webhook", webhook));
  }

  private Monitor monitor() {
    return context.getBean(Monitor.class);
  }

  private Alert alert() {
    return monitor().alerts().getFirst();
  }

  private List<String> states() {
    return jdbc.sql("SELECT state FROM registry.deliveries").query(String.class).list();
  }

  private static CheckDefinition performance() {
    return new CheckDefinition.Performance(
        "weekly_performance",
        FakeRouter.FLIGHT_DELAY,
        "0 0 6 ? * MON",
        ZoneOffset.UTC,
        Duration.ofDays(7),
        100,
        Duration.ofHours(24),
        List.of("holdout.log_loss"),
        .1,
        3,
        true);
  }
}
