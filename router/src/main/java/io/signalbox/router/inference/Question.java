package io.signalbox.router.inference;

import io.signalbox.features.Column;
import io.signalbox.features.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows that are asked, checked: what features are looked up with (or are already), and each row's unit, null where it has none. */
record Question(Table inputs, List<@Nullable String> units) {

  static final String UNIT = "unit_id";

  /** A column's values as units. A number is written in decimal digits. @throws Refusal for one that is empty text */
  static List<@Nullable String> units(Column column) {
    var units = new java.util.ArrayList<@Nullable String>(column.size());
    for (int row = 0; row < column.size(); row++) {
      units.add(unit(column, row));
    }
    return units;
  }

  private static @Nullable String unit(Column column, int row) {
    if (column.isMissing(row)) {
      return null;
    }
    return switch (column) {
      case Column.Texts texts -> {
        String unit = texts.at(row);
        if (unit != null && unit.isEmpty()) {
          throw Refusal.of(
              "input %s: an empty text at index %d (expected: a unit, or null)",
              column.name(), row);
        }
        yield unit;
      }
      case Column.Longs longs -> Long.toString(longs.at(row));
      case Column.Doubles doubles ->
        throw Refusal.of("input %s: a decimal number (expected: a unit)", column.name());
    };
  }
}
