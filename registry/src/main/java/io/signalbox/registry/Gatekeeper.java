package io.signalbox.registry;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/** Says whether a version meets a gate; implemented in {@code registry.gate}. */
public interface Gatekeeper {

  GateResult judge(Gate gate, Candidate candidate);

  /** Refuses a gate that no version could ever meet, or that says nothing. @throws RegistryException for it */
  void check(Gate gate);

  /**
   * The version that wants to enter a stage.
   *
   * @param author who registered it
   * @param run its run, where it has one that is known
   * @param production the version that is in Production now; empty where that is the candidate itself
   * @param approvals of the version, for any stage
   */
  record Candidate(
      RegisteredVersion version,
      String author,
      Optional<Tracking.Run> run,
      Optional<RegisteredVersion> production,
      List<Approval> approvals) {
    public Candidate {
      approvals = ImmutableList.copyOf(approvals);
    }
  }
}
