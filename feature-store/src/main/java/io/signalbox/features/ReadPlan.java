package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What is looked up, grouped by view, and what is computed of it: the same for training sets and online.
 *
 * @param features the columns of the answer, in order
 * @param slots what is looked up, in order
 * @param selections where the slots come from
 * @param computations in order: each may use the slots, and what was computed before it, which takes the places after the slots
 * @param places of the features, among slots and computations
 */
public record ReadPlan(
    List<Field> features,
    List<Field> slots,
    List<Selection> selections,
    List<Computation> computations,
    ImmutableIntArray places) {

  public ReadPlan {
    features = ImmutableList.copyOf(features);
    slots = ImmutableList.copyOf(slots);
    selections = ImmutableList.copyOf(selections);
    computations = ImmutableList.copyOf(computations);
  }

  /** What is taken from one view. */
  public record Selection(View view, List<Pick> picks) {
    public Selection {
      picks = ImmutableList.copyOf(picks);
    }
  }

  /** From a place among the view's features to a slot. */
  public record Pick(int from, int to) {}

  /** What is computed, in order, of the columns of the slots. */
  public List<Column> compute(int rows, Function<String, Column> inputs, List<Column> slotColumns) {
    List<Column> columns = new ArrayList<>(slotColumns);
    for (Computation computation : computations) {
      columns.add(computation.evaluate(rows, inputs, columns));
    }
    return columns.subList(slotColumns.size(), columns.size());
  }
}
