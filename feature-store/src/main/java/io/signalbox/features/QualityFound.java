package io.signalbox.features;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * How good the rows of a training set are.
 *
 * @param leastTier rows below were left out
 * @param tiers rows by tier, also those that were left out
 * @param leftOut how many were
 */
public record QualityFound(Tier leastTier, Map<Tier, Long> tiers, long leftOut) {
  public QualityFound {
    tiers = ImmutableMap.copyOf(tiers);
  }
}
