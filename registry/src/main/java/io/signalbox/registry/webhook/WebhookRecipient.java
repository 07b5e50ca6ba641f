package io.signalbox.registry.webhook;

import com.google.common.collect.ImmutableMap;
import io.signalbox.registry.delivery.Post;
import io.signalbox.registry.delivery.Recipient;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The request that a webhook gets: MLflow's headers, signed anew at each attempt, under one id. */
@Component
class WebhookRecipient implements Recipient {
  private final WebhookRows rows;
  private final Clock clock;

  WebhookRecipient(WebhookRows rows, Clock clock) {
    this.rows = rows;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return WebhookRows.KIND;
  }

  @Override
  public Optional<Post> post(Pending pending) {
    return rows.find(UUID.fromString(pending.message().target()))
        .filter(signed -> signed.webhook().active())
        .map(signed -> signed(signed, pending));
  }

  Post signed(WebhookRows.Signed webhook, Pending pending) {
    String id = pending.id().toString();
    String timestamp = Long.toString(clock.instant().getEpochSecond());
    String body = pending.message().body();
    var headers = ImmutableMap.<String, String>builder();
    headers.put("X-MLflow-Delivery-Id", id);
    headers.put("X-MLflow-Timestamp", timestamp);
    if (!webhook.secret().isEmpty()) {
      headers.put(
          "X-MLflow-Signature", Signature.of(webhook.secret(), id + "." + timestamp + "." + body));
    }
    return new Post(URI.create(webhook.webhook().url()), headers.buildOrThrow(), body, false);
  }
}
