package io.signalbox.registry.gate;

import io.signalbox.registry.Gate;
import io.signalbox.registry.GateResult;
import io.signalbox.registry.Gatekeeper.Candidate;
import io.signalbox.registry.RegisteredVersion;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Holds the signatures of two versions against each other. One that cannot be read passes nothing. */
@Component
class SignatureGates {
  private static final String EXPECTED = "inputs that Production's callers send already";

  private final Signatures signatures;

  SignatureGates(Signatures signatures) {
    this.signatures = signatures;
  }

  GateResult judge(Gate.Signature gate, Candidate candidate) {
    Optional<GateResult> none = Findings.withoutProduction(gate, EXPECTED, candidate);
    if (none.isPresent()) {
      return none.get();
    }
    RegisteredVersion production = candidate.production().orElseThrow();
    Optional<ModelSignature> sent = signatures.of(production);
    Optional<ModelSignature> wanted = signatures.of(candidate.version());
    String source = "MLmodel of versions " + candidate.version().id().number() + " and "
        + production.id().number();
    if (sent.isEmpty() || wanted.isEmpty()) {
      int without = (sent.isEmpty() ? production : candidate.version()).id().number();
      String found = "no signature of version " + without;
      return Findings.result(gate, false, EXPECTED, found, source);
    }
    List<String> beyond = wanted.get().asksBeyond(sent.get());
    String found = beyond.isEmpty() ? "these inputs" : String.join(", ", beyond);
    return Findings.result(gate, beyond.isEmpty(), EXPECTED, found, source);
  }
}
