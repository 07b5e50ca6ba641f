package io.signalbox.registry.search;

import java.util.List;

/** One column of an order. */
public record Order(Key key, boolean ascending) {
  static final int MOST_COLUMNS = 100;

  /**
   * Reads e.g. {@code metrics.`f1 score` DESC}; ascending where nothing is said.
   *
   * @throws SearchRefused if it is not in the grammar
   */
  public static Order parse(String text) {
    return new FilterParser(text).order();
  }

  /**
   * Of a field alone, e.g. {@code metrics.`f1 score`}.
   *
   * @throws SearchRefused if there is no such kind of field
   */
  public static Order of(String field, boolean ascending) {
    return new Order(FilterParser.key(field.replace("`", "")), ascending);
  }

  static List<Order> parse(List<String> texts) {
    if (texts.size() > MOST_COLUMNS) {
      throw new SearchRefused(
          "order_by: " + texts.size() + " columns (expected: at most " + MOST_COLUMNS + ")");
    }
    return texts.stream().map(Order::parse).toList();
  }
}
