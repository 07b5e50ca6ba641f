package io.signalbox.monitor.alert;

import io.signalbox.monitor.AlertStored;
import io.signalbox.registry.delivery.Delivery;
import io.signalbox.registry.delivery.Message;
import io.signalbox.registry.delivery.Outbox;
import io.signalbox.registry.delivery.Post;
import io.signalbox.registry.delivery.Recipient;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;
import tools.jackson.databind.json.JsonMapper;

/** Tells people of alarms: one line of the log once they are committed, and one message to Slack's webhook, through the outbox. */
@Component
class AlertSender implements Recipient {
  private static final String KIND = "alert";
  private static final String TARGET = "slack";
  private static final Logger log = LoggerFactory.getLogger(AlertSender.class);

  private final SlackWebhook slack;
  private final Outbox outbox;
  private final JdbcClient jdbc;
  private final Clock clock;

  AlertSender(SlackWebhook slack, Outbox outbox, JdbcClient jdbc, Clock clock) {
    this.slack = slack;
    this.outbox = outbox;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** In the transaction that stores the alert. */
  @EventListener
  public void stored(AlertStored alert) {
    if (slack.url().isPresent()) {
      String body = JsonMapper.shared().writeValueAsString(SlackMessage.of(alert));
      UUID id = outbox.add(new Message(KIND, TARGET, "alerts", "alert " + alert.id(), body));
      jdbc.sql("UPDATE monitor.alerts SET delivery_id = :delivery WHERE alert_id = :id")
          .param("delivery", id)
          .param("id", alert.id())
          .update();
    }
  }

  @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
  public void committed(AlertStored alert) {
    log.warn("{} check={} report={}", alert.text(), alert.check(), alert.reportId());
  }

  @Override
  public String kind() {
    return KIND;
  }

  /** The address comes from whoever runs the server, so it may be a private one. */
  @Override
  public Optional<Post> post(Pending pending) {
    return slack.url().map(url -> new Post(url, Map.of(), pending.message().body(), true));
  }

  @Override
  public void recorded(Pending pending, Delivery.State state, String outcome) {
    boolean delivered = state == Delivery.State.DELIVERED;
    jdbc.sql("""
            UPDATE monitor.alerts
            SET attempts = :attempts, delivered_at = :at, failure = :failure
            WHERE delivery_id = :id
            """)
        .param("attempts", pending.attempt())
        .param("at", delivered ? Timestamp.from(clock.instant()) : null, Types.TIMESTAMP)
        .param("failure", delivered ? null : outcome, Types.VARCHAR)
        .param("id", pending.id())
        .update();
    if (state == Delivery.State.REFUSED || state == Delivery.State.EXPIRED) {
      log.error("Alert was not delivered: {}. {}", outcome, pending.message().event());
    }
  }
}
