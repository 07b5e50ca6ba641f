package io.signalbox.registry.webhook;

import io.signalbox.registry.RegistryChanged;
import io.signalbox.registry.delivery.Message;
import io.signalbox.registry.delivery.Outbox;
import java.util.List;
import java.util.Optional;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Puts a message for each webhook that asked for it into the outbox, in the transaction of the change. */
@Component
class Announcer {
  private final WebhookRows rows;
  private final Outbox outbox;

  Announcer(WebhookRows rows, Outbox outbox) {
    this.rows = rows;
    this.outbox = outbox;
  }

  @EventListener
  public void changed(RegistryChanged change) {
    List<WebhookEvent> candidates =
        WebhookEvent.of(change.action(), change.version().isPresent());
    List<Webhook> webhooks = candidates.isEmpty() ? List.of() : rows.subscribed(candidates);
    if (!webhooks.isEmpty()) {
      event(change, candidates).ifPresent(event -> announce(event, change, webhooks));
    }
  }

  /** A prompt is a model with a tag; the events of the one are not the other's. */
  private Optional<WebhookEvent> event(RegistryChanged change, List<WebhookEvent> candidates) {
    boolean prompt = rows.isPrompt(change.modelId());
    return candidates.stream()
        .filter(event -> !event.isMlflow() || event.isOfPrompts() == prompt)
        .findFirst();
  }

  private void announce(WebhookEvent event, RegistryChanged change, List<Webhook> webhooks) {
    String body = Payloads.of(event, change);
    for (Webhook webhook : webhooks) {
      if (webhook.events().contains(event)) {
        outbox.add(new Message(
            WebhookRows.KIND,
            webhook.id().toString(),
            "model " + change.modelId(),
            event.toString(),
            body));
      }
    }
  }
}
