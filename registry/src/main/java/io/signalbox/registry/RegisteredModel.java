package io.signalbox.registry;

import com.google.common.collect.ImmutableMap;
import java.time.Instant;
import java.util.Map;

/** A model as it stands, without its versions. */
public record RegisteredModel(
    ModelName name,
    String description,
    Instant createdAt,
    Instant updatedAt,
    Map<String, String> tags,
    Map<String, Integer> aliases) {
  public RegisteredModel {
    tags = ImmutableMap.copyOf(tags);
    aliases = ImmutableMap.copyOf(aliases);
  }
}
