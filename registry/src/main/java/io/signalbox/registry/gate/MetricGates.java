package io.signalbox.registry.gate;

import io.signalbox.registry.Gate;
import io.signalbox.registry.GateResult;
import io.signalbox.registry.Gatekeeper.Candidate;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.Tracking.Run;
import java.util.Optional;

/** Compares metrics of the candidate's run. A metric that is missing or NaN passes nothing. */
final class MetricGates {
  /** The tag of a run that says which version its production metric was measured of. */
  static final String PRODUCTION_VERSION = "signalbox.production_version";

  private MetricGates() {}

  static GateResult judge(Gate.MetricBound gate, Candidate candidate) {
    String expected = gate.metric() + " " + gate.relation().sign() + " " + gate.bound();
    Optional<Double> found = metric(candidate, gate.metric());
    return Findings.result(
        gate,
        found.filter(value -> gate.relation().holds(value, gate.bound())).isPresent(),
        expected,
        found.map(String::valueOf).orElse(Findings.NOTHING),
        Findings.run(candidate));
  }

  static GateResult judge(Gate.BetterThanProduction gate, Candidate candidate) {
    String expected = expected(gate);
    Optional<GateResult> none = Findings.withoutProduction(gate, expected, candidate);
    if (none.isPresent()) {
      return none.get();
    }
    String source = Findings.run(candidate);
    Optional<String> another = anotherScored(candidate);
    if (another.isPresent()) {
      String found = gate.productionMetric() + " of " + another.get();
      return Findings.result(gate, false, expected, found, source);
    }
    Optional<Double> production = metric(candidate, gate.productionMetric());
    if (production.isEmpty()) {
      String found = "no metric " + gate.productionMetric();
      return Findings.result(gate, false, expected, found, source);
    }
    double bound = gate.bound(production.get());
    Optional<Double> found = metric(candidate, gate.metric());
    return Findings.result(
        gate,
        found.filter(value -> gate.relation().holds(value, bound)).isPresent(),
        expected + " = " + bound,
        found.map(String::valueOf).orElse(Findings.NOTHING),
        source);
  }

  private static String expected(Gate.BetterThanProduction gate) {
    return gate.metric() + " " + gate.relation().sign() + " "
        + gate.times().map(factor -> factor + " * ").orElse("")
        + gate.productionMetric()
        + gate.plus().map(more -> " + " + more).orElse("");
  }

  /** What the run scored instead of the version that is in Production now, where it says so. */
  private static Optional<String> anotherScored(Candidate candidate) {
    int now = candidate.production().map(RegisteredVersion::id).orElseThrow().number();
    return candidate
        .run()
        .flatMap(run -> Optional.ofNullable(run.tags().get(PRODUCTION_VERSION)))
        .filter(scored -> !scored.equals(Integer.toString(now)))
        .map(scored -> "version " + scored + ", but " + now + " is in Production");
  }

  private static Optional<Double> metric(Candidate candidate, String name) {
    return candidate.run().map(Run::metrics).flatMap(all -> Optional.ofNullable(all.get(name)));
  }
}
