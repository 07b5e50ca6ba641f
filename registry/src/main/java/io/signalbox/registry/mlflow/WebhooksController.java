package io.signalbox.registry.mlflow;

import com.google.common.collect.ImmutableList;
import io.signalbox.registry.RegistryException;
import io.signalbox.registry.delivery.Courier;
import io.signalbox.registry.webhook.Webhook;
import io.signalbox.registry.webhook.WebhookEvent;
import io.signalbox.registry.webhook.Webhooks;
import io.signalbox.registry.webhook.Webhooks.Wanted;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Webhooks as MLflow 3 has them. Events that only Signalbox has are left as they are: MLflow's clients fail on one. */
@RestController
@RequestMapping({"/api/2.0/mlflow/webhooks", "/ajax-api/2.0/mlflow/webhooks"})
class WebhooksController {
  private static final int USUAL_PAGE = 100;
  private static final int GREATEST_PAGE = 1_000;

  private final Webhooks webhooks;

  WebhooksController(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  @PostMapping
  ObjectNode create(Call call) {
    call.required("name");
    call.required("url");
    if (call.fields().objects("events").isEmpty()) {
      throw MlflowException.missing("events");
    }
    return answer(webhooks.create(wanted(call, List.of()), call.why()));
  }

  @GetMapping
  ObjectNode list(Call call) {
    return Json.page(
        "webhooks",
        webhooks.listMlflow(call.page(USUAL_PAGE, GREATEST_PAGE)),
        WebhooksController::json);
  }

  @GetMapping("{id}")
  ObjectNode get(@PathVariable String id) {
    return answer(require(id));
  }

  @PatchMapping("{id}")
  ObjectNode update(@PathVariable String id, Call call) {
    Webhook before = require(id);
    List<WebhookEvent> kept =
        before.events().stream().filter(event -> !event.isMlflow()).toList();
    return answer(webhooks.update(before.id(), wanted(call, kept), call.why()));
  }

  @DeleteMapping("{id}")
  ObjectNode delete(@PathVariable String id, Call call) {
    webhooks.delete(require(id).id(), call.why());
    return Json.empty();
  }

  @PostMapping("{id}/test")
  ObjectNode test(@PathVariable String id, Call call) {
    Webhook webhook = require(id);
    Optional<WebhookEvent> event = call.fields().has("event")
        ? Optional.of(event(call.fields().object("event")))
        : webhook.events().stream().filter(WebhookEvent::isMlflow).findFirst();
    Courier.Answer answer = webhooks.test(webhook.id(), event);
    ObjectNode result = Json.empty();
    result.put("success", answer.taken());
    answer.status().ifPresent(status -> result.put("response_status", status));
    if (!answer.body().isEmpty()) {
      result.put("response_body", answer.body());
    }
    answer
        .failure()
        .ifPresent(why -> result.put("error_message", "Failed to test webhook: " + why));
    return Json.of("result", result);
  }

  /** What MLflow's clients may see: one without an event of theirs is not there for them. */
  private Webhook require(String id) {
    UUID parsed;
    try {
      parsed = UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      throw unknown(id);
    }
    Webhook webhook = webhooks.get(parsed);
    if (webhook.events().stream().noneMatch(WebhookEvent::isMlflow)) {
      throw unknown(id);
    }
    return webhook;
  }

  private static RegistryException.NotFound unknown(String id) {
    String shown = id.length() > 100 ? id.substring(0, 100) + "..." : id;
    return new RegistryException.NotFound("Webhook with ID " + shown + " not found.");
  }

  private static Wanted wanted(Call call, List<WebhookEvent> kept) {
    Fields fields = call.fields();
    List<WebhookEvent> asked =
        fields.objects("events").stream().map(WebhooksController::event).toList();
    List<WebhookEvent> events =
        ImmutableList.<WebhookEvent>builder().addAll(asked).addAll(kept).build();
    return new Wanted(
        said(fields.text("name")),
        fields.has("description") ? Optional.of(fields.text("description")) : Optional.empty(),
        said(fields.text("url")),
        asked.isEmpty() ? Optional.empty() : Optional.of(events),
        fields.has("secret") ? Optional.of(fields.text("secret")) : Optional.empty(),
        said(fields.text("status")).map(WebhooksController::active));
  }

  private static Optional<String> said(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private static boolean active(String status) {
    return switch (status) {
      case "ACTIVE" -> true;
      case "DISABLED" -> false;
      default ->
        throw MlflowException.invalid("Invalid value \"" + status
            + "\" for parameter 'status' (expected: ACTIVE or DISABLED)");
    };
  }

  private static WebhookEvent event(Fields fields) {
    String name = fields.required("entity").toLowerCase(Locale.ROOT)
        + "."
        + fields.required("action").toLowerCase(Locale.ROOT);
    return WebhookEvent.named(name)
        .filter(WebhookEvent::isMlflow)
        .orElseThrow(() -> MlflowException.invalid("Event " + name
            + " is not sent by this server (expected: one of MLflow's on models and prompts)"));
  }

  private static ObjectNode answer(Webhook webhook) {
    return Json.of("webhook", json(webhook));
  }

  private static ObjectNode json(Webhook webhook) {
    ObjectNode object = Json.empty();
    object.put("webhook_id", webhook.id().toString());
    object.put("name", webhook.name());
    if (!webhook.description().isEmpty()) {
      object.put("description", webhook.description());
    }
    object.put("url", webhook.url());
    ArrayNode events = object.putArray("events");
    webhook.events().stream()
        .filter(WebhookEvent::isMlflow)
        .forEach(event -> events
            .addObject()
            .put("entity", event.entity().toUpperCase(Locale.ROOT))
            .put("action", event.action().toUpperCase(Locale.ROOT)));
    object.put("status", webhook.active() ? "ACTIVE" : "DISABLED");
    object.put("creation_timestamp", webhook.createdAt().toEpochMilli());
    object.put("last_updated_timestamp", webhook.updatedAt().toEpochMilli());
    return object;
  }
}
