package io.signalbox.monitor.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DriftFindingsTest {

  @Test
  void a_threshold_that_hardly_anything_passes_is_named() {
    DriftFindings findings =
        DriftFindings.of(List.of(measured("score", 2.76, 5.18), measured("wind", .2, .3)), .1, .01);

    assertThat(findings.summary("daily", "scores"))
        .isEqualTo("daily: 0 of 2 scores drifted. Only a PSI of score above 5.180 can alarm: a"
            + " window of the training set itself moved that far.");
  }

  @Test
  void a_threshold_of_one_or_that_was_asked_for_is_not() {
    var ordinary = List.of(measured("score", 2.76, 1));

    assertThat(DriftFindings.of(ordinary, .1, .01).summary("daily", "scores"))
        .isEqualTo("daily: 1 of 1 scores drifted (score PSI 2.760 above 1.000).");
    assertThat(
            DriftFindings.of(List.of(measured("score", 1, 2)), 3, .01).summary("daily", "scores"))
        .isEqualTo("daily: 0 of 1 scores drifted.");
  }

  private static Measured measured(String subject, double psi, double threshold) {
    return new Measured(subject, psi, Optional.of(threshold), 0, "", Optional.empty());
  }
}
