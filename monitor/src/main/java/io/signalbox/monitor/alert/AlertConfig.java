package io.signalbox.monitor.alert;

import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Where alerts go: always to the log, and to {@code signalbox.alerts.slack-webhook} where that is set. */
@Configuration
class AlertConfig {
  @Bean
  AlertDelivery alertDelivery(
      Outbox outbox,
      @Value("${signalbox.alerts.slack-webhook:}") String webhook,
      JsonMapper json,
      Clock clock) {
    return new AlertDelivery(
        outbox,
        webhook.isBlank() ? null : new Webhook(webhook),
        Duration.ofSeconds(2),
        json,
        clock);
  }
}
