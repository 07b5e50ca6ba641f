package io.signalbox.features;

import java.util.Optional;

/**
 * What a training set's rows hold, beside what is asked for.
 *
 * @param knownAtCut whether nothing counts that was not known at a row's moment
 * @param leastTier where rows are scored: those below are left out
 */
record JoinRule(boolean knownAtCut, Optional<Tier> leastTier) {

  static final JoinRule USUAL = new JoinRule(true, Optional.empty());

  static JoinRule of(TrainingSetRequest request) {
    return new JoinRule(request.knownAtCut(), request.leastTier());
  }
}
