package io.signalbox.monitor.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Clusters of sums 3, -1, 4.5, .5 and sizes 4, 2, 5, 3; the expected values are NumPy's. */
class ClusteredMeanTest {

  @Test
  void the_mean_of_all_values_has_the_linearised_error_over_clusters() {
    Estimate found = fourClusters().estimate();

    assertThat(found.mean()).isEqualTo(0.5);
    assertThat(found.standardError()).isCloseTo(0.26082026547865056, within(1e-15));
    assertThat(found.clusters()).isEqualTo(4);
    assertThat(found.values()).isEqualTo(14);
  }

  @Test
  void the_mean_of_means_counts_each_cluster_alike() {
    Estimate found = fourClusters().estimateOfMeans();

    assertThat(found.mean()).isCloseTo(0.32916666666666666, within(1e-15));
    assertThat(found.standardError()).isCloseTo(0.3184434800714249, within(1e-15));
    assertThat(found.values()).isEqualTo(14);
  }

  @Test
  void one_cluster_has_no_error_and_none_has_no_mean() {
    ClusteredMean one = new ClusteredMean();
    one.add(1, 2);

    assertThat(one.estimate().mean()).isEqualTo(2);
    assertThat(one.estimate().standardError()).isNaN();
    assertThat(one.estimateOfMeans().standardError()).isNaN();
    assertThat(new ClusteredMean().estimate().mean()).isNaN();
    assertThat(new ClusteredMean().estimateOfMeans().mean()).isNaN();
  }

  private static ClusteredMean fourClusters() {
    ClusteredMean mean = new ClusteredMean();
    add(mean, 1, 1, 1, 2, -1);
    add(mean, 2, 1, -2);
    add(mean, 3, 1, 1, 1, 1, 0.5);
    add(mean, 4, 0.25, 0.25, 0);
    return mean;
  }

  private static void add(ClusteredMean mean, long cluster, double... values) {
    for (double value : values) {
      mean.add(cluster, value);
    }
  }
}
