package io.signalbox.registry.webhook;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableSet;
import io.signalbox.registry.Access;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.RegistryException;
import io.signalbox.registry.Role;
import io.signalbox.registry.delivery.Courier;
import io.signalbox.registry.delivery.Delivery;
import io.signalbox.registry.delivery.Message;
import io.signalbox.registry.delivery.Outbox;
import io.signalbox.registry.delivery.Recipient.Pending;
import io.signalbox.registry.delivery.TargetRefused;
import io.signalbox.registry.delivery.Targets;
import io.signalbox.registry.search.Page;
import io.signalbox.registry.search.PageRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;

/**
 * Asks the name service and the target outside of transactions; {@link WebhookRows} stores inside one. For operators only: what is sent
 * leaves the house, and an address is often a secret.
 */
@Service
class WebhooksService implements Webhooks {
  private static final int LONGEST_TEXT = 1_000;
  private static final String NAME = "[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?";
  private static final List<WebhookEvent> ALL = List.of(WebhookEvent.values());
  private static final List<WebhookEvent> OF_MLFLOW =
      Arrays.stream(WebhookEvent.values()).filter(WebhookEvent::isMlflow).toList();

  private final WebhookRows rows;
  private final WebhookRecipient recipient;
  private final Targets targets;
  private final Courier courier;
  private final Outbox outbox;
  private final Clock clock;

  WebhooksService(
      WebhookRows rows,
      WebhookRecipient recipient,
      Targets targets,
      Courier courier,
      Outbox outbox,
      Clock clock) {
    this.rows = rows;
    this.recipient = recipient;
    this.targets = targets;
    this.courier = courier;
    this.outbox = outbox;
    this.clock = clock;
  }

  @Override
  public Webhook create(Wanted wanted, Attribution why) {
    Access.require(Role.OPERATOR);
    Instant now = clock.instant();
    var empty = new Webhook(UUID.randomUUID(), "", "", "", List.of(), true, now, now);
    WebhookRows.Signed created = changed(new WebhookRows.Signed(empty, ""), wanted, now);
    checkName(created.webhook().name());
    checkUrl(created.webhook().url());
    checkEvents(created.webhook().events());
    rows.insert(created, why);
    return created.webhook();
  }

  @Override
  public Page<Webhook> list(PageRequest page) {
    Access.require(Role.OPERATOR);
    return rows.page(ALL, page);
  }

  @Override
  public Page<Webhook> listMlflow(PageRequest page) {
    Access.require(Role.OPERATOR);
    return rows.page(OF_MLFLOW, page);
  }

  @Override
  public Webhook get(UUID id) {
    Access.require(Role.OPERATOR);
    return require(id).webhook();
  }

  @Override
  public Webhook update(UUID id, Wanted changes, Attribution why) {
    Access.require(Role.OPERATOR);
    WebhookRows.Signed before = require(id);
    changes.name().ifPresent(WebhooksService::checkName);
    changes.url().ifPresent(this::checkUrl);
    changes.events().ifPresent(WebhooksService::checkEvents);
    WebhookRows.Signed after = changed(before, changes, clock.instant());
    rows.update(after, why);
    return after.webhook();
  }

  @Override
  public void delete(UUID id, Attribution why) {
    rows.delete(get(id), why);
  }

  @Override
  public Courier.Answer test(UUID id, Optional<WebhookEvent> event) {
    Access.require(Role.OPERATOR);
    WebhookRows.Signed webhook = require(id);
    WebhookEvent tested = event.orElse(webhook.webhook().events().getFirst());
    String body = Examples.of(tested, clock.instant());
    var message = new Message(WebhookRows.KIND, id.toString(), "test", tested.toString(), body);
    return courier.send(recipient.signed(webhook, new Pending(UUID.randomUUID(), message, 1)));
  }

  @Override
  public List<Delivery> deliveries(UUID id, int most) {
    Access.require(Role.OPERATOR);
    require(id);
    return outbox.newest(WebhookRows.KIND, id.toString(), most);
  }

  private WebhookRows.Signed require(UUID id) {
    return rows.find(id)
        .orElseThrow(() -> new RegistryException.NotFound("Webhook with ID " + id + " not found."));
  }

  private static WebhookRows.Signed changed(WebhookRows.Signed before, Wanted wanted, Instant now) {
    Webhook webhook = before.webhook();
    var after = new Webhook(
        webhook.id(),
        wanted.name().orElse(webhook.name()),
        text("description", wanted.description().orElse(webhook.description())),
        wanted.url().orElse(webhook.url()),
        ImmutableSet.copyOf(wanted.events().orElse(webhook.events())).asList(),
        wanted.active().orElse(webhook.active()),
        webhook.createdAt(),
        now);
    return new WebhookRows.Signed(after, text("secret", wanted.secret().orElse(before.secret())));
  }

  private static String text(String field, String text) {
    if (text.length() > LONGEST_TEXT || text.indexOf('\0') >= 0) {
      throw new RegistryException.Invalid(
          "Webhook %s of %d characters (expected: at most %d, without U+0000)"
              .formatted(field, text.length(), LONGEST_TEXT));
    }
    return text;
  }

  /** In MLflow's words. */
  private static void checkName(String name) {
    if (!name.matches(NAME)) {
      throw new RegistryException.Invalid("Webhook name '" + Ascii.truncate(name, 100, "...")
          + "' is invalid. It must start and end with a letter or digit, be less than 63 characters"
          + " long, and contain only letters, digits, dots (.), underscores (_), and hyphens (-).");
    }
  }

  private void checkUrl(String url) {
    try {
      targets.check(url);
    } catch (TargetRefused e) {
      throw new RegistryException.Invalid("Webhook URL refused: " + e.getMessage());
    }
  }

  private static void checkEvents(List<WebhookEvent> events) {
    if (events.isEmpty()) {
      throw new RegistryException.Invalid("Webhook events cannot be empty");
    }
  }
}
