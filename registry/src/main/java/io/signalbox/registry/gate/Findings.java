package io.signalbox.registry.gate;

import io.signalbox.registry.Gate;
import io.signalbox.registry.GateResult;
import io.signalbox.registry.GateResult.Verdict;
import io.signalbox.registry.Gatekeeper.Candidate;
import io.signalbox.registry.Stage;
import java.util.Optional;

/** How gates word what they found. */
final class Findings {
  static final String NOTHING = "nothing";

  private Findings() {}

  static GateResult result(
      Gate gate, boolean passes, String expected, String found, String source) {
    return new GateResult(gate, passes ? Verdict.PASSED : Verdict.FAILED, expected, found, source);
  }

  /** Where there is no other Production version to compare with; empty where there is one. */
  static Optional<GateResult> withoutProduction(Gate gate, String expected, Candidate candidate) {
    if (candidate.production().isPresent()) {
      return Optional.empty();
    }
    String found = candidate.version().stage() == Stage.PRODUCTION
        ? "it is in Production itself"
        : "no version of " + candidate.version().id().model() + " is in Production";
    return Optional.of(new GateResult(gate, Verdict.NOT_APPLICABLE, expected, found, "registry"));
  }

  /** The run that metrics come from. */
  static String run(Candidate candidate) {
    return candidate
        .run()
        .map(run -> "run " + run.id())
        .orElse(candidate.version().runId().map(id -> "unknown run " + id).orElse("no run"));
  }

  static String version(Candidate candidate) {
    return "version " + candidate.version().id();
  }
}
