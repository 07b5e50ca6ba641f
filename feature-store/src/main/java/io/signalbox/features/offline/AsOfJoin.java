package io.signalbox.features.offline;

import static java.util.stream.Collectors.joining;

import io.signalbox.features.FeaturesException;
import io.signalbox.features.Field;
import io.signalbox.features.Lookup;
import io.signalbox.features.Micros;
import io.signalbox.features.OfflineStore.Built;
import io.signalbox.features.Progress;
import io.signalbox.features.ReadPlan;
import io.signalbox.features.RowSchema;
import io.signalbox.features.Spine;
import io.signalbox.features.StoredRows;
import io.signalbox.features.TrainingQuery;
import io.signalbox.features.View;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
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

  private final DuckDBConnection connection;
  private final TrainingQuery query;
  private final UnaryOperator<StoredRows> located;
  private final Progress progress;
  private final int steps;
  private int step;
  private final Lookups lookups = new Lookups();
  private final Map<RowSchema, String> sources = new HashMap<>();
  private final long from;
  private final long until;

  AsOfJoin(
      DuckDBConnection connection,
      TrainingQuery query,
      UnaryOperator<StoredRows> located,
      Progress progress) {
    this.progress = progress;
    this.steps = query.plan().selections().size() + 3;
    this.connection = connection;
    this.query = query;
    this.located = located;
    this.from = Micros.of(query.spine().from());
    this.until = Micros.of(query.spine().until());
  }

  Built write(Path target) throws SQLException {
    next("spine");
    spine();
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
      joins.append(new ComputedColumns(connection, query).fill(features, joins.toString()));
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
    execute("CREATE TEMP TABLE joined AS SELECT %s FROM spine s%s"
        .formatted(String.join(", ", columns), joins));
    next("write");
    ParquetFile.write(
        this::execute,
        "SELECT %s FROM joined ORDER BY _row".formatted(String.join(", ", names)),
        target);
    return count(names, lookups.read(connection));
  }

  /** Runs a statement that can be broken off. */
  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      progress.stoppable(() -> cancel(statement));
      statement.execute(sql);
    } finally {
      progress.stoppable(() -> {});
    }
  }

  private static void cancel(Statement statement) {
    try {
      statement.cancel();
    } catch (SQLException e) {
      throw new IllegalStateException("a query cannot be broken off", e);
    }
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

  /** The questions, numbered by time and then by order of ingestion. */
  private void spine() throws SQLException {
    Spine spine = query.spine();
    String columns = Sql.names(query.columns()) + ", " + Sql.name(spine.label());
    String time = Sql.name(spine.time());
    String order = query.asTheyCame() ? "_sequence" : time + ", _sequence";
    // From inclusive, until exclusive, known-by inclusive.
    execute("""
        CREATE TEMP TABLE spine AS
        SELECT row_number() OVER (ORDER BY %7$s) AS _row, epoch_us(%2$s) AS _t, %1$s
        FROM %3$s
        WHERE %2$s >= %4$s AND %2$s < %5$s AND _known <= %6$d
        """.formatted(
            columns,
            time,
            source(query.spineRows()),
            Sql.moment(from),
            Sql.moment(until),
            Micros.of(spine.knownBy()),
            order));
    try (var statement = connection.createStatement();
        var result = statement.executeQuery("SELECT count(*) FROM spine")) {
      result.next();
      if (result.getLong(1) == 0) {
        throw new FeaturesException.Invalid(
            "spine: no rows of %s with %s from %s until %s known by %s (expected: at least 1)"
                .formatted(
                    spine.view(), spine.time(), spine.from(), spine.until(), spine.knownBy()));
      }
    }
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
    execute("""
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
        """.formatted(table, keys, values, seen(view.rows()), until, oldest));
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
    execute("""
        CREATE TEMP TABLE %1$s_old AS
        SELECT %2$s, min(greatest(_event, _known)) AS _from FROM %3$s
        WHERE _event < %4$d AND greatest(_event, _known) < %5$d
        GROUP BY %2$s
        """.formatted(
            table,
            Sql.names(view.keys()),
            seen(view.rows()),
            from - view.ttlMicros().getAsLong(),
            until));
    return " LEFT JOIN %1$s_old ON %2$s"
        .formatted(table, Sql.equal("s", table + "_old", view.keys()));
  }

  private String joinWindow(
      String table, View.Window view, List<ReadPlan.Pick> picks, Map<Integer, String> features)
      throws SQLException {
    lookups.add(view, table + "._key", "false");
    new WindowJoin(connection, view, picks, table).fill(seen(view.rows()), from, until);
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

  /** The rows as the questions see them: without the cut each was known at its event. */
  private String seen(RowSchema schema) throws SQLException {
    return query.knownAtCut()
        ? source(schema)
        : "(SELECT * REPLACE (_event AS _known) FROM %s)".formatted(source(schema));
  }

  private String source(RowSchema schema) throws SQLException {
    StoredRows stored = query.sources().get(schema);
    if (stored == null) {
      throw new IllegalStateException("rows of " + schema.view() + " were not handed in");
    }
    return source(stored);
  }

  private String source(StoredRows stored) throws SQLException {
    String known = sources.get(stored.schema());
    if (known == null) {
      known = RowTables.source(connection, located.apply(stored), "recent" + sources.size());
      sources.put(stored.schema(), known);
    }
    return known;
  }

  private Built count(List<String> names, List<Lookup> lookups) throws SQLException {
    String counts = names.stream().map(name -> "count(" + name + ")").collect(joining(", "));
    try (var statement = connection.createStatement();
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
