package io.signalbox.features.offline;

import static java.util.stream.Collectors.joining;

import io.signalbox.features.OfflineStore.StoredFile;
import io.signalbox.features.RowSchema;
import io.signalbox.features.StoredRows;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The rows of a history that hold at some moment, as a plain ASOF join wants them: of each key, times and moments of becoming known rise
 * together, and no two rows count from the same moment.
 *
 * <p>A file marks those of its rows that hold among themselves ({@link #HOLDS}); that stays true whatever is added to the history or
 * lost from it, because a row that lost can only lose again. What is left is a row that loses to one of another file, or to one that is
 * still in PostgreSQL. It has to be known after one of those was, of an event before one of theirs: files that follow each other in
 * time share only their late rows. These suspects are compared with their rivals by a window; nearly all rows are none.
 */
final class HoldingRows {

  /**
   * Whether a row holds at some moment, in SQL over {@link #ORDER}: no row that was known before has a later event, and the next one does
   * not count from the same moment.
   */
  static final String HOLDS =
      "(_event = max(_event) OVER history AND lead(_known) OVER history IS DISTINCT FROM _known)";

  private static final String ORDER =
      "ORDER BY _known, _event, _sequence ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW";

  private final Queries queries;
  private final RowSchema schema;
  private final String keys;
  private final String table;
  private final String isInSpan;
  private final String recent;
  private final boolean knownAtCut;
  private final List<Part> parts = new ArrayList<>();

  /** Rows that lie together: in a file, or in the table of recent ones. */
  private record Part(Optional<StoredFile> file, Reach reach) {
    boolean isMarked() {
      return file.flatMap(StoredFile::known).isPresent();
    }
  }

  /** Events from, inclusive, of rows that count before until. */
  record Span(long oldestEvent, long until) {
    boolean touches(Reach reach, boolean knownAtCut) {
      return reach.lastEvent() >= oldestEvent
          && (knownAtCut ? reach.firstKnown() : reach.firstEvent()) < until;
    }

    boolean contains(Reach reach, boolean knownAtCut) {
      return reach.firstEvent() >= oldestEvent
          && (knownAtCut ? reach.lastKnown() : reach.lastEvent()) < until;
    }

    String sql(boolean knownAtCut) {
      return "_event >= %d AND %s < %d"
          .formatted(oldestEvent, knownAtCut ? "_known" : "_event", until);
    }
  }

  /**
   * Those of a span.
   *
   * @param recent the table of rows that no file has
   * @param table what the names of the tables that it makes begin with
   */
  HoldingRows(
      Queries queries,
      StoredRows stored,
      String recent,
      Span span,
      boolean knownAtCut,
      String table) {
    this.queries = queries;
    this.schema = stored.schema();
    this.keys = Sql.names(schema.keys());
    this.table = table;
    this.recent = Sql.name(recent);
    this.knownAtCut = knownAtCut;
    for (StoredFile file : stored.files()) {
      Reach reach = Reach.of(file);
      if (span.touches(reach, knownAtCut)) {
        parts.add(new Part(Optional.of(file), reach));
      }
    }
    if (stored.recent().size() > 0) {
      parts.add(new Part(Optional.empty(), Reach.of(stored.recent())));
    }
    // Times that need not be compared need not be read.
    this.isInSpan = parts.stream().allMatch(it -> span.contains(it.reach, knownAtCut))
        ? "true"
        : span.sql(knownAtCut);
  }

  /** The window that {@link #HOLDS} speaks of. */
  static String window(RowSchema schema) {
    return "WINDOW history AS (PARTITION BY " + Sql.names(schema.keys()) + " " + ORDER + ")";
  }

  /** Columns of all rows of the span, whether they hold or not. */
  String all(String columns) {
    return rows(columns, isInSpan, parts, false);
  }

  /** The keys, since when a row counts as {@code _from}, and its {@code _sequence}. */
  String holding() throws SQLException {
    if (!knownAtCut) {
      return "SELECT %1$s, _event AS _from, _sequence FROM (%2$s) QUALIFY lead(_event) OVER (PARTITION BY %1$s ORDER BY _event, _sequence) IS DISTINCT FROM _event"
          .formatted(keys, all(keys + ", _event, _sequence"));
    }
    String rows = rows(keys + ", _known AS _from, _sequence", isInSpan, parts, true);
    return findLost()
        ? "SELECT * FROM (%s) ANTI JOIN %s_lost USING (_sequence)".formatted(rows, table)
        : rows;
  }

  /** Makes the table of rows that hold in their own file only. Returns whether there are any. */
  private boolean findLost() throws SQLException {
    String suspects = parts.stream().flatMap(this::suspects).collect(joining(" UNION ALL "));
    if (suspects.isEmpty()) {
      return false;
    }
    queries.execute("""
        CREATE TEMP TABLE %1$s_suspects AS
        SELECT %2$s, min(_event) AS _first, max(_known) AS _last FROM (%3$s) GROUP BY %2$s
        """.formatted(table, keys, suspects));
    if (queries.count("SELECT count(*) FROM " + table + "_suspects") == 0) {
      return false;
    }
    long first = queries.count("SELECT min(_first) FROM " + table + "_suspects");
    long last = queries.count("SELECT max(_last) FROM " + table + "_suspects");
    List<Part> rivals = parts.stream()
        .filter(it -> it.reach.lastEvent() >= first && it.reach.firstKnown() <= last)
        .toList();
    String among = "%s AND _event >= %d AND _known <= %d".formatted(isInSpan, first, last);
    queries.execute("""
        CREATE TEMP TABLE %1$s_lost AS
        SELECT _sequence FROM (
          SELECT r.* FROM (%2$s) r JOIN %1$s_suspects s ON %3$s
          WHERE r._event >= s._first AND r._known <= s._last)
        %4$s
        QUALIFY NOT %5$s
        """.formatted(
            table,
            rows(keys + ", _event, _known, _sequence", among, rivals, true),
            Sql.equal("r", "s", schema.keys()),
            window(schema),
            HOLDS));
    return queries.count("SELECT count(*) FROM " + table + "_lost") > 0;
  }

  /** Rows of a part that may lose to those of another; none at all for most parts. */
  private Stream<String> suspects(Part part) {
    String columns = keys + ", _event, _known";
    if (!part.isMarked()) {
      return Stream.of(rows(columns, isInSpan, List.of(part), false));
    }
    List<Reach> rivals = parts.stream()
        .filter(it -> !it.equals(part))
        .map(Part::reach)
        .filter(part.reach::mayLoseTo)
        .toList();
    if (rivals.isEmpty()) {
      return Stream.of();
    }
    long known = rivals.stream().mapToLong(Reach::firstKnown).min().orElseThrow();
    long event = rivals.stream().mapToLong(Reach::lastEvent).max().orElseThrow();
    String where = "%s AND _known >= %d AND _event <= %d".formatted(isInSpan, known, event);
    return Stream.of(rows(columns, where, List.of(part), true));
  }

  /** Also where there are no parts it has the columns' types: those of the table of recent rows. */
  private String rows(String columns, String where, List<Part> from, boolean onlyMarked) {
    var selects = new ArrayList<String>();
    List<Path> marked = files(from, true);
    if (!marked.isEmpty()) {
      selects.add("SELECT %s FROM %s WHERE %s%s"
          .formatted(columns, Sql.parquet(marked), onlyMarked ? "_holds AND " : "", where));
    }
    List<Path> unmarked = files(from, false);
    if (!unmarked.isEmpty()) {
      selects.add("SELECT %s FROM %s WHERE %s".formatted(columns, Sql.parquet(unmarked), where));
    }
    if (selects.isEmpty() || from.stream().anyMatch(it -> it.file.isEmpty())) {
      selects.add("SELECT %s FROM %s WHERE %s".formatted(columns, recent, where));
    }
    return String.join(" UNION ALL ", selects);
  }

  private static List<Path> files(List<Part> parts, boolean marked) {
    return parts.stream()
        .filter(it -> it.isMarked() == marked)
        .flatMap(it -> it.file.stream())
        .map(StoredFile::path)
        .toList();
  }
}
