package io.signalbox.features;

import com.google.common.primitives.ImmutableLongArray;
import java.util.List;

/**
 * The arithmetic of the quality score, the same for training sets and online: 100 times the weighted mean of completeness, freshness and
 * contract, each from 0 to 1, rounded to hundredths.
 *
 * <p>Completeness is the share of the features that have a value. Freshness is the mean over the views of 1 - age / ttl, of an aggregate
 * of its latest event within its window; 1 where a view has no ttl and something was found, 0 where nothing was. Contract is the mean
 * over the views of {@link ContractTimeline}.
 */
public final class QualityMeasure {

  /** Stands for the event of a view in which nothing was found. */
  public static final long NOTHING = Long.MIN_VALUE;

  private static final long NO_LIMIT = Long.MAX_VALUE;
  private static final double HUNDREDTHS = 100;

  private final QualityWeights weights;
  private final int features;
  private final ImmutableLongArray limits;

  private QualityMeasure(QualityWeights weights, int features, ImmutableLongArray limits) {
    this.weights = weights;
    this.features = features;
    this.limits = limits;
  }

  static QualityMeasure of(QualityWeights weights, ReadPlan plan) {
    var limits = ImmutableLongArray.builder(plan.selections().size());
    plan.selections().forEach(it -> limits.add(limit(it.view())));
    return new QualityMeasure(weights, plan.features().size(), limits.build());
  }

  private static long limit(View view) {
    return switch (view) {
      case View.Batch batch -> batch.ttlMicros().orElse(NO_LIMIT);
      case View.Window window -> window.reachMicros();
    };
  }

  /**
   * The score of one row.
   *
   * @param present how many features have a value
   * @param found by view, in the plan's order: the event that was found, or {@link #NOTHING}
   * @param contracts by view: the result of its contract at that moment
   */
  public double score(int present, long[] found, double[] contracts, long atMicros) {
    double completeness = features == 0 ? 1 : (double) present / features;
    double fresh = 0;
    double kept = 0;
    for (int view = 0; view < found.length; view++) {
      fresh += freshness(limits.get(view), found[view], atMicros);
      kept += contracts[view];
    }
    double sum = weights.ofCompleteness() * completeness
        + weights.ofFreshness() * mean(fresh, found.length)
        + weights.ofContract() * mean(kept, found.length);
    double all = weights.ofCompleteness() + weights.ofFreshness() + weights.ofContract();
    return Math.round(100 * sum / all * HUNDREDTHS) / HUNDREDTHS;
  }

  private static double freshness(long limit, long found, long atMicros) {
    if (found == NOTHING) {
      return 0;
    }
    if (limit == NO_LIMIT) {
      return 1;
    }
    return Math.clamp(1 - (double) (atMicros - found) / limit, 0.0, 1.0);
  }

  /** Nothing is asked of no views, and they lack nothing. */
  private static double mean(double sum, int views) {
    return views == 0 ? 1 : sum / views;
  }

  /** How many views it looks at. */
  public int views() {
    return limits.length();
  }

  /** The names of the weights and what they are; part of what a training set is. */
  List<Double> weights() {
    return List.of(weights.ofCompleteness(), weights.ofFreshness(), weights.ofContract());
  }
}
