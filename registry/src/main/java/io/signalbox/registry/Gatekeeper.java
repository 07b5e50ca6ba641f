package io.signalbox.registry;

import java.util.Optional;

/** Says whether a version meets a gate; implemented in {@code registry.gate}. */
public interface Gatekeeper {

  GateResult judge(Gate gate, Candidate candidate);

  /**
   * The version that wants to enter a stage.
   *
   * @param run its run, where it has one that is known
   * @param production the version that is in Production now
   */
  record Candidate(
      RegisteredVersion version,
      Optional<Tracking.Run> run,
      Optional<RegisteredVersion> production) {}
}
