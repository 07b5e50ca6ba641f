package io.signalbox.registry.gate;

import io.signalbox.features.expression.Expression;
import io.signalbox.features.expression.ExpressionRefused;
import io.signalbox.features.expression.Kind;
import io.signalbox.features.expression.Variable;
import io.signalbox.registry.Gate;
import io.signalbox.registry.GateResult;
import io.signalbox.registry.Gatekeeper.Candidate;
import io.signalbox.registry.RegistryException;
import io.signalbox.registry.Tracking.Run;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Free conditions in CEL over metrics, params and tags. What cannot be computed, because something is missing, passes nothing. */
final class ConditionGates {
  private static final List<Variable> VARIABLES = List.of(
      Variable.mapOf("metrics", Kind.DECIMAL),
      Variable.mapOf("params", Kind.TEXT),
      Variable.mapOf("tags", Kind.TEXT));

  private ConditionGates() {}

  /** Refuses what is no condition. @throws RegistryException with line and column */
  static Expression compile(Gate.Condition gate) {
    try {
      return Expression.compile(gate.expression(), VARIABLES, Kind.BOOL);
    } catch (ExpressionRefused e) {
      throw new RegistryException.Invalid("gate: expression: " + e.getMessage());
    }
  }

  static GateResult judge(Gate.Condition gate, Candidate candidate) {
    Map<String, Map<String, ?>> values = Map.of(
        "metrics", metrics(candidate),
        "params", candidate.run().map(Run::params).orElse(Map.of()),
        "tags", candidate.version().tags());
    Optional<Object> found = compile(gate).evaluate(name -> Optional.ofNullable(values.get(name)));
    return Findings.result(
        gate,
        found.filter(Boolean.TRUE::equals).isPresent(),
        gate.expression(),
        found
            .map(String::valueOf)
            .orElse("nothing: a metric, param or tag that it needs is missing"),
        Findings.run(candidate) + " and tags of " + Findings.version(candidate));
  }

  /** A metric that is no number is as good as missing: else {@code !(metrics.loss > 1.0)} would pass with NaN. */
  private static Map<String, Double> metrics(Candidate candidate) {
    Map<String, Double> finite = new LinkedHashMap<>();
    candidate.run().map(Run::metrics).orElse(Map.of()).forEach((name, value) -> {
      if (Double.isFinite(value)) {
        finite.put(name, value);
      }
    });
    return finite;
  }
}
