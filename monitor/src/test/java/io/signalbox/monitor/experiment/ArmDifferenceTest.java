package io.signalbox.monitor.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ArmDifferenceTest {

  /** NumPy: least squares with a constant per stratum, and the cluster-robust sandwich times U / (U - 1). */
  @Test
  void difference_and_error_are_those_of_a_clustered_regression_with_strata() {
    ArmDifference arms = new ArmDifference();
    for (int i = 0; i < 60; i++) {
      int stratum = i / 20;
      boolean candidate = (i * 5 + stratum) % 4 == 0;
      double loss =
          Math.round((0.3 * stratum + (candidate ? 0.1 : 0) + ((i * 37) % 11) / 10.0) * 1000)
              / 1000.0;
      arms.add(stratum, "unit " + i % 7, candidate, loss);
    }

    ArmDifference.Result found = arms.result();

    assertThat(found.difference()).isCloseTo(-0.11555555555555523, within(1e-12));
    assertThat(found.standardError()).isCloseTo(0.06182922587893771, within(1e-12));
    assertThat(found.units()).isEqualTo(7);
    assertThat(found.strata()).isEqualTo(3);
    assertThat(found.candidates()).isEqualTo(15);
    assertThat(found.references()).isEqualTo(45);
  }

  @Test
  void a_base_rate_that_drifts_while_the_share_grows_is_no_effect() {
    ArmDifference arms = new ArmDifference();
    for (int day = 0; day < 3; day++) {
      int share = new int[] {1, 3, 5}[day];
      for (int unit = 0; unit < 10; unit++) {
        arms.add(day, "unit " + unit, unit < share, 0.2 * day);
      }
    }

    assertThat(arms.result().difference()).isCloseTo(0, within(1e-15));
  }

  @Test
  void strata_with_one_arm_only_say_nothing() {
    ArmDifference arms = new ArmDifference();
    arms.add(1, "a", false, 0.4);
    arms.add(1, "b", false, 0.6);

    assertThat(arms.result().difference()).isNaN();
    assertThat(arms.result().units()).isZero();
    assertThat(arms.result().standardError()).isNaN();
  }

  /** Ten predictions a unit, taken as independent, are wrong in .25 of the runs. */
  @Test
  void predictions_of_one_unit_are_not_taken_as_independent() {
    long seed = 7;
    Random random = new Random(seed);
    int runs = 600;
    int wrong = 0;
    for (int run = 0; run < runs; run++) {
      ArmDifference arms = new ArmDifference();
      for (int unit = 0; unit < 100; unit++) {
        double own = random.nextGaussian();
        for (int i = 0; i < 10; i++) {
          arms.add(i, "unit " + unit, unit % 2 == 0, own + random.nextGaussian());
        }
      }
      ArmDifference.Result found = arms.result();
      wrong += Math.abs(found.difference()) > 1.96 * found.standardError() ? 1 : 0;
    }
    assertThat(wrong / (double) runs).as("seed %d", seed).isBetween(0.025, 0.085);
  }
}
