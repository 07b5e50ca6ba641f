package io.signalbox.features;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import io.signalbox.features.ContractRule.Breach;
import io.signalbox.features.expression.Expression;
import io.signalbox.features.expression.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A rule of rows, ready to be held against the rows of one batch. Not thread-safe. */
final class RowRule {

  private final Breach breach;
  private final Condition condition;

  private RowRule(Breach breach, Condition condition) {
    this.breach = breach;
    this.condition = condition;
  }

  /** What a row breaks: the rule's name, and the columns that it is about. */
  record Broken(String rule, String column) {}

  /** What other views have. */
  interface Known {
    /** The join keys of a view. */
    List<String> keys(String view);

    /** Whether it has a row of a key, as {@link Keys} makes them. */
    boolean has(String view, Object key);
  }

  private interface Condition {
    Optional<Broken> broken(@Nullable Object[] values);
  }

  Breach breach() {
    return breach;
  }

  /** @param values of the fields, a Long, Double or String as their types say, or null */
  Optional<Broken> broken(@Nullable Object[] values) {
    return condition.broken(values);
  }

  /** Whether what it says of a row depends on the rows before. */
  boolean comparesRows() {
    return condition instanceof Unique;
  }

  /** A row that came before. */
  void learn(@Nullable Object[] values) {
    if (condition instanceof Unique unique) {
      unique.learn(values);
    }
  }

  static RowRule of(ContractRule rule, List<Field> fields, Known known) {
    Condition condition;
    if (rule.rule().isPresent()) {
      condition = expression(rule, fields);
    } else if (!rule.unique().isEmpty()) {
      condition = new Unique(rule.unique(), fields);
    } else if (rule.knownIn().isPresent()) {
      condition = known(rule.knownIn().get(), fields, known);
    } else {
      condition = ofValues(rule, fields);
    }
    return new RowRule(rule.breach(), condition);
  }

  private static Condition ofValues(ContractRule rule, List<Field> fields) {
    String column = rule.column().orElseThrow();
    int place = place(fields, column);
    double min = rule.min().orElse(Double.NEGATIVE_INFINITY);
    double max = rule.max().orElse(Double.POSITIVE_INFINITY);
    Set<String> allowed = ImmutableSet.copyOf(rule.allowed());
    Optional<Pattern> pattern = rule.pattern().map(Pattern::compile);
    return values -> {
      String broken = switch (values[place]) {
        case Number number when number.doubleValue() < min -> "min";
        case Number number when number.doubleValue() > max -> "max";
        case String text when !allowed.isEmpty() && !allowed.contains(text) -> "allowed";
        case String text
        when pattern.isPresent() && !pattern.get().matcher(text).matches() -> "pattern";
        case null, default -> null;
      };
      return Optional.ofNullable(broken).map(name -> new Broken(name, column));
    };
  }

  /** Of rows that are alike in some columns only the first holds; a missing value is like no other. */
  private static final class Unique implements Condition {
    private final String columns;
    private final int[] places;
    private final Set<List<Object>> seen = new HashSet<>();

    Unique(List<String> columns, List<Field> fields) {
      this.columns = String.join(",", columns);
      this.places = columns.stream().mapToInt(column -> place(fields, column)).toArray();
    }

    @Override
    public Optional<Broken> broken(@Nullable Object[] values) {
      return key(values).filter(key -> !seen.add(key)).map(key -> new Broken("unique", columns));
    }

    void learn(@Nullable Object[] values) {
      key(values).ifPresent(seen::add);
    }

    private Optional<List<Object>> key(@Nullable Object[] values) {
      List<Object> key = new ArrayList<>(places.length);
      for (int place : places) {
        Object value = values[place];
        if (value == null) {
          return Optional.empty();
        }
        key.add(value);
      }
      return Optional.of(key);
    }
  }

  private static Condition known(String view, List<Field> fields, Known known) {
    List<String> columns = known.keys(view);
    int[] places = columns.stream().mapToInt(column -> place(fields, column)).toArray();
    return values -> {
      List<Object> parts = new ArrayList<>(places.length);
      for (int place : places) {
        Object part = values[place];
        if (part == null) {
          return Optional.empty();
        }
        parts.add(part);
      }
      return known.has(view, Keys.of(parts))
          ? Optional.empty()
          : Optional.of(new Broken("known_in", String.join(",", columns)));
    };
  }

  private static Condition expression(ContractRule rule, List<Field> fields) {
    String name = rule.name().orElseThrow();
    Expression expression =
        ExpressionValues.compile("contract " + name, rule.rule().orElseThrow(), fields, Kind.BOOL);
    String columns = String.join(",", expression.names().stream().sorted().toList());
    Map<String, Integer> places = Maps.toMap(expression.names(), it -> place(fields, it));
    return values -> {
      Optional<Object> holds = expression.evaluate(variable -> {
        int place = places.getOrDefault(variable, -1);
        return Optional.ofNullable(values[place])
            .map(held -> ExpressionValues.of(fields.get(place).type(), held));
      });
      return holds.equals(Optional.of(true))
          ? Optional.empty()
          : Optional.of(new Broken(name, columns));
    };
  }

  private static int place(List<Field> fields, String column) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equals(column)) {
        return i;
      }
    }
    throw new IllegalStateException("no column " + column);
  }
}
