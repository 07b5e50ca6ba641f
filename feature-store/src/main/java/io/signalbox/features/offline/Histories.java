package io.signalbox.features.offline;

import io.signalbox.features.ReadPlan;
import io.signalbox.features.RowSchema;
import io.signalbox.features.StoredRows;
import io.signalbox.features.TrainingQuery;
import io.signalbox.features.View;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The histories that a training set reads, each as a FROM clause says it. */
final class Histories {

  private final Queries queries;
  private final TrainingQuery query;
  private final UnaryOperator<StoredRows> located;
  private final Map<RowSchema, String> sources = new HashMap<>();
  private final Map<RowSchema, Repeats> repeats = new HashMap<>();

  Histories(Queries queries, TrainingQuery query, UnaryOperator<StoredRows> located) {
    this.queries = queries;
    this.query = query;
    this.located = located;
  }

  /** As it is stored. */
  String source(StoredRows stored) throws SQLException {
    String known = sources.get(stored.schema());
    if (known == null) {
      known =
          RowTables.source(queries.connection(), located.apply(stored), "recent" + sources.size());
      sources.put(stored.schema(), known);
    }
    return known;
  }

  /** As the questions see it: without the cut each row was known at its event. */
  String seen(RowSchema schema) throws SQLException {
    StoredRows stored = query.sources().get(schema);
    if (stored == null) {
      throw new IllegalStateException("rows of " + schema.view() + " were not handed in");
    }
    return query.knownAtCut()
        ? source(stored)
        : "(SELECT * REPLACE (_event AS _known) FROM %s)".formatted(source(stored));
  }

  /** The events of a view's window that questions of these moments can reach, from inclusive, until exclusive. */
  WindowJoin.Events events(View.Window view, long from, long until) throws SQLException {
    RowSchema schema = view.rows();
    Repeats found = repeats.get(schema);
    if (found == null) {
      long reach = query.plan().selections().stream()
          .map(ReadPlan.Selection::view)
          .filter(it -> it.rows().equals(schema) && it instanceof View.Window)
          .mapToLong(it -> ((View.Window) it).reachMicros())
          .max()
          .orElseThrow();
      found = Repeats.find(
          queries,
          schema,
          seen(schema),
          "_event > %d AND _event < %d AND _known < %d".formatted(from - reach, until, until),
          "replaced" + repeats.size());
      repeats.put(schema, found);
    }
    return new WindowJoin.Events(seen(schema), found);
  }
}
