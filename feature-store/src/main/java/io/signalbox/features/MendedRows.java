package io.signalbox.features;

import static io.signalbox.features.Refusals.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows of the quarantine as a caller sends them back, each with whose it is. Not thread-safe. */
final class MendedRows implements RowReader.Sink {
  private static final Set<String> OURS =
      Set.of(Quarantine.MANIFEST, Quarantine.ROW, Quarantine.RULE, Quarantine.COLUMN);

  private final List<Mended> rows = new ArrayList<>();
  private final Set<QuarantinedRows.Id> seen = new HashSet<>();
  private List<String> arrived = List.of();
  private List<String> names = List.of();
  private boolean textual;

  /** A row's cells in the order of their columns. */
  record Mended(
      QuarantinedRows.Id id, List<String> columns, List<@Nullable Object> cells, boolean textual) {}

  @Override
  public void columns(List<String> columns, boolean asText) {
    for (String needed : List.of(Quarantine.MANIFEST, Quarantine.ROW)) {
      check(
          columns.contains(needed),
          "column %s: missing (expected: it, as the download of the quarantine has it)",
          needed);
    }
    arrived = columns;
    names = columns.stream().filter(name -> !OURS.contains(name)).toList();
    textual = asText;
  }

  @Override
  public void row(@Nullable Object[] cells) {
    check(
        rows.size() < Quarantine.MOST_ROWS,
        "rows: more than %d (expected: at most that many)",
        Quarantine.MOST_ROWS);
    var id =
        new QuarantinedRows.Id(number(Quarantine.MANIFEST, cells), number(Quarantine.ROW, cells));
    check(seen.add(id), "row %d of manifest %d: twice (expected: once)", id.row(), id.manifest());
    @Nullable Object[] own = new @Nullable Object[names.size()];
    for (int i = 0; i < own.length; i++) {
      own[i] = cells[arrived.indexOf(names.get(i))];
    }
    rows.add(new Mended(id, names, Arrays.asList(own), textual));
  }

  private long number(String column, @Nullable Object[] cells) {
    Object cell = cells[arrived.indexOf(column)];
    try {
      return switch (cell) {
        case Integer number -> number.longValue();
        case Long number -> number;
        case String text when textual -> Long.parseLong(text);
        case null, default -> throw new NumberFormatException();
      };
    } catch (NumberFormatException e) {
      throw new FeaturesException.Invalid(
          "column %s: %s (expected: a whole number)".formatted(column, cell));
    }
  }

  List<Mended> rows() {
    return rows;
  }

  List<QuarantinedRows.Id> ids() {
    return rows.stream().map(Mended::id).toList();
  }
}
