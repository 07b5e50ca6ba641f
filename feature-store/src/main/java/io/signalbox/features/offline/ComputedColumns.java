package io.signalbox.features.offline;

import com.google.common.collect.ImmutableList;
import io.signalbox.features.Column;
import io.signalbox.features.Computation;
import io.signalbox.features.Field;
import io.signalbox.features.TrainingQuery;
import io.signalbox.features.ValueType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.duckdb.DuckDBAppender;

/** Features that expressions compute of a row's inputs and of what was looked up for it, by the same program as online. */
final class ComputedColumns {

  private static final Field ROW = new Field("_row", ValueType.INT64, false);

  private final Queries queries;
  private final TrainingQuery query;

  ComputedColumns(Queries queries, TrainingQuery query) {
    this.queries = queries;
    this.query = query;
  }

  /**
   * Makes a table of them, and returns its join.
   *
   * @param features what each slot is in SQL; the computed ones are added
   * @param joins that the slots need
   */
  String fill(Map<Integer, String> features, String joins) throws SQLException {
    List<Field> computed =
        query.plan().computations().stream().map(Computation::field).toList();
    int slots = query.plan().slots().size();
    List<Column> read = read(features, joins);
    Column.Longs rows = (Column.Longs) read.getFirst();
    List<Column> inputs = read.subList(1 + slots, read.size());
    List<Column> columns =
        query.plan().compute(rows.size(), name -> named(inputs, name), read.subList(1, 1 + slots));
    List<String> declared = new ArrayList<>();
    for (int i = 0; i < computed.size(); i++) {
      declared.add("_c" + i + " " + Sql.carrier(computed.get(i).type()));
      features.put(slots + i, Sql.fromCarrier(computed.get(i).type(), "computed._c" + i));
    }
    queries.execute(
        "CREATE TEMP TABLE computed (_row BIGINT, %s)".formatted(String.join(", ", declared)));
    try (DuckDBAppender appender = queries.appender("computed")) {
      for (int row = 0; row < rows.size(); row++) {
        queries.check();
        appender.beginRow().append(rows.at(row));
        for (Column column : columns) {
          Columns.append(appender, column, row);
        }
        appender.endRow();
      }
    }
    return " JOIN computed ON computed._row = s._row";
  }

  /** The row's number, every slot, then what the spine gives of the request inputs. */
  private List<Column> read(Map<Integer, String> features, String joins) throws SQLException {
    var fields = ImmutableList.<Field>builder().add(ROW);
    List<String> selected = new ArrayList<>(List.of("s._row"));
    features.forEach((slot, value) -> {
      ValueType type = query.plan().slots().get(slot).type();
      fields.add(new Field("_l" + slot, type, true));
      selected.add(value + " AS _l" + slot);
    });
    for (Field input : used()) {
      fields.add(input);
      selected.add("s." + Sql.name(input.name()) + " AS " + Sql.name(input.name()));
    }
    List<Field> all = fields.build();
    return queries.read(
        "SELECT %s FROM (SELECT %s FROM spine s%s)"
            .formatted(Sql.readable(all), String.join(", ", selected), joins),
        all);
  }

  private List<Field> used() {
    var names = new TreeSet<String>();
    query
        .plan()
        .computations()
        .forEach(it -> it.variables().values().forEach(source -> {
          if (source instanceof Computation.Source.Input input) {
            names.add(input.name());
          }
        }));
    return query.columns().stream().filter(it -> names.contains(it.name())).toList();
  }

  private static Column named(List<Column> columns, String name) {
    return columns.stream()
        .filter(it -> it.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the spine does not give " + name));
  }
}
