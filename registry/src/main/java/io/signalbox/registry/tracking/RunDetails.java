package io.signalbox.registry.tracking;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;

/** A run with the latest value of each metric, its params and tags, and what it read and wrote. */
public record RunDetails(
    RunInfo info,
    List<MetricPoint> metrics,
    Map<String, String> params,
    Map<String, String> tags,
    List<Dataset> datasets,
    List<String> modelInputs,
    List<ModelOutput> modelOutputs) {
  public RunDetails {
    metrics = ImmutableList.copyOf(metrics);
    params = ImmutableMap.copyOf(params);
    tags = ImmutableMap.copyOf(tags);
    datasets = ImmutableList.copyOf(datasets);
    modelInputs = ImmutableList.copyOf(modelInputs);
    modelOutputs = ImmutableList.copyOf(modelOutputs);
  }

  /** A logged model that a run wrote at a step. */
  public record ModelOutput(String modelId, long step) {}
}
