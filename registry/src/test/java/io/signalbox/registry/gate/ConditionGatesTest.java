package io.signalbox.registry.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.registry.Gate;
import io.signalbox.registry.GateResult;
import io.signalbox.registry.GateResult.Verdict;
import io.signalbox.registry.Gatekeeper.Candidate;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.RegistryException;
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

class ConditionGatesTest {
  private static final Candidate CANDIDATE = new Candidate(
      new RegisteredVersion(
          new ModelVersion(new ModelName("m"), 2),
          Stage.NONE,
          "runs:/r",
          "0/r",
          Optional.of("r"),
          Map.of("team", "ops"),
          Instant.EPOCH),
      "anna",
      Optional.of(new Run(
          "r",
          "0",
          "r",
          RunStatus.FINISHED,
          "0/r/artifacts",
          Map.of("ece", 0.04, "holdout.log_loss", 0.5, "broken", Double.NaN),
          Map.of("depth", "3"),
          Map.of())),
      Optional.empty(),
      List.of());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "metrics[\"ece\"] < 0.05                                   | PASSED",
        "metrics[\"ece\"] < 0.04                                   | FAILED",
        "metrics.ece <= 0.04 && metrics[\"holdout.log_loss\"] < 1.0 | PASSED",
        "int(params[\"depth\"]) <= 3                               | PASSED",
        "tags[\"team\"] == \"ops\"                                 | PASSED",
        "tags[\"team\"] == \"dev\"                                 | FAILED",
        "metrics[\"missing\"] < 1.0                                | FAILED",
        "!(metrics[\"missing\"] > 1.0)                             | FAILED",
        "!(metrics[\"broken\"] > 1.0)                              | FAILED",
        "\"missing\" in metrics                                    | FAILED",
        "!(\"missing\" in metrics)                                 | PASSED"
      })
  void a_condition_holds_or_not_and_what_is_missing_never_passes(
      String expression, Verdict verdict) {
    GateResult result =
        ConditionGates.judge(new Gate.Condition(Stage.PRODUCTION, expression), CANDIDATE);

    assertThat(result.verdict()).as(result.toString()).isEqualTo(verdict);
    assertThat(result.expected()).isEqualTo(expression);
    assertThat(result.source()).isEqualTo("run r and tags of version m/2");
  }

  @Test
  void a_version_without_a_run_has_no_metrics() {
    Candidate without =
        new Candidate(CANDIDATE.version(), "anna", Optional.empty(), Optional.empty(), List.of());

    GateResult result = ConditionGates.judge(
        new Gate.Condition(Stage.PRODUCTION, "metrics[\"ece\"] < 0.05"), without);

    assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
    assertThat(result.found())
        .isEqualTo("nothing: a metric, param or tag that it needs is missing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "metrics[\"ece\"] <       | line 1",
        "metrics[\"ece\"]         | line 1",
        "metrics[\"ece\"] < 1     | line 1",
        "loss < 0.5               | undeclared reference",
        "tags[\"team\"] < 0.5     | line 1"
      })
  void a_condition_that_does_not_compile_is_refused_with_its_place(
      String expression, String words) {
    assertThatThrownBy(
            () -> ConditionGates.compile(new Gate.Condition(Stage.PRODUCTION, expression)))
        .isInstanceOf(RegistryException.Invalid.class)
        .hasMessageStartingWith("gate: expression: ")
        .hasMessageContaining(words);
  }
}
