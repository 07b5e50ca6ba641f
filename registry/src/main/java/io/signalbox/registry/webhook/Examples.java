package io.signalbox.registry.webhook;

import io.signalbox.registry.Stage;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a test of a webhook sends: MLflow's own examples for its events, and the like for ours. */
final class Examples {
  private static final Map<String, String> TAGS = Map.of("example_key", "example_value");

  private Examples() {}

  static String of(WebhookEvent event, Instant at) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("name", event.isOfPrompts() ? "example_prompt" : "example_model");
    switch (event) {
      case REGISTERED_MODEL_CREATED -> described(data, "An example registered model");
      case PROMPT_CREATED -> described(data, "An example prompt");
      case MODEL_VERSION_CREATED -> {
        data.put("version", "1");
        data.put("source", "models:/123");
        data.put("run_id", "abcd1234abcd5678");
        described(data, "An example model version");
      }
      case PROMPT_VERSION_CREATED -> {
        data.put("version", "1");
        data.put("template", "Hello {{name}}!");
        described(data, "An example prompt version");
      }
      case MODEL_VERSION_TAG_SET, PROMPT_VERSION_TAG_SET -> {
        data.put("version", "1");
        tag(data, true);
      }
      case MODEL_VERSION_TAG_DELETED, PROMPT_VERSION_TAG_DELETED -> {
        data.put("version", "1");
        tag(data, false);
      }
      case PROMPT_TAG_SET -> tag(data, true);
      case PROMPT_TAG_DELETED -> tag(data, false);
      case MODEL_VERSION_ALIAS_CREATED, PROMPT_ALIAS_CREATED -> {
        data.put("alias", "example_alias");
        data.put("version", "1");
      }
      case MODEL_VERSION_ALIAS_DELETED, PROMPT_ALIAS_DELETED -> data.put("alias", "example_alias");
      case REGISTERED_MODEL_RENAMED ->
        own(data, Map.of("from", "example_before", "to", "example_model"));
      case REGISTERED_MODEL_DELETED -> own(data, Map.of("versions", List.of(1)));
      case MODEL_VERSION_DELETED -> {
        data.put("version", "1");
        own(data, Map.of("from", Stage.STAGING));
      }
      case MODEL_VERSION_STAGE_CHANGED, MODEL_VERSION_STAGE_REFUSED -> {
        data.put("version", "1");
        own(data, Map.of("from", Stage.STAGING, "to", Stage.PRODUCTION));
      }
      case MODEL_VERSION_APPROVAL_GIVEN, MODEL_VERSION_APPROVAL_WITHDRAWN -> {
        data.put("version", "1");
        own(data, Map.of("stage", Stage.PRODUCTION));
      }
    }
    return Payloads.envelope(event, at, data);
  }

  private static void described(Map<String, @Nullable Object> data, String description) {
    data.put("tags", TAGS);
    data.put("description", description);
  }

  private static void tag(Map<String, @Nullable Object> data, boolean value) {
    data.put("key", "example_key");
    if (value) {
      data.put("value", "example_value");
    }
  }

  private static void own(Map<String, @Nullable Object> data, Map<String, ?> detail) {
    data.putAll(detail);
    data.put("author", "example_author");
    data.put("reason", "an example");
  }
}
