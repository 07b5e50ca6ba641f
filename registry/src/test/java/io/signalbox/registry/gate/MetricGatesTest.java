package io.signalbox.registry.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.registry.Gate;
import io.signalbox.registry.Gate.Relation;
import io.signalbox.registry.GateResult;
import io.signalbox.registry.GateResult.Verdict;
import io.signalbox.registry.Gatekeeper.Candidate;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.Stage;
import io.signalbox.registry.Tracking.Run;
import io.signalbox.registry.Tracking.RunStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricGatesTest {
  private static final Gate.BetterThanProduction BETTER = new Gate.BetterThanProduction(
      Stage.PRODUCTION, "holdout.log_loss", "holdout.production.log_loss", Relation.LESS);

  private static RegisteredVersion version(int number) {
    return version(number, Stage.NONE);
  }

  private static RegisteredVersion version(int number, Stage stage) {
    return new RegisteredVersion(
        new ModelVersion(new ModelName("flight_delay"), number),
        stage,
        "runs:/r",
        "0/r",
        Optional.of("r"),
        Map.of(),
        Instant.EPOCH);
  }

  private static Candidate candidate(
      Map<String, Double> metrics, Map<String, String> tags, boolean production) {
    return new Candidate(
        version(2),
        "anna",
        Optional.of(
            new Run("r", "0", "r", RunStatus.FINISHED, "0/r/artifacts", metrics, Map.of(), tags)),
        production ? Optional.of(version(1)) : Optional.empty(),
        List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "LESS, 0.4, PASSED", "LESS, 0.5, FAILED",
    "AT_MOST, 0.5, PASSED", "AT_MOST, 0.51, FAILED",
    "AT_LEAST, 0.5, PASSED", "AT_LEAST, 0.49, FAILED",
    "GREATER, 0.6, PASSED", "GREATER, 0.5, FAILED",
    "AT_LEAST, NaN, FAILED", "AT_MOST, NaN, FAILED"
  })
  void a_bound_is_held_or_not(Relation relation, double found, Verdict verdict) {
    Gate.MetricBound gate = new Gate.MetricBound(Stage.PRODUCTION, "loss", relation, 0.5);

    assertThat(MetricGates.judge(gate, candidate(Map.of("loss", found), Map.of(), false))
            .verdict())
        .isEqualTo(verdict);
  }

  @Test
  void a_missing_metric_never_passes() {
    Gate.MetricBound gate = new Gate.MetricBound(Stage.PRODUCTION, "loss", Relation.LESS, 0.5);

    GateResult result = MetricGates.judge(gate, candidate(Map.of(), Map.of(), false));

    assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(result.expected()).isEqualTo("loss < 0.5");
    assertThat(result.found()).isEqualTo("nothing");
    assertThat(result.source()).isEqualTo("run r");
  }

  @Test
  void a_version_without_a_known_run_never_passes() {
    Gate.MetricBound gate = new Gate.MetricBound(Stage.PRODUCTION, "loss", Relation.LESS, 0.5);

    GateResult result = MetricGates.judge(
        gate, new Candidate(version(2), "anna", Optional.empty(), Optional.empty(), List.of()));

    assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(result.source()).isEqualTo("unknown run r");
  }

  @Test
  void a_comparison_does_not_apply_where_nothing_is_in_production_and_says_so() {
    GateResult result = MetricGates.judge(BETTER, candidate(Map.of(), Map.of(), false));

    assertThat(result.verdict()).isEqualTo(Verdict.NOT_APPLICABLE);
    assertThat(result.found()).isEqualTo("no version of flight_delay is in Production");
  }

  @Test
  void a_comparison_of_the_production_version_with_itself_does_not_apply_and_says_so() {
    RegisteredVersion production = version(2, Stage.PRODUCTION);

    GateResult result = MetricGates.judge(
        BETTER, new Candidate(production, "anna", Optional.empty(), Optional.empty(), List.of()));

    assertThat(result.verdict()).isEqualTo(Verdict.NOT_APPLICABLE);
    assertThat(result.found()).isEqualTo("it is in Production itself");
  }

  @ParameterizedTest
  @CsvSource({"0.4, PASSED", "0.5, FAILED", "NaN, FAILED"})
  void a_comparison_needs_the_candidate_to_be_better(double found, Verdict verdict) {
    Map<String, Double> metrics =
        Map.of("holdout.log_loss", found, "holdout.production.log_loss", 0.5);

    GateResult result = MetricGates.judge(BETTER, candidate(metrics, Map.of(), true));

    assertThat(result.verdict()).isEqualTo(verdict);
    assertThat(result.expected()).isEqualTo("holdout.log_loss < holdout.production.log_loss = 0.5");
  }

  @Test
  void a_comparison_with_a_missing_side_never_passes() {
    assertThat(MetricGates.judge(BETTER, candidate(Map.of("holdout.log_loss", 0.1), Map.of(), true))
            .verdict())
        .isEqualTo(Verdict.FAILED);
    assertThat(MetricGates.judge(
                BETTER, candidate(Map.of("holdout.production.log_loss", 0.1), Map.of(), true))
            .verdict())
        .isEqualTo(Verdict.FAILED);
  }

  @Test
  void a_comparison_with_a_version_that_has_left_production_never_passes() {
    Map<String, Double> metrics =
        Map.of("holdout.log_loss", 0.4, "holdout.production.log_loss", 0.5);

    GateResult result = MetricGates.judge(
        BETTER, candidate(metrics, Map.of("signalbox.production_version", "7"), true));

    assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(result.found())
        .isEqualTo("holdout.production.log_loss of version 7, but 1 is in Production");
  }

  @ParameterizedTest
  @CsvSource({
    "1.1, , 0.055, PASSED", "1.1, , 0.0551, FAILED",
    ", 0.01, 0.06, PASSED", ", 0.01, 0.0601, FAILED",
    "2.0, 0.01, 0.11, PASSED", "2.0, 0.01, 0.1101, FAILED"
  })
  void a_comparison_may_leave_room_as_a_factor_and_as_a_difference(
      Double times, Double plus, double found, Verdict verdict) {
    Gate.BetterThanProduction gate = new Gate.BetterThanProduction(
        Stage.PRODUCTION,
        "ece",
        "production.ece",
        Relation.AT_MOST,
        Optional.ofNullable(times),
        Optional.ofNullable(plus));

    GateResult result = MetricGates.judge(
        gate, candidate(Map.of("ece", found, "production.ece", 0.05), Map.of(), true));

    assertThat(result.verdict()).as(result.toString()).isEqualTo(verdict);
  }

  @Test
  void the_room_that_is_left_is_said() {
    Gate.BetterThanProduction gate = new Gate.BetterThanProduction(
        Stage.PRODUCTION,
        "ece",
        "production.ece",
        Relation.AT_MOST,
        Optional.of(1.5),
        Optional.of(0.25));

    GateResult result = MetricGates.judge(
        gate, candidate(Map.of("ece", 1.0, "production.ece", 0.5), Map.of(), true));

    assertThat(result.expected()).isEqualTo("ece <= 1.5 * production.ece + 0.25 = 1.0");
  }
}
