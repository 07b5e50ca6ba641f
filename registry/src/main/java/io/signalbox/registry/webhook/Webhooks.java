package io.signalbox.registry.webhook;

import io.signalbox.registry.Attribution;
import io.signalbox.registry.delivery.Courier;
import io.signalbox.registry.delivery.Delivery;
import io.signalbox.registry.search.Page;
import io.signalbox.registry.search.PageRequest;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Webhooks and what was sent to them. */
public interface Webhooks {

  /**
   * A new webhook.
   *
   * @throws io.signalbox.registry.RegistryException if a value is not allowed, or the address none to send to
   */
  Webhook create(Wanted wanted, Attribution why);

  /** The newest first. */
  Page<Webhook> list(PageRequest page);

  /** Those with an event that MLflow has. */
  Page<Webhook> listMlflow(PageRequest page);

  /**
   * The webhook of this id.
   *
   * @throws io.signalbox.registry.RegistryException if there is none
   */
  Webhook get(UUID id);

  /** Changes what is said, and leaves the rest. */
  Webhook update(UUID id, Wanted changes, Attribution why);

  /** What waits for it is sent no more. */
  void delete(UUID id, Attribution why);

  /** Sends an example, now and once; of its first event unless another is named. */
  Courier.Answer test(UUID id, Optional<WebhookEvent> event);

  /** The newest first. */
  List<Delivery> deliveries(UUID id, int most);

  /**
   * What a webhook is to be; for a new one name, address and events are needed.
   *
   * @param secret empty: messages are not signed
   */
  record Wanted(
      Optional<String> name,
      Optional<String> description,
      Optional<String> url,
      Optional<List<WebhookEvent>> events,
      Optional<String> secret,
      Optional<Boolean> active) {}
}
