package io.signalbox.features;

import java.util.Optional;

/**
 * How much each part of the quality score counts. They need not add up to anything: only how they stand to each other matters.
 *
 * @param completeness of the share of features that have a value; absent: 50
 * @param freshness of how much of their time to live values have left; absent: 30
 * @param contract of the share of rows that broke no rule in the last batches; absent: 20
 */
public record QualityWeights(
    Optional<Double> completeness, Optional<Double> freshness, Optional<Double> contract) {

  static final QualityWeights USUAL =
      new QualityWeights(Optional.empty(), Optional.empty(), Optional.empty());

  private static final double USUAL_COMPLETENESS = 50;
  private static final double USUAL_FRESHNESS = 30;
  private static final double USUAL_CONTRACT = 20;

  double ofCompleteness() {
    return completeness.orElse(USUAL_COMPLETENESS);
  }

  double ofFreshness() {
    return freshness.orElse(USUAL_FRESHNESS);
  }

  double ofContract() {
    return contract.orElse(USUAL_CONTRACT);
  }

  /** @throws FeaturesException if one is negative or too large, or all are 0 */
  void check(String place) {
    check(place, "completeness", ofCompleteness());
    check(place, "freshness", ofFreshness());
    check(place, "contract", ofContract());
    Refusals.check(
        ofCompleteness() + ofFreshness() + ofContract() > 0,
        "%s: quality: all weights are 0 (expected: one that is not)",
        place);
  }

  private static void check(String place, String name, double weight) {
    Refusals.check(
        weight >= 0 && weight <= 1_000,
        "%s: quality.%s: %s (expected: from 0 to 1000)",
        place,
        name,
        weight);
  }
}
