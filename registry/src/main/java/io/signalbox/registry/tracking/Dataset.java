package io.signalbox.registry.tracking;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Optional;

/** A dataset that a run read, and what the run said of it. */
public record Dataset(
    String name,
    String digest,
    String sourceType,
    String source,
    Optional<String> schema,
    Optional<String> profile,
    Map<String, String> tags) {
  public Dataset {
    tags = ImmutableMap.copyOf(tags);
  }
}
