package io.signalbox.trainer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static final double[] SCORES = {.05, .15, .15, .35, .45, .55, .65, .75, .85, .95};
  private static final double[] LABELS = {0, 0, 1, 0, 1, 1, 0, 1, 1, 1};

  /** Computed with scikit-learn: log_loss, brier_score_loss. */
  @Test
  void log_loss_and_brier_score_are_those_of_scikit_learn() {
    Evaluation found = Evaluation.of(SCORES, LABELS);

    assertThat(found.logLoss()).isCloseTo(.54893762, within(5e-9));
    assertThat(found.brier()).isCloseTo(.1885, within(1e-12));
    assertThat(found.accuracy()).isEqualTo(.7);
    assertThat(found.positiveShare()).isEqualTo(.6);
    assertThat(found.meanScore()).isCloseTo(.49, within(1e-12));
  }

  @Test
  void calibration_error_over_five_bins_of_equal_mass() {
    assertThat(Evaluation.of(SCORES, LABELS, 5).calibrationError()).isCloseTo(.23, within(1e-12));
  }

  @Test
  void a_sure_and_wrong_score_is_dear_but_finite() {
    assertThat(Evaluation.of(new double[] {0}, new double[] {1}).logLoss())
        .isCloseTo(34.538776, within(1e-5));
  }
}
