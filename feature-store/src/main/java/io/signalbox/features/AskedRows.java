package io.signalbox.features;

import static io.signalbox.features.Refusals.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of a question, as they are sent: a value for each key and each input. Nothing is coerced. */
public final class AskedRows {

  private AskedRows() {}

  /**
   * The rows as columns of these fields.
   *
   * @throws FeaturesException if a field is missing or unknown, or a value is none of its type
   */
  public static Table table(List<Field> fields, List<? extends Map<String, ?>> rows) {
    var reader = new CellReader(Optional.empty());
    List<ColumnBuilder> columns = fields.stream().map(ColumnBuilder::new).toList();
    var names = new HashSet<>(fields.stream().map(Field::name).toList());
    for (int row = 0; row < rows.size(); row++) {
      Map<String, ?> sent = rows.get(row);
      for (String name : sent.keySet()) {
        check(names.contains(name), "rows[%s].%s: unknown (expected: %s)", row, name, names);
      }
      for (int i = 0; i < fields.size(); i++) {
        columns.get(i).add(row, cell(reader, fields.get(i), sent, row));
      }
    }
    List<Column> built = new ArrayList<>();
    columns.forEach(it -> built.add(it.column(rows.size())));
    return new Table(rows.size(), built);
  }

  private static @Nullable Object cell(
      CellReader reader, Field field, Map<String, ?> sent, int row) {
    check(
        sent.containsKey(field.name()),
        "rows[%s].%s: missing (expected: %s)",
        row,
        field.name(),
        field.type().word());
    try {
      Object value =
          reader.read(new Field(field.name(), field.type(), true), sent.get(field.name()), false);
      check(
          !(value instanceof CellReader.Broken),
          "rows[%s].%s: no value of its type (expected: %s)",
          row,
          field.name(),
          field.type().word());
      return value;
    } catch (CellReader.Unzoned e) {
      throw new FeaturesException.Invalid(
          "rows[%d].%s: no zone (expected: a time with its zone)".formatted(row, field.name()));
    }
  }
}
