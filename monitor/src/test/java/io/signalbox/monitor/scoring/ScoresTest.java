package io.signalbox.monitor.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** y = 0010110111 and p = .05 .15 .15 .35 .45 .55 .65 .75 .85 .95, whose scores scikit-learn gives. */
class ScoresTest {
  private static final double[] OUTCOMES = {0, 0, 1, 0, 1, 1, 0, 1, 1, 1};
  private static final double[] PROBABILITIES = {.05, .15, .15, .35, .45, .55, .65, .75, .85, .95};

  @Test
  void the_known_forecast_has_its_known_scores() {
    Scores scores = new Scores();
    for (int i = 0; i < OUTCOMES.length; i++) {
      scores.add(OUTCOMES[i], PROBABILITIES[i]);
    }

    assertThat(scores.brier()).isCloseTo(.1885, within(1e-12));
    assertThat(scores.logLoss()).isCloseTo(.54893762, within(1e-8));
    assertThat(scores.accuracy()).isCloseTo(.7, within(1e-12));
    assertThat(scores.positiveShare()).isCloseTo(.6, within(1e-12));
    assertThat(scores.rows()).isEqualTo(10);
  }

  @ParameterizedTest
  @CsvSource({"5, .26", "10, .32"})
  void the_known_forecast_has_its_known_calibration_error(int bins, double error) {
    Calibration calibration = new Calibration(bins);
    for (int i = 0; i < OUTCOMES.length; i++) {
      calibration.add(OUTCOMES[i], PROBABILITIES[i]);
    }

    assertThat(calibration.error()).isCloseTo(error, within(1e-12));
  }

  @Test
  void a_certain_forecast_that_was_wrong_costs_much_and_not_infinitely_much() {
    assertThat(LogLoss.of(1, 0)).isCloseTo(-Math.log(1e-15), within(1e-9));
    assertThat(LogLoss.of(0, 1)).isCloseTo(-Math.log(1e-15), within(0.2));
    assertThat(LogLoss.of(1, 1)).isCloseTo(0, within(1e-14));
  }

  @Test
  void what_is_no_yes_or_no_or_no_probability_is_left_out() {
    Scores scores = new Scores();

    for (double outcome : new double[] {7, .5, -1, 1e300, -1e308, Double.NaN}) {
      assertThat(LogLoss.of(outcome, .5)).isNaN();
      assertThat(scores.add(outcome, .5)).isFalse();
    }
    for (double score : new double[] {Double.NaN, -1e-9, 1.000001, Double.POSITIVE_INFINITY}) {
      assertThat(LogLoss.of(1, score)).isNaN();
      assertThat(scores.add(1, score)).isFalse();
    }
    assertThat(scores.add(1, .5)).isTrue();

    assertThat(scores.rows()).isEqualTo(1);
    assertThat(scores.brier()).isEqualTo(.25);
  }

  @Test
  void exactly_one_half_counts_as_yes() {
    Scores scores = new Scores();
    scores.add(1, .5);
    scores.add(0, .5);

    assertThat(scores.accuracy()).isEqualTo(.5);
  }

  @Test
  void no_rows_have_no_scores() {
    assertThat(new Scores().logLoss()).isNaN();
    assertThat(new Calibration(10).error()).isNaN();
  }
}
