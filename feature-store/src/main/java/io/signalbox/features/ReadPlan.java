package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * What is looked up, grouped by view, the same for training sets and online.
 *
 * @param features the columns of the answer, in order
 */
public record ReadPlan(List<Field> features, List<Selection> selections) {

  public ReadPlan {
    features = ImmutableList.copyOf(features);
    selections = ImmutableList.copyOf(selections);
  }

  /** What is taken from one view. */
  public record Selection(View view, List<Pick> picks) {
    public Selection {
      picks = ImmutableList.copyOf(picks);
    }
  }

  /** From a place among the view's features to a place in the answer. */
  public record Pick(int from, int to) {}
}
