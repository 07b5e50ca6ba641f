package io.signalbox.registry.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns a filter and an order into SQL with bound parameters, and refuses what cannot be asked. Not for two searches. */
public final class SqlTranslator {
  /**
   * So many conditions on metrics, params or tags PostgreSQL may join in the order that is cheapest. How long it looks for that order grows
   * steeply with their number (10 s for 50), so that the others are looked up row by row.
   */
  static final int JOINED = 6;

  private final Searchable searchable;

  public SqlTranslator(Searchable searchable) {
    this.searchable = searchable;
  }

  /** An SQL condition; {@code TRUE} for the empty filter. */
  public Sql where(Filter filter) {
    List<String> conditions = new ArrayList<>();
    List<Object> parameters = new ArrayList<>();
    int details = 0;
    for (Comparison comparison : filter.comparisons()) {
      conditions.add(
          comparison.key().kind() == Key.Kind.ATTRIBUTE
              ? attribute(comparison, parameters)
              : detail(comparison, parameters, details++ < JOINED ? ")" : " OFFSET 0)"));
    }
    return new Sql(conditions.isEmpty() ? "TRUE" : String.join("\n  AND ", conditions), parameters);
  }

  /**
   * The columns of an order, missing values last and NaN before them, then {@code fallback} and the tie-breaks. A metric,
   * param or tag is a scalar subquery: there is at most one a row.
   */
  public Sql orderBy(List<String> orders, List<String> fallback) {
    List<String> columns = new ArrayList<>();
    List<Object> parameters = new ArrayList<>();
    for (Order order : Order.parse(orders)) {
      Sql column = column(order);
      columns.add(column.text());
      parameters.addAll(column.parameters());
    }
    if (columns.isEmpty()) {
      columns.addAll(fallback);
    }
    columns.addAll(searchable.tieBreaks());
    return new Sql(String.join(", ", columns), parameters);
  }

  /**
   * The order of the rows that come first where it begins with a metric: those that have it, as a number. An index of key and value
   * gives them in this order, without looking at the others. Empty where the order begins otherwise.
   */
  public Optional<Walk> walk(List<String> orders) {
    List<Order> parsed = Order.parse(orders);
    if (parsed.isEmpty() || parsed.getFirst().key().kind() != Key.Kind.METRIC) {
      return Optional.empty();
    }
    Order first = parsed.getFirst();
    Searchable.Detail detail = detailOf(first.key());
    List<Object> joined = new ArrayList<>(detail.parameters());
    joined.add(first.key().name());
    String value = "d." + detail.value();
    Sql join = new Sql(
        "JOIN " + detail.table() + " d ON " + detail.join() + " AND d." + detail.key() + " = ? AND "
            + value + " <> 'NaN'",
        joined);
    List<String> columns = new ArrayList<>(List.of(value + (first.ascending() ? "" : " DESC")));
    List<Object> parameters = new ArrayList<>();
    for (Order order : parsed.subList(1, parsed.size())) {
      Sql column = column(order);
      columns.add(column.text());
      parameters.addAll(column.parameters());
    }
    columns.addAll(searchable.tieBreaks());
    return Optional.of(
        new Walk(first.key(), join, new Sql(String.join(", ", columns), parameters)));
  }

  /** One column of an order, missing values last and NaN before them. */
  public Sql column(Order order) {
    String direction = order.ascending() ? " ASC" : " DESC";
    if (order.key().kind() == Key.Kind.ATTRIBUTE) {
      Searchable.Attribute attribute = attributeOf(order.key(), Searchable.Use.FILTER);
      // Said of none that is never missing: there is an index in the plain order
      return new Sql(
          attribute.column() + direction + (attribute.missing() ? " NULLS LAST" : ""), List.of());
    }
    if (order.key().kind() == Key.Kind.DATASET) {
      throw new SearchRefused("Invalid order_by entity: dataset");
    }
    Searchable.Detail detail = detailOf(order.key());
    String value = "(SELECT d." + detail.value() + " FROM " + detail.table() + " d WHERE "
        + detail.join() + " AND d." + detail.key() + " = ?)";
    List<Object> parameters = new ArrayList<>(detail.parameters());
    parameters.add(order.key().name());
    if (detail.kind() == Searchable.ValueKind.TEXT) {
      return new Sql(value + direction + " NULLS LAST", parameters);
    }
    parameters.addAll(List.copyOf(parameters));
    return new Sql(
        "nullif(" + value + ", 'NaN')" + direction + " NULLS LAST, " + value + " NULLS LAST",
        parameters);
  }

  private String attribute(Comparison comparison, List<Object> parameters) {
    Searchable.Attribute attribute = attributeOf(comparison.key(), Searchable.Use.ORDER);
    if (attribute.kind() == Searchable.ValueKind.NUMBER) {
      allow(comparison.operator(), Operator.NUMERIC);
      if (!(comparison.value() instanceof Literal.Numeral number)) {
        throw new SearchRefused("Expected numeric value type for numeric attribute: "
            + comparison.key().name() + ". Found " + comparison.value().written());
      }
      parameters.add(number.whole() ? (Object) wholeNumber(number) : (Object) number.value());
      return attribute.column() + " " + comparison.operator().text() + " ?";
    }
    return text(attribute.column(), comparison, parameters, "attributes", true);
  }

  /** {@code OFFSET 0} in the end keeps PostgreSQL from making a join of it. */
  private String detail(Comparison comparison, List<Object> parameters, String end) {
    Searchable.Detail detail = detailOf(comparison.key());
    String rows = "SELECT 1 FROM " + detail.table() + " d WHERE " + detail.join() + " AND d."
        + detail.key() + " = ?";
    parameters.addAll(detail.parameters());
    parameters.add(comparison.key().name());
    if (Operator.PRESENCE.contains(comparison.operator())
        && comparison.key().kind() != Key.Kind.METRIC
        && comparison.key().kind() != Key.Kind.DATASET) {
      return (comparison.operator() == Operator.IS_NULL ? "NOT EXISTS (" : "EXISTS (") + rows + end;
    }
    String value = "d." + detail.value();
    if (detail.kind() == Searchable.ValueKind.NUMBER) {
      allow(comparison.operator(), Operator.NUMERIC);
      if (!(comparison.value() instanceof Literal.Numeral number)) {
        throw new SearchRefused("Expected numeric value type for metric. Found "
            + comparison.value().written());
      }
      parameters.add(number.value());
      // PostgreSQL takes NaN for the greatest number; here it is only unequal to every other
      String compared = value + " " + comparison.operator().text() + " ?";
      return "EXISTS (" + rows + " AND " + compared
          + (comparison.operator() == Operator.NOT_EQUAL ? "" : " AND " + value + " <> 'NaN'")
          + end;
    }
    if (detail.indexed() > 0
        && comparison.operator() == Operator.EQUAL
        && comparison.value() instanceof Literal.Text(String text)) {
      return "EXISTS (" + rows + " AND " + equal(value, text, detail.indexed(), parameters) + end;
    }
    boolean lists = comparison.key().kind() == Key.Kind.DATASET;
    return "EXISTS (" + rows + " AND "
        + text(value, comparison, parameters, comparison.key().kind().word(), lists) + end;
  }

  /**
   * As the index of the first characters has it: a B-tree takes no more than 2,704 bytes. Of a text that ends before them nothing else has
   * to be said, and what is said twice PostgreSQL takes for twice as rare.
   */
  private static String equal(String value, String text, int indexed, List<Object> parameters) {
    String beginning = "left(" + value + ", " + indexed + ") COLLATE \"C\"";
    parameters.add(text);
    if (text.codePointCount(0, text.length()) < indexed) {
      return beginning + " = ?";
    }
    parameters.add(text);
    return beginning + " = left(?, " + indexed + ") AND " + value + " = ?";
  }

  private static String text(
      String column, Comparison comparison, List<Object> parameters, String what, boolean lists) {
    if (lists && Operator.LIST.contains(comparison.operator())) {
      if (!(comparison.value() instanceof Literal.Texts texts)) {
        throw new SearchRefused("Expected a list of quoted string values for " + what
            + ". Got value " + comparison.value().written());
      }
      parameters.add(texts.values().toArray(String[]::new));
      return column + (comparison.operator() == Operator.IN ? " = ANY (?)" : " <> ALL (?)");
    }
    allow(comparison.operator(), Operator.TEXT);
    if (!(comparison.value() instanceof Literal.Text(String value))) {
      throw new SearchRefused("Expected a quoted string value for " + what
          + " (e.g. 'my-value'). Got value " + comparison.value().written());
    }
    parameters.add(value);
    String compared = column + " " + comparison.operator().text() + " ?";
    return Operator.PATTERN.contains(comparison.operator())
        ? compared + " ESCAPE ''" // a backslash is a letter like others
        : compared;
  }

  private Searchable.Attribute attributeOf(Key key, Searchable.Use excluded) {
    Searchable.Attribute attribute = searchable.attributes().get(key.name());
    if (attribute == null || attribute.use() == excluded) {
      List<String> valid = searchable.attributes().entrySet().stream()
          .filter(entry -> entry.getValue().use() != excluded)
          .map(Map.Entry::getKey)
          .toList();
      throw new SearchRefused(
          "Invalid attribute key '" + key.name() + "' specified. Valid keys are '" + valid + "'");
    }
    return attribute;
  }

  private Searchable.Detail detailOf(Key key) {
    Searchable.Detail detail = searchable.details().get(key.kind());
    if (detail == null) {
      throw new SearchRefused("Invalid entity type '" + key.kind().word()
          + "'. Valid entity types are ('attribute', 'tag', 'tags')");
    }
    if (!detail.names().isEmpty() && !detail.names().contains(key.name())) {
      throw new SearchRefused("Invalid " + key.kind().word() + " key '" + key.name()
          + "' specified. Valid keys are '" + detail.names() + "'");
    }
    return detail;
  }

  private static void allow(Operator operator, Set<Operator> allowed) {
    if (!allowed.contains(operator)) {
      throw new SearchRefused("Invalid comparator '" + operator.text() + "' not one of '"
          + allowed.stream().map(Operator::text).toList() + "'");
    }
  }

  private static long wholeNumber(Literal.Numeral number) {
    try {
      return Long.parseLong(number.written());
    } catch (NumberFormatException e) {
      throw new SearchRefused(
          "number: " + number.written() + " (expected: a signed 64-bit integer)");
    }
  }

  /** SQL text without anything a caller wrote, and the parameters for its question marks. */
  public record Sql(String text, List<Object> parameters) {}

  /** The rows that have a number under {@code key}, in the order of that. */
  public record Walk(Key key, Sql join, Sql order) {

    /** Whether the filter lets no other rows through. */
    public boolean isAll(Filter filter) {
      return filter.comparisons().stream()
          .anyMatch(comparison ->
              comparison.key().equals(key) && comparison.operator() != Operator.NOT_EQUAL);
    }
  }
}
