package io.signalbox.registry.tracking;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/** A named collection of runs. */
public record Experiment(
    long id,
    String name,
    String artifactLocation,
    boolean active,
    long createdMillis,
    long updatedMillis,
    Map<String, String> tags) {
  public Experiment {
    tags = ImmutableMap.copyOf(tags);
  }
}
