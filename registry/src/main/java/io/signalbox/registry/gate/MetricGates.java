package io.signalbox.registry.gate;

import io.signalbox.registry.Gate;
import io.signalbox.registry.GateResult;
import io.signalbox.registry.GateResult.Verdict;
import io.signalbox.registry.Gatekeeper;
import io.signalbox.registry.Tracking.Run;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Compares metrics of the candidate's run. A metric that is missing or NaN passes nothing. */
@Component
class MetricGates implements Gatekeeper {
  /** The tag of a run that says which version its production metric was measured of. */
  static final String PRODUCTION_VERSION = "signalbox.production_version";

  private static final String NOTHING = "nothing";

  @Override
  public GateResult judge(Gate gate, Candidate candidate) {
    return switch (gate) {
      case Gate.MetricBound bound -> bound(bound, candidate);
      case Gate.BetterThanProduction better -> better(better, candidate);
    };
  }

  private static GateResult bound(Gate.MetricBound gate, Candidate candidate) {
    String expected = gate.metric() + " " + sign(gate.relation()) + " " + gate.bound();
    Optional<Double> found = metric(candidate, gate.metric());
    return result(
        gate,
        found,
        found.filter(v -> holds(v, gate.relation(), gate.bound())),
        expected,
        candidate);
  }

  private static GateResult better(Gate.BetterThanProduction gate, Candidate candidate) {
    String expected = gate.metric() + " " + sign(gate.relation()) + " " + gate.productionMetric();
    if (candidate.production().isEmpty()) {
      return new GateResult(
          gate,
          Verdict.NOT_APPLICABLE,
          expected,
          "no version of " + candidate.version().id().model() + " is in Production",
          "registry");
    }
    int inProduction = candidate.production().get().id().number();
    Optional<String> scored =
        candidate.run().flatMap(run -> Optional.ofNullable(run.tags().get(PRODUCTION_VERSION)));
    if (scored.isPresent() && !scored.get().equals(Integer.toString(inProduction))) {
      return new GateResult(
          gate,
          Verdict.FAILED,
          expected,
          gate.productionMetric() + " of version " + scored.get() + ", but " + inProduction
              + " is in Production",
          source(candidate));
    }
    Optional<Double> production = metric(candidate, gate.productionMetric());
    if (production.isEmpty()) {
      return new GateResult(
          gate,
          Verdict.FAILED,
          expected,
          "no metric " + gate.productionMetric(),
          source(candidate));
    }
    Optional<Double> found = metric(candidate, gate.metric());
    return result(
        gate,
        found,
        found.filter(v -> holds(v, gate.relation(), production.get())),
        expected + " = " + production.get(),
        candidate);
  }

  private static GateResult result(
      Gate gate,
      Optional<Double> found,
      Optional<Double> passing,
      String expected,
      Candidate candidate) {
    return new GateResult(
        gate,
        passing.isPresent() ? Verdict.PASSED : Verdict.FAILED,
        expected,
        found.map(String::valueOf).orElse(NOTHING),
        source(candidate));
  }

  private static Optional<Double> metric(Candidate candidate, String name) {
    return candidate.run().map(Run::metrics).flatMap(all -> Optional.ofNullable(all.get(name)));
  }

  private static String source(Candidate candidate) {
    return candidate
        .run()
        .map(run -> "run " + run.id())
        .orElse(candidate.version().runId().map(id -> "unknown run " + id).orElse("no run"));
  }

  /** NaN holds nothing: every comparison with it is false. */
  private static boolean holds(double found, Gate.Relation relation, double bound) {
    return switch (relation) {
      case LESS -> found < bound;
      case AT_MOST -> found <= bound;
      case AT_LEAST -> found >= bound;
      case GREATER -> found > bound;
    };
  }

  private static String sign(Gate.Relation relation) {
    return switch (relation) {
      case LESS -> "<";
      case AT_MOST -> "<=";
      case AT_LEAST -> ">=";
      case GREATER -> ">";
    };
  }
}
