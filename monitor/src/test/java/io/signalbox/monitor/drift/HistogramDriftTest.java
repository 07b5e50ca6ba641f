package io.signalbox.monitor.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class HistogramDriftTest {

  /** SciPy 1.17: chi2_contingency([[120, 80, 40, 10], [30, 35, 20, 9]], correction=False). */
  @Test
  void homogeneity_is_the_test_of_a_contingency_table() {
    double p = Homogeneity.pValue(new long[] {120, 80, 0, 40, 10}, new long[] {30, 35, 0, 20, 9});

    assertThat(p).isCloseTo(.022834421008642008, within(1e-12));
  }

  @Test
  void nothing_to_compare_is_no_difference() {
    assertThat(Homogeneity.pValue(new long[] {10, 0}, new long[] {7, 0})).isEqualTo(1);
    assertThat(Homogeneity.pValue(new long[] {10, 5}, new long[] {0, 0})).isEqualTo(1);
  }

  /** SciPy 1.17: false_discovery_control([.01, .04, .03, .2, .005]). */
  @Test
  void p_values_are_adjusted_as_benjamini_and_hochberg_do() {
    assertThat(FalseDiscovery.adjust(new double[] {.01, .04, .03, .2, .005}))
        .containsExactly(new double[] {.025, .05, .05, .2, .025}, within(1e-12));
    assertThat(FalseDiscovery.adjust(new double[0])).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FalseDiscovery.adjust(new double[] {Double.NaN}));
  }

  @Test
  void the_same_shares_have_index_0_and_an_empty_bin_does_not_make_it_infinite() {
    assertThat(StabilityIndex.of(new long[] {10, 30}, new long[] {1, 3})).isZero();
    assertThat(StabilityIndex.of(new long[] {10, 0}, new long[] {5, 5}))
        .isCloseTo((.5 - 1) * Math.log(.5) + (.5 - 1e-4) * Math.log(.5 / 1e-4), within(1e-12));
    assertThat(StabilityIndex.of(new long[] {10, 0}, new long[] {0, 0})).isNaN();
  }

  @Test
  void new_and_rare_categories_share_a_bin() {
    CategoryBins bins = CategoryBins.of(Map.of("UA", 50L, "B6", 40L, "OO", 1L), 2);

    assertThat(bins.size()).isEqualTo(3);
    assertThat(bins.of("UA")).isZero();
    assertThat(bins.of("B6")).isOne();
    assertThat(bins.of("OO")).isEqualTo(2);
    assertThat(bins.of("never seen")).isEqualTo(2);
  }

  @Test
  void the_threshold_is_the_greatest_index_of_a_window_inside_the_reference() {
    // 28 days of 10 rows: bin 1 holds 1 row a day, in the last week 5
    long[] times = LongStream.range(0, 280).map(row -> row / 10).toArray();
    int[] bins = IntStream.range(0, 280)
        .map(row -> row % 10 < (row / 10 < 21 ? 1 : 5) ? 1 : 0)
        .toArray();

    double found = WindowedThreshold.of(times, bins, 2, 7, 10).orElseThrow();

    assertThat(found)
        .isCloseTo(StabilityIndex.of(new long[] {224, 56}, new long[] {35, 35}), within(1e-12));
  }

  @Test
  void a_reference_of_less_than_three_windows_calibrates_nothing() {
    long[] twenty = LongStream.range(0, 20).toArray();
    long[] twentyOne = LongStream.range(0, 21).toArray();

    assertThat(WindowedThreshold.of(twenty, new int[20], 2, 7, 1)).isEmpty();
    assertThat(WindowedThreshold.of(twentyOne, new int[21], 2, 7, 1)).hasValue(0);
    assertThat(WindowedThreshold.of(twentyOne, new int[21], 2, 7, 8)).isEmpty();
    assertThat(WindowedThreshold.of(new long[0], new int[0], 2, 7, 1)).isEmpty();
  }
}
