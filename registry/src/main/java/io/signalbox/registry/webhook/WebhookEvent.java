package io.signalbox.registry.webhook;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a webhook may ask for, as {@code entity.action}. */
public enum WebhookEvent {
  REGISTERED_MODEL_CREATED("registered_model", "created", true),
  MODEL_VERSION_CREATED("model_version", "created", true),
  MODEL_VERSION_TAG_SET("model_version_tag", "set", true),
  MODEL_VERSION_TAG_DELETED("model_version_tag", "deleted", true),
  MODEL_VERSION_ALIAS_CREATED("model_version_alias", "created", true),
  MODEL_VERSION_ALIAS_DELETED("model_version_alias", "deleted", true),
  PROMPT_CREATED("prompt", "created", true),
  PROMPT_VERSION_CREATED("prompt_version", "created", true),
  PROMPT_TAG_SET("prompt_tag", "set", true),
  PROMPT_TAG_DELETED("prompt_tag", "deleted", true),
  PROMPT_VERSION_TAG_SET("prompt_version_tag", "set", true),
  PROMPT_VERSION_TAG_DELETED("prompt_version_tag", "deleted", true),
  PROMPT_ALIAS_CREATED("prompt_alias", "created", true),
  PROMPT_ALIAS_DELETED("prompt_alias", "deleted", true),
  REGISTERED_MODEL_RENAMED("registered_model", "renamed", false),
  REGISTERED_MODEL_DELETED("registered_model", "deleted", false),
  MODEL_VERSION_DELETED("model_version", "deleted", false),
  /** A version entered a stage, with what its gates said. */
  MODEL_VERSION_STAGE_CHANGED("model_version_stage", "changed", false),
  /** A gate kept a version out of a stage. */
  MODEL_VERSION_STAGE_REFUSED("model_version_stage", "refused", false),
  /** Somebody approved that a version enters a stage. */
  MODEL_VERSION_APPROVAL_GIVEN("model_version_approval", "given", false),
  MODEL_VERSION_APPROVAL_WITHDRAWN("model_version_approval", "withdrawn", false);

  private static final Map<String, WebhookEvent> BY_NAME = Arrays.stream(values())
      .collect(ImmutableMap.toImmutableMap(WebhookEvent::toString, event -> event));

  private final String entity;
  private final String action;
  private final boolean mlflow;

  WebhookEvent(String entity, String action, boolean mlflow) {
    this.entity = entity;
    this.action = action;
    this.mlflow = mlflow;
  }

  public String entity() {
    return entity;
  }

  public String action() {
    return action;
  }

  /** Whether MLflow has it: its clients know no other, and fail on one. */
  public boolean isMlflow() {
    return mlflow;
  }

  @Override
  public String toString() {
    return entity + "." + action;
  }

  /** The event of {@code entity.action}. */
  public static Optional<WebhookEvent> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /**
   * What a change may be: of a model, or of a prompt, which MLflow keeps as a model.
   *
   * @param action of a line of history
   * @param ofVersion whether it is a version's
   */
  static List<WebhookEvent> of(String action, boolean ofVersion) {
    return switch (action) {
      case "created" -> List.of(REGISTERED_MODEL_CREATED, PROMPT_CREATED);
      case "renamed" -> List.of(REGISTERED_MODEL_RENAMED);
      case "deleted" -> List.of(REGISTERED_MODEL_DELETED);
      case "version created" -> List.of(MODEL_VERSION_CREATED, PROMPT_VERSION_CREATED);
      case "version deleted" -> List.of(MODEL_VERSION_DELETED);
      case "tag" ->
        ofVersion
            ? List.of(MODEL_VERSION_TAG_SET, PROMPT_VERSION_TAG_SET)
            : List.of(PROMPT_TAG_SET);
      case "tag deleted" ->
        ofVersion
            ? List.of(MODEL_VERSION_TAG_DELETED, PROMPT_VERSION_TAG_DELETED)
            : List.of(PROMPT_TAG_DELETED);
      case "alias" -> List.of(MODEL_VERSION_ALIAS_CREATED, PROMPT_ALIAS_CREATED);
      case "alias deleted" -> List.of(MODEL_VERSION_ALIAS_DELETED, PROMPT_ALIAS_DELETED);
      case "stage", "rollback" -> List.of(MODEL_VERSION_STAGE_CHANGED);
      case "stage refused" -> List.of(MODEL_VERSION_STAGE_REFUSED);
      case "approved" -> List.of(MODEL_VERSION_APPROVAL_GIVEN);
      case "approval withdrawn" -> List.of(MODEL_VERSION_APPROVAL_WITHDRAWN);
      default -> List.of();
    };
  }

  boolean isOfPrompts() {
    return entity.startsWith("prompt");
  }
}
