package io.signalbox.registry.gate;

import io.signalbox.registry.Approval;
import io.signalbox.registry.Gate;
import io.signalbox.registry.GateResult;
import io.signalbox.registry.Gatekeeper.Candidate;
import io.signalbox.registry.Lineage;
import io.signalbox.registry.Tracking.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at what is on record of a candidate: tags, lineage, approvals. */
final class RecordGates {
  private RecordGates() {}

  static GateResult judge(Gate.Tagged gate, Candidate candidate) {
    Optional<String> found = tag(candidate.version().tags(), gate.key());
    String expected =
        "tag " + gate.key() + gate.value().map(value -> " = " + value).orElse("");
    boolean passes = gate.value().isEmpty() ? found.isPresent() : found.equals(gate.value());
    return Findings.result(
        gate, passes, expected, found.orElse(Findings.NOTHING), Findings.version(candidate));
  }

  static GateResult judge(Gate.Lineage gate, Candidate candidate) {
    List<String> found = new ArrayList<>();
    candidate.run().ifPresent(run -> found.add("run " + run.id()));
    tagged(candidate, Lineage.TRAINING_SET_TAG)
        .ifPresent(hash -> found.add("training set " + hash));
    Lineage.CODE_TAGS.stream()
        .flatMap(key -> tagged(candidate, key).stream())
        .findFirst()
        .ifPresent(code -> found.add("code " + code));
    return Findings.result(
        gate,
        found.size() == 3, // each of them
        "a run, a training set and a code version",
        found.isEmpty() ? Findings.NOTHING : String.join(", ", found),
        "tags of " + Findings.version(candidate) + " and of " + Findings.run(candidate));
  }

  /** Of the version, else of its run; a blank one says nothing. */
  private static Optional<String> tagged(Candidate candidate, String key) {
    return tag(candidate.version().tags(), key)
        .or(() -> candidate.run().map(Run::tags).flatMap(tags -> tag(tags, key)))
        .filter(value -> !value.isBlank());
  }

  private static Optional<String> tag(Map<String, String> tags, String key) {
    return Optional.ofNullable(tags.get(key));
  }

  static GateResult judge(Gate.Approvals gate, Candidate candidate) {
    List<String> others = candidate.approvals().stream()
        .filter(approval -> approval.stage() == gate.stage())
        .map(Approval::author)
        .filter(author -> !author.equals(candidate.author()))
        .distinct()
        .toList();
    return Findings.result(
        gate,
        others.size() >= gate.count(),
        "approvals by others than " + candidate.author() + " >= " + gate.count(),
        others.isEmpty() ? "none" : others.size() + " (" + String.join(", ", others) + ")",
        "approvals of " + Findings.version(candidate));
  }
}
