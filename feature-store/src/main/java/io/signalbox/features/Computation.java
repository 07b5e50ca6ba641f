package io.signalbox.features;

import com.google.common.collect.ImmutableMap;
import io.signalbox.features.expression.Expression;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One computed feature of a plan.
 *
 * @param variables where the expression's variables come from
 */
public record Computation(Field field, Expression expression, Map<String, Source> variables) {

  public Computation {
    variables = ImmutableMap.copyOf(variables);
  }

  /** Where a value comes from. */
  public sealed interface Source {
    /** From what the caller sends. */
    record Input(String name) implements Source {}

    /** From what was looked up, or computed before, by its place. */
    record Slot(int place) implements Source {}
  }

  /**
   * The feature of every row.
   *
   * @param inputs the caller's column of a name
   * @param slots columns that were looked up, then those computed before
   */
  public Column evaluate(int rows, Function<String, Column> inputs, List<Column> slots) {
    Map<String, Column> columns = new HashMap<>();
    variables.forEach((name, source) -> columns.put(
        name,
        switch (source) {
          case Source.Input input -> inputs.apply(input.name());
          case Source.Slot slot -> slots.get(slot.place());
        }));
    var built = new ColumnBuilder(field);
    for (int row = 0; row < rows; row++) {
      built.add(row, evaluate(columns, row));
    }
    return built.column(rows);
  }

  private @Nullable Object evaluate(Map<String, Column> columns, int row) {
    return expression
        .evaluate(name -> ExpressionValues.of(column(columns, name), row))
        .flatMap(ExpressionValues::held)
        .orElse(null);
  }

  private static Column column(Map<String, Column> columns, String name) {
    Column column = columns.get(name);
    if (column == null) {
      throw new IllegalStateException("no column for the variable " + name);
    }
    return column;
  }
}
