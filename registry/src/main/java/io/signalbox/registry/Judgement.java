package io.signalbox.registry;

import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What the gates in force say of a version that wants to enter a stage. */
@Component
class Judgement {
  private final Gates gates;
  private final Versions versions;
  private final Tracking tracking;
  private final ApprovalRows approvals;
  private final Gatekeeper gatekeeper;

  Judgement(
      Gates gates,
      Versions versions,
      Tracking tracking,
      ApprovalRows approvals,
      Gatekeeper gatekeeper) {
    this.gates = gates;
    this.versions = versions;
    this.tracking = tracking;
    this.approvals = approvals;
    this.gatekeeper = gatekeeper;
  }

  List<GateResult> of(ModelRow model, VersionDetails details, Stage stage) {
    List<Gate> wanted =
        gates.of(model.id()).stream().filter(gate -> gate.stage() == stage).toList();
    if (wanted.isEmpty()) {
      return List.of();
    }
    Optional<RegisteredVersion> production =
        versions.production(model.name()).map(VersionDetails::version);
    RegisteredVersion version = details.version();
    Gatekeeper.Candidate candidate = new Gatekeeper.Candidate(
        version,
        details.author(),
        version.runId().flatMap(tracking::run),
        production.filter(other -> !other.id().equals(version.id())),
        approvals.of(model.id(), version.id().number()));
    return wanted.stream().map(gate -> gatekeeper.judge(gate, candidate)).toList();
  }
}
