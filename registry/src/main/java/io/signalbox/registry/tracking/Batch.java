package io.signalbox.registry.tracking;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Map;

/** What is logged with a run at once: all of it or nothing. Params and tags keep their order and repeats. */
public record Batch(
    List<MetricPoint> metrics,
    List<Map.Entry<String, String>> params,
    List<Map.Entry<String, String>> tags) {
  public Batch {
    metrics = ImmutableList.copyOf(metrics);
    params = ImmutableList.copyOf(params);
    tags = ImmutableList.copyOf(tags);
  }

  public static Batch ofMetrics(List<MetricPoint> metrics) {
    return new Batch(metrics, List.of(), List.of());
  }

  public static Batch ofParams(Map<String, String> params) {
    return new Batch(List.of(), List.copyOf(params.entrySet()), List.of());
  }

  public static Batch ofTags(Map<String, String> tags) {
    return new Batch(List.of(), List.of(), List.copyOf(tags.entrySet()));
  }
}
