package io.signalbox.features.offline;

import static java.util.stream.Collectors.joining;

import io.signalbox.features.Column;
import io.signalbox.features.Field;
import io.signalbox.features.Lookup;
import io.signalbox.features.Micros;
import io.signalbox.features.OfflineStore.Built;
import io.signalbox.features.Progress;
import io.signalbox.features.QualityFound;
import io.signalbox.features.QualityQuery;
import io.signalbox.features.ReadPlan;
import io.signalbox.features.RowSchema;
import io.signalbox.features.StoredRows;
import io.signalbox.features.TrainingQuery;
import io.signalbox.features.View;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;

/**
 * Builds one training set.
 *
 * <p>A plain ASOF join knows one time and takes any row of a tie. So a row counts from the moment it became known (never before its
 * event), and of each key, by (known, event, sequence), a row is dropped if an earlier one has a later event, or the next one counts from
 * the same moment. What is dropped could never win at any moment, and in what is left both times rise together; {@link HoldingRows}
 * gives it. The ttl is checked after the join: a winner beyond it has no fresher rival.
 *
 * <p>The join sorts all that it is given, so it is given keys and times only, and finds which row holds; the values are
 * fetched afterwards, for the rows that were found.
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
    Optional<QualityFound> quality = Optional.empty();
    if (query.quality().isPresent()) {
      quality = Optional.of(new QualityColumns(queries, query, query.quality().get()).add());
      names.add(Sql.name(QualityQuery.SCORE));
      names.add(Sql.name(QualityQuery.TIER));
    }
    next("write");
    ParquetFile.write(
        queries::execute,
        "SELECT %s FROM joined ORDER BY _row".formatted(String.join(", ", names)),
        target,
        ParquetFile.COMMON);
    return count(names, lookups.read(queries, older()), quality);
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

  /** The part of a view's history that is beyond the ttl of every question: it is only counted. */
  private Lookups.Older older() {
    return view -> {
      long oldest = from - view.ttlMicros().orElseThrow();
      return "(SELECT * FROM %s WHERE _event < %d AND greatest(_event, _known) < %d)"
          .formatted(histories.seen(view.rows(), RowSchema.ALWAYS_MICROS, oldest), oldest, until);
    };
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

  /** Makes TABLE (_row, _event, one _f for each pick) of the questions that something holds for. */
  private String joinRows(
      String table, View.Batch view, List<ReadPlan.Pick> picks, Map<Integer, String> features)
      throws SQLException {
    // The upper end is exclusive because the last question is before until.
    long oldest = view.ttlMicros().isPresent()
        ? from - view.ttlMicros().getAsLong()
        : RowSchema.ALWAYS_MICROS;
    HoldingRows rows = histories.holding(view.rows(), new HoldingRows.Span(oldest, until), table);
    boolean always = view.rows().eventTime().isEmpty();
    String sought = SoughtKeys.join(queries, view.keys(), table);
    queries.execute("""
        CREATE TEMP TABLE %1$s_found AS
        SELECT s._row, h._sequence FROM spine s %2$s (SELECT * FROM (%3$s)%4$s) h ON %5$s%6$s
        """.formatted(
            table,
            always ? "JOIN" : "ASOF JOIN",
            rows.holding(),
            sought,
            Sql.equal("s", "h", view.keys()),
            always ? "" : " AND s._t >= h._from"));
    List<String> columns = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (ReadPlan.Pick pick : picks) {
      columns.add(Sql.name(name(view, pick)));
      values.add("h." + Sql.name(name(view, pick)) + " AS _f" + pick.to());
    }
    String wanted = Stream.concat(
            view.keys().stream().map(key -> Sql.name(key.name())), columns.stream())
        .distinct()
        .collect(joining(", "));
    queries.execute("""
        CREATE TEMP TABLE %1$s AS
        SELECT f._row, h._event, %2$s FROM (SELECT * FROM (%3$s)%4$s) h JOIN %1$s_found f USING (_sequence)
        """.formatted(
            table, String.join(", ", values), rows.all(wanted + ", _event, _sequence"), sought));
    queries.execute("DROP TABLE " + table + "_found");
    String fresh = "true";
    if (view.ttlMicros().isPresent()) {
      long ttl = view.ttlMicros().getAsLong();
      fresh = "%s._event >= s._t - %d".formatted(table, ttl);
      lookups.add(
          view,
          found(fresh, table),
          "coalesce(%s._event < s._t - %d, false)".formatted(table, ttl));
    } else {
      lookups.add(view, found(fresh, table), "false");
    }
    for (ReadPlan.Pick pick : picks) {
      features.put(pick.to(), "CASE WHEN %s THEN %s._f%d END".formatted(fresh, table, pick.to()));
    }
    return " LEFT JOIN %1$s ON %1$s._row = s._row".formatted(table);
  }

  private static String found(String fresh, String table) {
    return "CASE WHEN %s THEN %s._event END".formatted(fresh, table);
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

  private Built count(List<String> names, List<Lookup> lookups, Optional<QualityFound> quality)
      throws SQLException {
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
      return new Built(rows, nulls, lookups, quality);
    }
  }
}
