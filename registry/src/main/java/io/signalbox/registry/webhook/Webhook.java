package io.signalbox.registry.webhook;

import com.google.common.collect.ImmutableList;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Who is told of what. The secret that signs its messages is shown to nobody. */
public record Webhook(
    UUID id,
    String name,
    String description,
    String url,
    List<WebhookEvent> events,
    boolean active,
    Instant createdAt,
    Instant updatedAt) {
  public Webhook {
    events = ImmutableList.copyOf(events);
  }
}
