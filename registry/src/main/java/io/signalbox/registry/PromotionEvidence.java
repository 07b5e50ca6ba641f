package io.signalbox.registry;

import java.util.Optional;

/** Where the comparisons that stage changes rest on are found; implemented to the right of the registry. */
public interface PromotionEvidence {

  /** The comparison of this id, if it is one of this model's versions, as JSON, to be kept in the history of the change that rests on it. */
  Optional<String> find(ModelName model, String id);
}
