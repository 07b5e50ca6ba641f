package io.signalbox.registry;

import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Decisions in the table of all changes, and the comparisons that they name. */
@Component
public class DecisionChanges {
  private final ModelRows models;
  private final Changes changes;
  private final ObjectProvider<PromotionEvidence> evidence;

  DecisionChanges(ModelRows models, Changes changes, ObjectProvider<PromotionEvidence> evidence) {
    this.models = models;
    this.changes = changes;
    this.evidence = evidence;
  }

  /** The id of a model, which stays when its name changes. @throws RegistryException if it is unknown */
  public long id(ModelName model) {
    return models.require(model).id();
  }

  /** A comparison of versions of the model. @throws RegistryException if there is none of this id */
  public Map<String, Object> evidence(ModelName model, String id) {
    return StageMoves.find(evidence, model, id);
  }

  public void decided(Decision decision, Optional<String> evidence, Attribution why) {
    changes.ofVersion(
        models.require(decision.model()),
        decision.version(),
        "decided",
        Map.of(
            "decision", decision.id(),
            "stage", decision.stage(),
            "verdict", decision.verdict(),
            "against", decision.against(),
            "evidence", evidence.orElse("")),
        why);
  }
}
