package io.signalbox.features.offline;

import io.signalbox.features.OfflineStore.StoredFile;
import io.signalbox.features.ReadPlan;
import io.signalbox.features.RowSchema;
import io.signalbox.features.StoredRows;
import io.signalbox.features.TrainingQuery;
import io.signalbox.features.View;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The histories that a training set reads, each as a FROM clause says it. Files that cannot have an answer are left out. */
final class Histories {

  private final Queries queries;
  private final TrainingQuery query;
  private final UnaryOperator<StoredRows> located;
  private final Map<RowSchema, Found> found = new HashMap<>();
  private final Map<RowSchema, Repeats> repeats = new HashMap<>();

  /** Files where they are, and the table of rows that none of them has. */
  private record Found(StoredRows stored, String recent) {
    String source(Predicate<StoredFile> which) {
      List<Path> files =
          stored.files().stream().filter(which).map(StoredFile::path).toList();
      return RowTables.source(stored.schema(), files, recent);
    }
  }

  Histories(Queries queries, TrainingQuery query, UnaryOperator<StoredRows> located) {
    this.queries = queries;
    this.query = query;
    this.located = located;
  }

  /** As it is stored. */
  String source(StoredRows stored) throws SQLException {
    return found(stored).source(file -> true);
  }

  private Found found(StoredRows stored) throws SQLException {
    Found known = found.get(stored.schema());
    if (known == null) {
      known = new Found(located.apply(stored), "recent" + found.size());
      RowTables.create(queries.connection(), known.recent, known.stored.recent());
      found.put(stored.schema(), known);
    }
    return known;
  }

  private Found found(RowSchema schema) throws SQLException {
    StoredRows stored = query.sources().get(schema);
    if (stored == null) {
      throw new IllegalStateException("rows of " + schema.view() + " were not handed in");
    }
    return found(stored);
  }

  /** Those that hold at some moment of a span; tables that this needs have names that begin with one. */
  HoldingRows holding(RowSchema schema, HoldingRows.Span span, String table) throws SQLException {
    Found rows = found(schema);
    return new HoldingRows(queries, rows.stored, rows.recent, span, query.knownAtCut(), table);
  }

  /** As the questions see it, without files whose events all lie outside: without the cut each row was known at its event. */
  String seen(RowSchema schema, long fromEvent, long untilEvent) throws SQLException {
    String source = found(schema)
        .source(it -> it.lastEventMicros() >= fromEvent && it.firstEventMicros() < untilEvent);
    return query.knownAtCut()
        ? source
        : "(SELECT * REPLACE (_event AS _known) FROM %s)".formatted(source);
  }

  /** The events of a view's window that questions of these moments can reach, from inclusive, until exclusive. */
  WindowJoin.Events events(View.Window view, long from, long until) throws SQLException {
    RowSchema schema = view.rows();
    Repeats replaced = repeats.get(schema);
    if (replaced == null) {
      long reach = query.plan().selections().stream()
          .map(ReadPlan.Selection::view)
          .filter(it -> it.rows().equals(schema) && it instanceof View.Window)
          .mapToLong(it -> ((View.Window) it).reachMicros())
          .max()
          .orElseThrow();
      replaced = Repeats.find(
          queries,
          schema,
          seen(schema, from - reach, until),
          "_event > %d AND _event < %d AND _known < %d".formatted(from - reach, until, until),
          "replaced" + repeats.size());
      repeats.put(schema, replaced);
    }
    return new WindowJoin.Events(seen(schema, from - view.reachMicros(), until), replaced);
  }
}
