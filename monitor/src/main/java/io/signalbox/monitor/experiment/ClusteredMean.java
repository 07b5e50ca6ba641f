package io.signalbox.monitor.experiment;

import java.util.HashMap;
import java.util.Map;

/**
 * The mean of values that come in clusters, such as the predictions of a day, which share its weather. {@link #estimate} is the
 * ratio of the clusters' sums to their sizes, and its variance that of the linearised ratio: {@code N / (N - 1) * sum (s_i -
 * m n_i)^2 / (sum n_i)^2} (Cochran, Sampling Techniques, 3rd ed., section 6.3). Not thread-safe.
 */
public final class ClusteredMean {
  private final Map<Long, Cluster> clusters = new HashMap<>();

  public void add(long cluster, double value) {
    clusters.computeIfAbsent(cluster, key -> new Cluster()).add(value);
  }

  /**
   * The mean of the clusters' own means, each cluster alike, with the standard error of that mean. Where whole clusters
   * arrive one after the other these are the independent values that a confidence sequence is about.
   */
  public Estimate estimateOfMeans() {
    int n = clusters.size();
    long values = clusters.values().stream().mapToLong(cluster -> cluster.count).sum();
    double mean = clusters.values().stream().mapToDouble(Cluster::mean).sum() / n;
    double squares = 0;
    for (Cluster cluster : clusters.values()) {
      squares += (cluster.mean() - mean) * (cluster.mean() - mean);
    }
    double error = n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1) / n);
    return new Estimate(mean, error, n, values);
  }

  /** The mean of all values, the error over clusters; NaN throughout where there are no values. */
  public Estimate estimate() {
    double sum = 0;
    long values = 0;
    for (Cluster cluster : clusters.values()) {
      sum += cluster.sum;
      values += cluster.count;
    }
    double mean = sum / values;
    int n = clusters.size();
    double squares = 0;
    for (Cluster cluster : clusters.values()) {
      double residual = cluster.sum - mean * cluster.count;
      squares += residual * residual;
    }
    double error = n < 2 ? Double.NaN : Math.sqrt(squares * n / (n - 1)) / values;
    return new Estimate(mean, error, n, values);
  }

  private static final class Cluster {
    private double sum;
    private long count;

    double mean() {
      return sum / count;
    }

    void add(double value) {
      sum += value;
      count++;
    }
  }
}
