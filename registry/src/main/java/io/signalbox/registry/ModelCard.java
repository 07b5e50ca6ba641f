package io.signalbox.registry;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that is on record of one version.
 *
 * @param metrics the latest values of its run
 * @param signature empty where its files have none that can be read
 * @param gates what the gates of the stage say now
 * @param moves its stage changes, refusals and rollbacks, the newest first
 */
public record ModelCard(
    Lineage lineage,
    String description,
    List<String> aliases,
    Map<String, String> tags,
    Map<String, Double> metrics,
    Optional<Signature> signature,
    Stage stage,
    List<GateResult> gates,
    List<Approval> approvals,
    List<Decision> decisions,
    List<Change> moves) {
  public ModelCard {
    aliases = ImmutableList.copyOf(aliases);
    tags = ImmutableMap.copyOf(tags);
    metrics = ImmutableMap.copyOf(metrics);
    gates = ImmutableList.copyOf(gates);
    approvals = ImmutableList.copyOf(approvals);
    decisions = ImmutableList.copyOf(decisions);
    moves = ImmutableList.copyOf(moves);
  }

  /** Whether no gate of the stage keeps the version out. */
  public boolean passes() {
    return gates.stream().noneMatch(gate -> gate.verdict() == GateResult.Verdict.FAILED);
  }

  /** Inputs and outputs with their types, as MLflow writes them; {@code (optional)} follows the type of an input that need not be sent. */
  public record Signature(Map<String, String> inputs, Map<String, String> outputs) {
    public Signature {
      inputs = ImmutableMap.copyOf(inputs);
      outputs = ImmutableMap.copyOf(outputs);
    }
  }
}
