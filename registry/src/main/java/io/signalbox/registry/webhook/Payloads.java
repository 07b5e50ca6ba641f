package io.signalbox.registry.webhook;

import io.signalbox.registry.RegistryChanged;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Bodies as MLflow's {@code mlflow.webhooks.types} has them; those of Signalbox's own events also say who and why. */
final class Payloads {
  private static final String TEXT_TAG = "mlflow.prompt.text";
  private static final Set<String> PROMPT_TAGS =
      Set.of("mlflow.prompt.is_prompt", "_mlflow_prompt_type", TEXT_TAG);

  /** As Python's {@code isoformat} writes a moment in UTC. */
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx").withZone(ZoneOffset.UTC);

  private static final JsonMapper JSON = JsonMapper.builder()
      .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
      .build();

  private Payloads() {}

  static String of(WebhookEvent event, RegistryChanged change) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("name", change.model().value());
    switch (event) {
      case MODEL_VERSION_ALIAS_DELETED, PROMPT_ALIAS_DELETED, REGISTERED_MODEL_RENAMED -> {}
      case MODEL_VERSION_ALIAS_CREATED, PROMPT_ALIAS_CREATED -> {
        copy(change, data, "alias");
        putVersion(change, data);
      }
      default -> putVersion(change, data);
    }
    switch (event) {
      case REGISTERED_MODEL_CREATED -> {
        data.put("tags", tags(change));
        copy(change, data, "description");
      }
      case PROMPT_CREATED -> {
        data.put("tags", withoutPromptTags(tags(change)));
        copy(change, data, "description");
      }
      case MODEL_VERSION_CREATED -> {
        copy(change, data, "source");
        data.put("run_id", orNull(change.detail().get("run")));
        data.put("tags", tags(change));
        data.put("description", orNull(change.detail().get("description")));
      }
      case PROMPT_VERSION_CREATED -> {
        data.put("template", tags(change).get(TEXT_TAG));
        data.put("tags", withoutPromptTags(tags(change)));
        data.put("description", orNull(change.detail().get("description")));
      }
      case MODEL_VERSION_TAG_SET, PROMPT_VERSION_TAG_SET, PROMPT_TAG_SET -> {
        copy(change, data, "key");
        data.put("value", change.detail().get("to"));
      }
      case MODEL_VERSION_TAG_DELETED, PROMPT_VERSION_TAG_DELETED, PROMPT_TAG_DELETED ->
        copy(change, data, "key");
      case MODEL_VERSION_ALIAS_DELETED, PROMPT_ALIAS_DELETED -> copy(change, data, "alias");
      case MODEL_VERSION_ALIAS_CREATED, PROMPT_ALIAS_CREATED -> {}
      case REGISTERED_MODEL_RENAMED,
          REGISTERED_MODEL_DELETED,
          MODEL_VERSION_DELETED,
          MODEL_VERSION_STAGE_CHANGED,
          MODEL_VERSION_STAGE_REFUSED,
          MODEL_VERSION_APPROVAL_GIVEN,
          MODEL_VERSION_APPROVAL_WITHDRAWN -> putAll(change, data);
    }
    return envelope(event, change.at(), data);
  }

  private static void putVersion(RegistryChanged change, Map<String, @Nullable Object> data) {
    change.version().ifPresent(number -> data.put("version", Integer.toString(number)));
  }

  /** Everything that history keeps, under its names. */
  private static void putAll(RegistryChanged change, Map<String, @Nullable Object> data) {
    change.detail().forEach((field, value) -> data.put(field, value));
    data.put("author", change.why().author());
    data.put("reason", change.why().reason());
  }

  private static void copy(
      RegistryChanged change, Map<String, @Nullable Object> data, String field) {
    data.put(field, change.detail().get(field));
  }

  private static @Nullable Object orNull(@Nullable Object text) {
    return text == null || text.equals("") ? null : text;
  }

  private static Map<?, ?> tags(RegistryChanged change) {
    return change.detail().get("tags") instanceof Map<?, ?> tags ? tags : Map.of();
  }

  private static Map<Object, Object> withoutPromptTags(Map<?, ?> tags) {
    Map<Object, Object> left = new LinkedHashMap<>(tags);
    left.keySet().removeIf(PROMPT_TAGS::contains);
    return left;
  }

  static String envelope(WebhookEvent event, Instant at, Map<String, @Nullable Object> data) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("entity", event.entity());
    body.put("action", event.action());
    body.put("timestamp", ISO.format(at));
    body.put("data", data);
    return JSON.writeValueAsString(body);
  }
}
