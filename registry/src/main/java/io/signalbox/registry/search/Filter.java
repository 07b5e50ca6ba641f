package io.signalbox.registry.search;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** Conditions that must all hold; none: everything matches. */
public record Filter(List<Comparison> comparisons) {
  /** Each is a table that PostgreSQL joins. */
  static final int MOST_COMPARISONS = 100;

  public Filter {
    comparisons = ImmutableList.copyOf(comparisons);
  }

  /**
   * Reads e.g. {@code metrics.loss < 0.3 AND tags.`mlflow.source.type` = 'LOCAL'}.
   *
   * @throws SearchRefused if it is not in the grammar
   */
  public static Filter parse(String text) {
    return new FilterParser(text).filter();
  }

  /** Whether a condition on this tag asks for rows that have it with this value. */
  public boolean asksForTag(String key, String value) {
    for (Comparison comparison : comparisons) {
      if (comparison.key().equals(new Key(Key.Kind.TAG, key))
          && comparison.value() instanceof Literal.Text(String text)) {
        boolean same = text.equalsIgnoreCase(value);
        return comparison.operator() == Operator.EQUAL ? same : !same;
      }
    }
    return false;
  }

  /** The same filter without conditions on this tag. */
  public Filter withoutTag(String key) {
    return new Filter(comparisons.stream()
        .filter(comparison -> !comparison.key().equals(new Key(Key.Kind.TAG, key)))
        .toList());
  }
}
