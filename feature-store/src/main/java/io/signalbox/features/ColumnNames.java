package io.signalbox.features;

import static io.signalbox.features.Refusals.check;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Column names of one definition: well formed, and each once, whatever its case. */
final class ColumnNames {
  private static final Pattern COLUMN = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,62}");

  private final String place;
  private final Set<String> seen = new HashSet<>();

  ColumnNames(String place) {
    this.place = place;
  }

  void add(String name) {
    check(
        name != null && COLUMN.matcher(name).matches(),
        "%s: column %s (expected: [A-Za-z][A-Za-z0-9_]*, at most 63 characters)",
        place,
        name);
    check(
        seen.add(name.toLowerCase(Locale.ROOT)),
        "%s: column %s twice (expected: once)",
        place,
        name);
  }

  boolean isEmpty() {
    return seen.isEmpty();
  }
}
