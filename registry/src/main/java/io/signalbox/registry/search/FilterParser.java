package io.signalbox.registry.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads a filter or an order by recursive descent: {@code comparison (AND comparison)*}. OR is not in the grammar. */
final class FilterParser {
  private final String text;
  private final List<Token> tokens;
  private int next;

  FilterParser(String text) {
    this.text = text;
    tokens = new Lexer(text).tokens();
  }

  Filter filter() {
    List<Comparison> comparisons = new ArrayList<>();
    if (peek().kind() == Token.Kind.END) {
      return new Filter(comparisons);
    }
    comparisons.add(comparison());
    while (peek().kind() != Token.Kind.END) {
      if (!peek().is("AND")) {
        throw new SearchRefused(
            "Invalid clause(s) in filter string: '" + text.substring(peek().at()) + "'");
      }
      if (comparisons.size() == Filter.MOST_COMPARISONS) {
        throw new SearchRefused("filter: over " + Filter.MOST_COMPARISONS
            + " comparisons (expected: at most " + Filter.MOST_COMPARISONS + ")");
      }
      next++;
      comparisons.add(comparison());
    }
    return new Filter(comparisons);
  }

  Order order() {
    Token name = take();
    boolean named = name.kind() == Token.Kind.WORD || name.kind() == Token.Kind.STRING;
    if (!named || name.text().isEmpty()) {
      throw new SearchRefused("Invalid order_by clause '" + text + "'. Could not be parsed.");
    }
    boolean ascending = true;
    if (peek().kind() != Token.Kind.END) {
      Token direction = take();
      if (!direction.is("ASC") && !direction.is("DESC")) {
        throw new SearchRefused("Invalid ordering key in order_by clause '" + text + "'.");
      }
      ascending = direction.is("ASC");
    }
    if (peek().kind() != Token.Kind.END) {
      throw new SearchRefused("Invalid order_by clause '" + text + "'. Could not be parsed.");
    }
    return new Order(key(name.text()), ascending);
  }

  private Comparison comparison() {
    Token left = take();
    if (left.kind() != Token.Kind.WORD) {
      throw new SearchRefused("Invalid clause(s) in filter string: '" + text + "'");
    }
    Key key = key(left.text());
    Operator operator = operator();
    return new Comparison(
        key, operator, Operator.PRESENCE.contains(operator) ? new Literal.None() : value());
  }

  /** {@code loss}, {@code metric.loss} and {@code metrics.`loss`}: what stands before the first dot is the kind. */
  static Key key(String name) {
    int dot = name.indexOf('.');
    if (dot < 0) {
      return new Key(Key.Kind.ATTRIBUTE, name);
    }
    String entity = name.substring(0, dot).trim();
    Key.Kind kind = switch (entity) {
      case "attribute", "attributes", "attr", "run" -> Key.Kind.ATTRIBUTE;
      case "metric", "metrics" -> Key.Kind.METRIC;
      case "parameter", "parameters", "param", "params" -> Key.Kind.PARAM;
      case "tag", "tags" -> Key.Kind.TAG;
      case "dataset", "datasets" -> Key.Kind.DATASET;
      default ->
        throw new SearchRefused("Invalid entity type '" + entity
            + "'. Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']");
    };
    return new Key(kind, name.substring(dot + 1));
  }

  private Operator operator() {
    Token token = take();
    String written = token.text().toUpperCase(Locale.ROOT);
    if (token.kind() == Token.Kind.WORD && written.equals("NOT") && peek().is("IN")) {
      next++;
      return Operator.NOT_IN;
    }
    if (token.kind() == Token.Kind.WORD && written.equals("IS")) {
      boolean not = peek().is("NOT");
      if (not) {
        next++;
      }
      if (take().is("NULL")) {
        return not ? Operator.IS_NOT_NULL : Operator.IS_NULL;
      }
    }
    for (Operator operator : Operator.values()) {
      if (operator.text().equals(written) && token.kind() != Token.Kind.STRING) {
        return operator;
      }
    }
    throw new SearchRefused("Invalid clause(s) in filter string: '" + text + "'");
  }

  private Literal value() {
    Token token = take();
    return switch (token.kind()) {
      case STRING -> new Literal.Text(token.text());
      case NUMBER ->
        new Literal.Numeral(
            token.text(), Double.parseDouble(token.text()), token.text().matches("[-+]?\\d+"));
      case OPEN -> list();
      case WORD -> new Literal.Word(token.text());
      case OPERATOR, COMMA, CLOSE, END ->
        throw new SearchRefused("Invalid comparison clause. Expected value token found '"
            + token.text() + "' in '" + text + "'");
    };
  }

  private Literal list() {
    List<String> values = new ArrayList<>();
    while (true) {
      Token value = take();
      if (value.kind() != Token.Kind.STRING) {
        throw new SearchRefused("While parsing a list in the query, expected string value,"
            + " punctuation, or whitespace, but got different type in list: " + text);
      }
      values.add(value.text());
      Token after = take();
      if (after.kind() == Token.Kind.CLOSE) {
        return new Literal.Texts(values);
      }
      if (after.kind() != Token.Kind.COMMA) {
        throw new SearchRefused("Invalid clause(s) in filter string: '" + text + "'");
      }
    }
  }

  private Token peek() {
    return tokens.get(next);
  }

  /** The last token is END and is never passed. */
  private Token take() {
    Token token = tokens.get(next);
    if (token.kind() != Token.Kind.END) {
      next++;
    }
    return token;
  }
}
