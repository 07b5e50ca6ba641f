package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What an audit found.
 *
 * @param features in the order of the service
 * @param examples some of the values that differ, at most {@link #MOST_EXAMPLES}
 */
public record ConsistencyAudit(long rows, List<Feature> features, List<Example> examples) {

  /** More are not kept. */
  public static final int MOST_EXAMPLES = 20;

  public ConsistencyAudit {
    features = ImmutableList.copyOf(features);
    examples = ImmutableList.copyOf(examples);
  }

  /** Of these rows and others, whose examples count from {@code rows} on. */
  public ConsistencyAudit plus(ConsistencyAudit other) {
    List<Feature> sums = new ArrayList<>();
    for (int i = 0; i < features.size(); i++) {
      sums.add(features.get(i).plus(other.features.get(i)));
    }
    List<Example> some = new ArrayList<>(examples);
    other.examples.stream()
        .limit(MOST_EXAMPLES - some.size())
        .forEach(it -> some.add(
            new Example(Math.addExact(it.row(), rows), it.feature(), it.logged(), it.joined())));
    return new ConsistencyAudit(rows + other.rows, sums, some);
  }

  /**
   * One feature.
   *
   * @param matches rows in which both have the same value to the last bit, or neither has one
   * @param mismatches rows in which both have a value, and another one
   * @param missing rows in which the join has a value, and none was answered
   * @param extra rows in which a value was answered, and the join has none
   * @param compared rows in which both have a number
   * @param relativeErrors the sum over these of 2 |a - b| / (|a| + |b|), 0 where both are 0
   */
  public record Feature(
      String name,
      long matches,
      long mismatches,
      long missing,
      long extra,
      long compared,
      double relativeErrors) {

    /**
     * The symmetric mean absolute percentage error as a share from 0 to 2 (Makridakis, Accuracy measures, Int. J. of Forecasting 9, 1993);
     * empty where there was nothing to compare.
     */
    public OptionalDouble smape() {
      return compared == 0 ? OptionalDouble.empty() : OptionalDouble.of(relativeErrors / compared);
    }

    Feature plus(Feature other) {
      return new Feature(
          name,
          matches + other.matches,
          mismatches + other.mismatches,
          missing + other.missing,
          extra + other.extra,
          compared + other.compared,
          relativeErrors + other.relativeErrors);
    }
  }

  /**
   * A value that differs.
   *
   * @param row among those that were audited, from 0
   * @param logged as text; empty where there was none
   * @param joined as text; empty where there was none
   */
  public record Example(long row, String feature, String logged, String joined) {}
}
