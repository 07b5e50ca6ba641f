package io.signalbox.registry.tracking;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/** What a logged model is created from. An empty name is made up. */
public record NewLoggedModel(
    String experimentId,
    String name,
    String modelType,
    String sourceRunId,
    Map<String, String> params,
    Map<String, String> tags) {
  public NewLoggedModel {
    params = ImmutableMap.copyOf(params);
    tags = ImmutableMap.copyOf(tags);
  }
}
