package io.signalbox.registry.tracking;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/** What a run is started from. An empty name is made up; an empty experiment is the default one. */
public record NewRun(
    String experimentId, String name, String userId, long startMillis, Map<String, String> tags) {
  public NewRun {
    tags = ImmutableMap.copyOf(tags);
  }
}
