package io.signalbox.monitor.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

/** Published and SciPy's values; REFERENCE is a normal sample of 1,000, CURRENT one of 500, moved and wider. */
class NumberDriftTest {
  private static final double[] REFERENCE = normal(1000, 0, 1);
  private static final double[] CURRENT = normal(500, .3, 1.2);

  @Test
  void stability_index_on_the_reference_s_deciles() {
    QuantileBins bins = QuantileBins.of(REFERENCE, 10);

    assertThat(bins.size()).isEqualTo(10);
    assertThat(StabilityIndex.of(count(bins, REFERENCE), count(bins, CURRENT)))
        .isCloseTo(.1112942908, within(1e-9));
  }

  @Test
  void kolmogorov_smirnov_of_small_samples_is_exact() {
    KolmogorovSmirnov found = KolmogorovSmirnov.of(REFERENCE, CURRENT);

    assertThat(found.statistic()).isCloseTo(.128, within(1e-12));
    assertThat(found.pValue()).isCloseTo(3.427694e-5, within(1e-10));
  }

  @Test
  void kolmogorov_smirnov_of_two_even_grids() {
    KolmogorovSmirnov found = KolmogorovSmirnov.of(grid(1, 100, 100, 0), grid(1, 100, 110, 20.1));

    assertThat(found.statistic()).isCloseTo(232 / 1100.0, within(1e-12));
    assertThat(found.pValue()).isCloseTo(.015739183865607353, within(1e-8));
  }

  @Test
  void kolmogorov_smirnov_with_ties() {
    double[] one = {2, 2, 2, 3, 3, 3, 3, 5, 5, 5, 5, 5, 6, 6, 6, 6};
    double[] other = Arrays.stream(one).map(value -> value + 1).toArray();

    KolmogorovSmirnov found = KolmogorovSmirnov.of(one, other);

    assertThat(found.statistic()).isCloseTo(5 / 16.0, within(1e-12));
    assertThat(found.pValue()).isCloseTo(.4262934613454952, within(1e-9));
  }

  /** SciPy 1.17: ks_2samp(method='asymp') of 20,000 and 3,000 normal quantiles. */
  @Test
  void kolmogorov_smirnov_of_large_samples_is_the_corrected_limit() {
    KolmogorovSmirnov found = KolmogorovSmirnov.of(normal(20_000, 0, 1), normal(3_000, .05, 1.02));

    assertThat(found.statistic()).isCloseTo(.02135, within(1e-9));
    assertThat(found.pValue()).isCloseTo(.18261612638142122, within(1e-3));
  }

  @Test
  void the_limit_is_1_for_no_difference_and_0_for_a_great_one() {
    assertThat(KolmogorovSmirnov.limit(0, 5_000, 5_000)).isEqualTo(1);
    assertThat(KolmogorovSmirnov.limit(1, 5_000, 5_000)).isEqualTo(0);
  }

  @Test
  void wasserstein_distances() {
    double[] zero = {0, 1, 2};
    double[] one = {1, 2, 3};

    assertThat(Wasserstein.distance(zero, one)).isCloseTo(1, within(1e-12));
    assertThat(Wasserstein.distance(REFERENCE, CURRENT)).isCloseTo(.3114673558, within(1e-9));
  }

  @Test
  void what_is_no_sample_is_refused() {
    double[] sample = {1, 2};
    double[] withNaN = {1, Double.NaN};
    double[] unordered = {2, 1};
    double[] empty = {};

    for (double[] wrong : new double[][] {withNaN, unordered, empty}) {
      assertThatIllegalArgumentException().isThrownBy(() -> KolmogorovSmirnov.of(sample, wrong));
      assertThatIllegalArgumentException().isThrownBy(() -> Wasserstein.distance(wrong, sample));
    }
  }

  @Test
  void a_value_that_makes_a_tenth_has_a_bin_of_its_own() {
    double[] rain = new double[100];
    for (int i = 90; i < 100; i++) {
      rain[i] = (i - 89) / 10.0; // dry nine hours of ten
    }
    QuantileBins bins = QuantileBins.of(rain, 10);

    assertThat(bins.size()).isEqualTo(2);
    assertThat(bins.of(0)).isZero();
    assertThat(bins.of(-1)).isZero();
    assertThat(bins.of(.1)).isOne();

    double[] visibility = Arrays.stream(rain).map(value -> 10 - value).sorted().toArray();
    QuantileBins ofVisibility = QuantileBins.of(visibility, 10);

    assertThat(ofVisibility.of(10)).isNotEqualTo(ofVisibility.of(9.9));
  }

  @Test
  void a_constant_or_empty_reference_has_one_bin() {
    assertThat(QuantileBins.of(new double[] {4, 4, 4}, 10).size()).isOne();
    assertThat(QuantileBins.of(new double[0], 10).size()).isOne();
  }

  private static long[] count(QuantileBins bins, double[] values) {
    long[] counts = new long[bins.size()];
    Arrays.stream(values).forEach(value -> counts[bins.of(value)]++);
    return counts;
  }

  private static double[] normal(int n, double mean, double deviation) {
    NormalDistribution normal = NormalDistribution.of(0, 1);
    return IntStream.rangeClosed(1, n)
        .mapToDouble(i -> mean + deviation * normal.inverseCumulativeProbability((i - .5) / n))
        .toArray();
  }

  private static double[] grid(double from, double to, int n, double shift) {
    return IntStream.range(0, n)
        .mapToDouble(i -> from + (to - from) * i / (n - 1) + shift)
        .toArray();
  }
}
