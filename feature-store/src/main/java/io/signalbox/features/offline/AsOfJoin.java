package io.signalbox.features.offline;

import static java.util.stream.Collectors.joining;

import io.signalbox.features.Column;
import io.signalbox.features.Field;
import io.signalbox.features.Lookup;
import io.signalbox.features.Micros;
import io.signalbox.features.OfflineStore.Built;
import io.signalbox.features.Progress;
import io.signalbox.features.ReadPlan;
import io.signalbox.features.StoredRows;
import io.signalbox.features.TrainingQuery;
import io.signalbox.features.View;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.duckdb.DuckDBConnection;

/**
 * Builds one training set.
 *
 * <p>A plain ASOF join knows one time and takes any row of a tie. So a row counts from {@code _from}, the
 * later of its event and its known-at; of each key, by (_from, event, known, sequence), a row is dropped
 * if an earlier one has a later event, or the next one counts from the same moment. What is dropped could never
 * win at any moment, and in what is left both times rise together. The ttl is checked after the join: a
 * winner beyond it has no fresher rival.
 */
final class AsOfJoin {

  private final Queries queries;
  private final TrainingQuery query;
  private final Histories histories;
  private final Progress progress;
  private final int steps;
  private int step;
  private final Lookups lookups = new Lookups();
  private final long from;
  private final long until;

  AsOfJoin(
      DuckDBConnection connection,
      TrainingQuery query,
      UnaryOperator<StoredRows> located,
      Progress progress) {
    this.progress = progress;
    this.steps = query.plan().selections().size() + 3;
    this.queries = new Queries(connection, progress);
    this.query = query;
    this.histories = new Histories(queries, query, located);
    this.from = Micros.of(query.spine().from());
    this.until = Micros.of(query.spine().until());
  }

  Built write(Path target) throws SQLException {
    List<String> names = join();
    next("write");
    ParquetFile.write(
        queries::execute,
        "SELECT %s FROM joined ORDER BY _row".formatted(String.join(", ", names)),
        target);
    return count(names, lookups.read(queries.connection()));
  }

  /** The features, in the order of the spine. */
  List<Column> read() throws SQLException {
    join();
    next("read");
    List<Field> features = query.plan().features();
    return queries.read(
        "SELECT %s FROM joined ORDER BY _row".formatted(Sql.readable(features)), features);
  }

  /** Makes the table {@code joined}, and returns its columns as a training set has them. */
  private List<String> join() throws SQLException {
    next("spine");
    SpineTable.make(queries, query, histories.source(query.spineRows()));
    var joins = new StringBuilder();
    var features = new TreeMap<Integer, String>();
    for (int i = 0; i < query.plan().selections().size(); i++) {
      ReadPlan.Selection selection = query.plan().selections().get(i);
      next(selection.view().name());
      joins.append(
          switch (selection.view()) {
            case View.Batch batch -> joinRows("v" + i, batch, selection.picks(), features);
            case View.Window window -> joinWindow("v" + i, window, selection.picks(), features);
          });
    }
    next("join");
    if (!query.plan().computations().isEmpty()) {
      joins.append(new ComputedColumns(queries, query).fill(features, joins.toString()));
    }
    var names = new ArrayList<String>();
    var columns = new ArrayList<String>(List.of("s._row", "s._t"));
    for (Field field : query.columns()) {
      names.add(Sql.name(field.name()));
      columns.add("s." + Sql.name(field.name()));
    }
    for (int i = 0; i < query.plan().features().size(); i++) {
      String name = Sql.name(query.plan().features().get(i).name());
      names.add(name);
      columns.add(value(features, query.plan().places().get(i)) + " AS " + name);
    }
    names.add(Sql.name(query.spine().label()));
    columns.add("s." + Sql.name(query.spine().label()));
    columns.addAll(lookups.columns());
    queries.execute("CREATE TEMP TABLE joined AS SELECT %s FROM spine s%s"
        .formatted(String.join(", ", columns), joins));
    return names;
  }

  private void next(String phase) {
    step++;
    progress.at(phase, step, steps);
  }

  private static String value(Map<Integer, String> features, int place) {
    String value = features.get(place);
    if (value == null) {
      throw new IllegalStateException("nothing was looked up for place " + place);
    }
    return value;
  }

  private String joinRows(
      String table, View.Batch view, List<ReadPlan.Pick> picks, Map<Integer, String> features)
      throws SQLException {
    String keys = Sql.names(view.keys());
    boolean always = view.rows().eventTime().isEmpty();
    String values = picks.stream()
        .map(pick -> Sql.name(name(view, pick)) + " AS _f" + pick.to())
        .collect(joining(", "));
    // The upper end is exclusive because the last question is before until.
    String oldest = view.ttlMicros().isPresent()
        ? " AND _event >= " + (from - view.ttlMicros().getAsLong())
        : "";
    queries.execute("""
        CREATE TEMP TABLE %1$s AS
        SELECT * EXCLUDE (_latest, _next) FROM (
          SELECT %2$s, %3$s, _event, greatest(_event, _known) AS _from,
            max(_event) OVER history AS _latest,
            lead(greatest(_event, _known)) OVER history AS _next
          FROM %4$s
          WHERE greatest(_event, _known) < %5$d%6$s
          WINDOW history AS (
            PARTITION BY %2$s ORDER BY greatest(_event, _known), _event, _known, _sequence
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW))
        WHERE _event = _latest AND _next IS DISTINCT FROM _from
        """.formatted(table, keys, values, histories.seen(view.rows()), until, oldest));
    String fresh = view.ttlMicros().isPresent()
        ? "%s._event >= s._t - %d".formatted(table, view.ttlMicros().getAsLong())
        : "true";
    String event = "CASE WHEN %s THEN %s._event END".formatted(fresh, table);
    String equal = Sql.equal("s", table, view.keys());
    String join = always
        ? " LEFT JOIN %s ON %s".formatted(table, equal)
        : " ASOF LEFT JOIN %1$s ON %2$s AND s._t >= %1$s._from".formatted(table, equal);
    if (view.ttlMicros().isPresent()) {
      join += older(table, view);
      lookups.add(
          view,
          event,
          "(%1$s._event < s._t - %2$d OR (%1$s._event IS NULL AND %1$s_old._from <= s._t))"
              .formatted(table, view.ttlMicros().getAsLong()));
    } else {
      lookups.add(view, event, "false");
    }
    for (ReadPlan.Pick pick : picks) {
      features.put(pick.to(), "CASE WHEN %s THEN %s._f%d END".formatted(fresh, table, pick.to()));
    }
    return join;
  }

  /** Since when each key had something that is beyond the ttl of every question: it is only counted. */
  private String older(String table, View.Batch view) throws SQLException {
    queries.execute("""
        CREATE TEMP TABLE %1$s_old AS
        SELECT %2$s, min(greatest(_event, _known)) AS _from FROM %3$s
        WHERE _event < %4$d AND greatest(_event, _known) < %5$d
        GROUP BY %2$s
        """.formatted(
            table,
            Sql.names(view.keys()),
            histories.seen(view.rows()),
            from - view.ttlMicros().getAsLong(),
            until));
    return " LEFT JOIN %1$s_old ON %2$s"
        .formatted(table, Sql.equal("s", table + "_old", view.keys()));
  }

  private String joinWindow(
      String table, View.Window view, List<ReadPlan.Pick> picks, Map<Integer, String> features)
      throws SQLException {
    lookups.add(view, table + "._event", "false");
    new WindowJoin(queries, view, picks, table)
        .fill(histories.events(view, from, until), from, until);
    for (ReadPlan.Pick pick : picks) {
      features.put(
          pick.to(),
          Sql.fromCarrier(
              view.features().get(pick.from()).type(), "%s._f%d".formatted(table, pick.to())));
    }
    return " LEFT JOIN %1$s_keys ON %2$s LEFT JOIN %1$s ON %1$s._key = %1$s_keys._key AND %1$s._t = s._t"
        .formatted(table, Sql.equal("s", table + "_keys", view.keys()));
  }

  private static String name(View view, ReadPlan.Pick pick) {
    return view.features().get(pick.from()).name();
  }

  private Built count(List<String> names, List<Lookup> lookups) throws SQLException {
    String counts = names.stream().map(name -> "count(" + name + ")").collect(joining(", "));
    try (var statement = queries.connection().createStatement();
        var result = statement.executeQuery("SELECT count(*), " + counts + " FROM joined")) {
      result.next();
      long rows = result.getLong(1);
      Map<String, Long> nulls = new LinkedHashMap<>();
      for (int i = 0; i < names.size(); i++) {
        String name = names.get(i).substring(1, names.get(i).length() - 1);
        nulls.put(name, rows - result.getLong(i + 2));
      }
      return new Built(rows, nulls, lookups);
    }
  }
}
