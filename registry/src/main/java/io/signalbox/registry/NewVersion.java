package io.signalbox.registry;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Optional;

/** What a version is created from. */
public record NewVersion(
    ModelName model,
    String source,
    Optional<String> runId,
    String description,
    Map<String, String> tags) {
  public NewVersion {
    tags = ImmutableMap.copyOf(tags);
  }
}
