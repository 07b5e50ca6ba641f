package io.signalbox.registry.web;

import com.google.common.base.Ascii;
import com.google.common.base.Strings;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.RegistryException;
import io.signalbox.registry.delivery.Courier;
import io.signalbox.registry.delivery.Delivery;
import io.signalbox.registry.search.PageRequest;
import io.signalbox.registry.webhook.Webhook;
import io.signalbox.registry.webhook.WebhookEvent;
import io.signalbox.registry.webhook.Webhooks;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Webhooks with all events, and what was sent to them. */
@RestController
@RequestMapping("/api/v1/webhooks")
class WebhooksController {
  private static final int MOST_WEBHOOKS = 1_000;
  private static final int MOST_DELIVERIES = 100;

  private final Webhooks webhooks;

  WebhooksController(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  @GetMapping
  List<WebhookJson> list() {
    return webhooks.list(new PageRequest(0, MOST_WEBHOOKS)).items().stream()
        .map(WebhooksController::json)
        .toList();
  }

  /** 400 without a reason, or if a value is not allowed or the address is none that is sent to. */
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  WebhookJson create(@RequestBody WantedJson body, HttpServletRequest request) {
    Attribution why = why(request, body.reason());
    return json(webhooks.create(wanted(body), why));
  }

  @GetMapping("{id}")
  WebhookJson get(@PathVariable String id) {
    return json(webhooks.get(id(id)));
  }

  /** Changes what is said. */
  @PatchMapping("{id}")
  WebhookJson update(
      @PathVariable String id, @RequestBody WantedJson body, HttpServletRequest request) {
    Attribution why = why(request, body.reason());
    return json(webhooks.update(id(id), wanted(body), why));
  }

  @DeleteMapping("{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(
      @PathVariable String id,
      @RequestParam(defaultValue = "") String reason,
      HttpServletRequest request) {
    webhooks.delete(id(id), why(request, reason));
  }

  /** Sends an example now, of the first event unless another is named, and says what came of it. */
  @PostMapping("{id}/test")
  TestJson test(@PathVariable String id, @RequestParam Optional<String> event) {
    Courier.Answer answer = webhooks.test(id(id), event.map(WebhooksController::event));
    return new TestJson(
        answer.taken(),
        answer.status().isPresent() ? Optional.of(answer.status().getAsInt()) : Optional.empty(),
        answer.body(),
        answer.failure());
  }

  /** The newest first, at most {@value #MOST_DELIVERIES}. */
  @GetMapping("{id}/deliveries")
  List<DeliveryJson> deliveries(@PathVariable String id) {
    return webhooks.deliveries(id(id), MOST_DELIVERIES).stream()
        .map(WebhooksController::json)
        .toList();
  }

  private static Attribution why(HttpServletRequest request, @Nullable String reason) {
    String author = Optional.ofNullable(request.getRemoteUser()).orElse("local");
    return new Attribution(author, Strings.nullToEmpty(reason));
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new RegistryException.NotFound(
          "webhook: " + Ascii.truncate(text, 100, "...") + " (expected: one that exists)");
    }
  }

  private static Webhooks.Wanted wanted(WantedJson body) {
    return new Webhooks.Wanted(
        Optional.ofNullable(body.name()),
        Optional.ofNullable(body.description()),
        Optional.ofNullable(body.url()),
        Optional.ofNullable(body.events()).map(WebhooksController::events),
        Optional.ofNullable(body.secret()),
        Optional.ofNullable(body.active()));
  }

  private static List<WebhookEvent> events(List<? extends @Nullable String> names) {
    List<WebhookEvent> events = new ArrayList<>();
    for (String name : names) {
      events.add(event(Strings.nullToEmpty(name)));
    }
    return events;
  }

  private static WebhookEvent event(String name) {
    return WebhookEvent.named(name)
        .orElseThrow(() -> new RegistryException.Invalid("event: '%s' (expected: one of %s)"
            .formatted(Ascii.truncate(name, 100, "..."), Arrays.toString(WebhookEvent.values()))));
  }

  private static WebhookJson json(Webhook webhook) {
    return new WebhookJson(
        webhook.id().toString(),
        webhook.name(),
        webhook.description(),
        webhook.url(),
        webhook.events().stream().map(WebhookEvent::toString).toList(),
        webhook.active(),
        webhook.createdAt(),
        webhook.updatedAt());
  }

  private static DeliveryJson json(Delivery delivery) {
    return new DeliveryJson(
        delivery.id().toString(),
        delivery.event(),
        delivery.state().name().toLowerCase(Locale.ROOT),
        delivery.createdAt(),
        delivery.endedAt(),
        delivery.attempts(),
        delivery.body());
  }

  /** What is asked for; what is left out of a change stays. */
  record WantedJson(
      @Nullable String name,
      @Nullable String description,
      @Nullable String url,
      @Nullable List<@Nullable String> events,
      @Nullable String secret,
      @Nullable Boolean active,
      @Nullable String reason) {}

  record WebhookJson(
      String id,
      String name,
      String description,
      String url,
      List<String> events,
      boolean active,
      Instant createdAt,
      Instant updatedAt) {}

  record TestJson(
      boolean success, Optional<Integer> status, String body, Optional<String> failure) {}

  record DeliveryJson(
      String id,
      String event,
      String state,
      Instant createdAt,
      Optional<Instant> endedAt,
      List<Delivery.Attempt> attempts,
      String body) {}
}
