package io.signalbox.features.offline;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import io.signalbox.features.Column;
import io.signalbox.features.Field;
import io.signalbox.features.ReadPlan;
import io.signalbox.features.ValueType;
import io.signalbox.features.View;
import io.signalbox.features.window.Collector;
import io.signalbox.features.window.KeyEvents;
import io.signalbox.features.window.WindowPlan;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBAppender;

/**
 * The aggregates of one view for every (key, moment) that the spine asks about, each once.
 *
 * <p>DuckDB numbers the keys and sorts; the arithmetic is {@link WindowPlan}'s, the same that answers
 * online. A range join in SQL would add floating-point numbers in an order of its own.
 */
final class WindowJoin {

  private final Queries queries;
  private final View.Window view;
  private final List<ReadPlan.Pick> picks;
  private final String table;
  private final WindowPlan plan;

  WindowJoin(Queries queries, View.Window view, List<ReadPlan.Pick> picks, String table) {
    this.queries = queries;
    this.view = view;
    this.picks = picks;
    this.table = table;
    this.plan = new WindowPlan(view);
  }

  /** The events that it takes, and which of them were replaced. */
  record Events(String source, Repeats repeats) {}

  /** Makes TABLE_keys (_key, keys) and TABLE (_key, _t, _event of the latest in the window, one _f for each pick). */
  void fill(Events from, long fromMicros, long untilMicros) throws SQLException {
    String keys = Sql.names(view.keys());
    queries.execute("""
        CREATE TEMP TABLE %1$s_keys AS
        SELECT row_number() OVER () AS _key, %2$s FROM (SELECT DISTINCT %2$s FROM spine WHERE %3$s)
        """.formatted(table, keys, Sql.present(view.keys())));
    List<Column> moments = moments();
    List<Column> events = events(from, fromMicros, untilMicros);
    String features = picks.stream()
        .map(pick -> "_f" + pick.to() + " " + Sql.carrier(type(pick)))
        .collect(joining(", "));
    queries.execute("CREATE TEMP TABLE %s (_key BIGINT, _t BIGINT, _event BIGINT, %s)"
        .formatted(table, features));
    try (DuckDBAppender appender = queries.appender(table)) {
      merge(moments, events, appender);
    }
  }

  private List<Column> moments() throws SQLException {
    String sql = """
        SELECT k._key, s._t FROM (SELECT DISTINCT %2$s, _t FROM spine) s
        JOIN %1$s_keys k ON %3$s
        ORDER BY k._key, s._t
        """.formatted(table, Sql.names(view.keys()), Sql.equal("s", "k", view.keys()));
    return queries.read(sql, ImmutableList.of(count("_key"), count("_t")));
  }

  /** Lower end exclusive, upper end exclusive too: the last question is before until. */
  private List<Column> events(Events events, long from, long until) throws SQLException {
    List<Field> fields = ImmutableList.<Field>builder()
        .add(count("_key"), count("_event"), count("_known"), count("_sequence"))
        .add(count("_replaced"))
        .addAll(plan.columns())
        .build();
    Repeats repeats = events.repeats();
    String sql = """
        SELECT %s FROM (
          SELECT k._key, %s AS _replaced, e.* FROM %s e JOIN %s_keys k ON %s%s
          WHERE e._event > %d AND e._event < %d AND e._known < %d)
        WHERE _replaced > _known
        ORDER BY _key, _event, _known, _sequence
        """.formatted(
            Sql.readable(fields),
            repeats.replaced("r"),
            events.source(),
            table,
            Sql.equal("e", "k", view.keys()),
            repeats.join("e", "r"),
            from - plan.reachMicros(),
            until,
            until);
    return queries.read(sql, fields);
  }

  /** Both sides are sorted by key: the events of one key are gathered, then all its moments asked. */
  private void merge(List<Column> moments, List<Column> events, DuckDBAppender appender)
      throws SQLException {
    var momentKeys = (Column.Longs) moments.get(0);
    var times = (Column.Longs) moments.get(1);
    var eventKeys = (Column.Longs) events.getFirst();
    WindowPlan.Answer answer = plan.newAnswer();
    int event = 0;
    int moment = 0;
    while (moment < momentKeys.size()) {
      long key = momentKeys.at(moment);
      while (event < eventKeys.size() && eventKeys.at(event) < key) {
        event++;
      }
      int end = event;
      while (end < eventKeys.size() && eventKeys.at(end) == key) {
        end++;
      }
      KeyEvents held = gather(events, event, end);
      event = end;
      for (; moment < momentKeys.size() && momentKeys.at(moment) == key; moment++) {
        queries.check();
        plan.evaluate(held, times.at(moment), answer);
        append(appender, key, times.at(moment), answer);
      }
    }
  }

  private KeyEvents gather(List<Column> events, int first, int end) {
    Collector collector = new Collector(plan.columns());
    for (int row = first; row < end; row++) {
      collector.add(at(events.get(1), row), at(events.get(2), row), at(events.get(3), row));
      collector.replaced(at(events.get(4), row));
      for (int i = 0; i < plan.columns().size(); i++) {
        Column column = events.get(i + 5);
        if (!column.isMissing(row)) {
          switch (column) {
            case Column.Longs longs -> collector.set(i, longs.at(row));
            case Column.Doubles doubles ->
              collector.set(i, Double.doubleToRawLongBits(doubles.at(row)));
            case Column.Texts texts -> collector.set(i, String.valueOf(texts.at(row)));
          }
        }
      }
    }
    return collector.inOrder();
  }

  private void append(DuckDBAppender appender, long key, long time, WindowPlan.Answer answer)
      throws SQLException {
    appender.beginRow().append(key).append(time);
    if (answer.latestEventMicros() == 0) {
      appender.appendNull();
    } else {
      appender.append(answer.latestEventMicros());
    }
    for (ReadPlan.Pick pick : picks) {
      if (answer.isMissing(pick.from())) {
        appender.appendNull();
        continue;
      }
      switch (type(pick).holding()) {
        case LONG -> appender.append(answer.bits(pick.from()));
        case DOUBLE -> appender.append(Double.longBitsToDouble(answer.bits(pick.from())));
        case TEXT -> appender.append(answer.text(pick.from()));
      }
    }
    appender.endRow();
  }

  private ValueType type(ReadPlan.Pick pick) {
    return view.features().get(pick.from()).type();
  }

  private static long at(Column column, int row) {
    return ((Column.Longs) column).at(row);
  }

  private static Field count(String name) {
    return new Field(name, ValueType.INT64, false);
  }
}
