package io.signalbox.monitor.experiment;

/**
 * A mean and how well it is known.
 *
 * @param standardError NaN with fewer than two clusters
 * @param clusters independent groups of values
 */
public record Estimate(double mean, double standardError, int clusters, long values) {}
