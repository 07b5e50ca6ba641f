package io.signalbox.registry.tracking;

/** A point of a metric, and the run it is of. */
public record RunMetric(String runId, MetricPoint point) {}
