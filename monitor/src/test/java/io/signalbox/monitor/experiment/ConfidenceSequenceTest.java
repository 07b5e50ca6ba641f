package io.signalbox.monitor.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values computed with NumPy from the formulas of arXiv 2103.06476, alpha .05, N* 30, standard error .01. */
class ConfidenceSequenceTest {
  private static final ConfidenceSequence SEQUENCE = new ConfidenceSequence(0.05, 30);

  @ParameterizedTest
  @CsvSource({
    "5, 0.03464256120045752, 0.032613992904944475",
    "14, 0.030944483950155633, 0.02852330482225651",
    "30, 0.030352089903762525, 0.027790942353135215",
    "42, 0.030412629348894656, 0.027823562532823195"
  })
  void half_widths_are_those_of_an_independent_computation(
      int n, double twoSided, double oneSided) {
    assertThat(SEQUENCE.twoSided(0.01, n)).isCloseTo(twoSided, within(1e-15));
    assertThat(SEQUENCE.oneSided(0.01, n)).isCloseTo(oneSided, within(1e-15));
  }

  /**
   * A fixed-level test looked at 100 times is wrong in .38 to .40 of the runs. NumPy, 20,000 runs of 100 looks: .039 two-sided and
   * .033 one-sided from the 14th cluster on, but .064 and .048 from the 7th, where the error itself is hardly known.
   */
  @ParameterizedTest
  @CsvSource({"7, .064, .048", "14, .039, .033", "30, .023, .021"})
  void looking_a_hundred_times_hardly_raises_the_error(
      int first, double twoSided, double oneSided) {
    long seed = 20130415;
    Random random = new Random(seed);
    int runs = 6_000;
    int bothCrossed = 0;
    int belowCrossed = 0;
    for (int run = 0; run < runs; run++) {
      Looks looks = look(random, first);
      bothCrossed += looks.crossedBoth ? 1 : 0;
      belowCrossed += looks.crossedBelow ? 1 : 0;
    }
    assertThat(bothCrossed / (double) runs).as("seed %d", seed).isCloseTo(twoSided, within(.012));
    assertThat(belowCrossed / (double) runs).as("seed %d", seed).isCloseTo(oneSided, within(.012));
  }

  @Test
  void an_error_probability_outside_of_0_and_one_half_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ConfidenceSequence(0, 30));
    assertThatIllegalArgumentException().isThrownBy(() -> new ConfidenceSequence(0.5, 30));
    assertThatIllegalArgumentException().isThrownBy(() -> new ConfidenceSequence(Double.NaN, 30));
    assertThatIllegalArgumentException().isThrownBy(() -> new ConfidenceSequence(0.05, 0));
  }

  private record Looks(boolean crossedBoth, boolean crossedBelow) {}

  /** A hundred looks at values of mean 0, one after each value. */
  private static Looks look(Random random, int first) {
    double sum = 0;
    double squares = 0;
    boolean both = false;
    boolean below = false;
    for (int n = 1; n < first + 100; n++) {
      double value = random.nextGaussian();
      sum += value;
      squares += value * value;
      if (n >= first) {
        double mean = sum / n;
        double error = Math.sqrt((squares - n * mean * mean) / (n - 1) / n);
        both |= Math.abs(mean) > SEQUENCE.twoSided(error, n);
        below |= mean - SEQUENCE.oneSided(error, n) > 0;
      }
    }
    return new Looks(both, below);
  }
}
