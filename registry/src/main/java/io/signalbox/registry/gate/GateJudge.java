package io.signalbox.registry.gate;

import com.google.common.base.Strings;
import io.signalbox.registry.Gate;
import io.signalbox.registry.GateResult;
import io.signalbox.registry.Gatekeeper;
import io.signalbox.registry.RegistryException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Each kind of gate, judged where its kind is known. */
@Component
class GateJudge implements Gatekeeper {
  private static final int MOST_TEXT = 1_000;
  private static final int MOST_APPROVALS = 20;

  private final SignatureGates signatures;

  GateJudge(SignatureGates signatures) {
    this.signatures = signatures;
  }

  @Override
  public GateResult judge(Gate gate, Candidate candidate) {
    return switch (gate) {
      case Gate.MetricBound bound -> MetricGates.judge(bound, candidate);
      case Gate.BetterThanProduction better -> MetricGates.judge(better, candidate);
      case Gate.Tagged tagged -> RecordGates.judge(tagged, candidate);
      case Gate.Lineage lineage -> RecordGates.judge(lineage, candidate);
      case Gate.Signature signature -> signatures.judge(signature, candidate);
      case Gate.Approvals approvals -> RecordGates.judge(approvals, candidate);
      case Gate.Condition condition -> ConditionGates.judge(condition, candidate);
    };
  }

  @Override
  public void check(Gate gate) {
    present("stage", gate.stage());
    switch (gate) {
      case Gate.MetricBound bound -> {
        text("metric", bound.metric());
        present("relation", bound.relation());
        finite("bound", bound.bound());
      }
      case Gate.BetterThanProduction better -> {
        text("metric", better.metric());
        text("production_metric", better.productionMetric());
        present("relation", better.relation());
        better.times().ifPresent(factor -> positive("times", factor));
        better.plus().ifPresent(more -> finite("plus", more));
      }
      case Gate.Tagged tagged -> {
        text("key", tagged.key());
        tagged.value().ifPresent(value -> text("value", value));
      }
      case Gate.Lineage lineage -> {}
      case Gate.Signature signature -> {}
      case Gate.Condition condition -> {
        present("expression", condition.expression());
        ConditionGates.compile(condition);
      }
      case Gate.Approvals approvals -> {
        if (approvals.count() < 1 || approvals.count() > MOST_APPROVALS) {
          throw refused("count", approvals.count(), "1 to " + MOST_APPROVALS);
        }
      }
    }
  }

  /** A file may leave out what a record must have. */
  private static void present(String field, @Nullable Object value) {
    if (value == null) {
      throw refused(field, "missing", "a value");
    }
  }

  private static void text(String field, @Nullable String text) {
    present(field, text);
    if (text == null || text.isBlank() || text.length() > MOST_TEXT || text.indexOf('\0') >= 0) {
      throw refused(
          field,
          Strings.nullToEmpty(text).length() + " characters",
          "1 to " + MOST_TEXT + ", without U+0000");
    }
  }

  private static void finite(String field, double number) {
    if (!Double.isFinite(number)) {
      throw refused(field, number, "a finite number");
    }
  }

  private static void positive(String field, double number) {
    if (!(number > 0) || !Double.isFinite(number)) {
      throw refused(field, number, "> 0");
    }
  }

  private static RegistryException refused(String field, Object found, String expected) {
    return new RegistryException.Invalid(
        "gate: %s: %s (expected: %s)".formatted(field, found, expected));
  }
}
