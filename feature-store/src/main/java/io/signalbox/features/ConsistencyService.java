package io.signalbox.features;

import static io.signalbox.features.Refusals.check;

import com.google.common.collect.ImmutableList;
import io.signalbox.features.ConsistencyAudit.Example;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Service;

/** Takes what was logged for a spine, and compares its own values with those that the engine of training sets joins to it. */
@Service
class ConsistencyService implements Consistency {

  /** No column of anybody's has such names. */
  private static final String ROWS = "@logged";

  private static final String NUMBER = "@row";

  private final Definitions definitions;
  private final RowHistory history;
  private final OfflineStore offline;

  ConsistencyService(Definitions definitions, RowHistory history, OfflineStore offline) {
    this.definitions = definitions;
    this.history = history;
    this.offline = offline;
  }

  @Override
  public ConsistencyAudit audit(String service, Table logged, String moment) {
    Catalog.Service found = definitions
        .catalog()
        .serviceOf(service)
        .orElseThrow(() -> new FeaturesException.NotFound("feature service", service));
    List<Field> features = found.face().features();
    List<Column> answered =
        features.stream().map(it -> column(logged, it.name(), it.type())).toList();
    List<Field> given = given(found);
    List<Column> asked =
        given.stream().map(it -> column(logged, it.name(), it.type())).toList();
    long[] moments = moments(column(logged, moment, ValueType.TIMESTAMP));
    if (features.isEmpty() || logged.rows() == 0) {
      return compared(logged.rows(), answered, answered);
    }
    StoredRows spine = spine(given, asked, moment, moments);
    return compared(logged.rows(), answered, join(found.plan(), spine, moment, given));
  }

  private static Column column(Table logged, String name, ValueType type) {
    Column column = logged
        .find(name)
        .orElseThrow(() -> new FeaturesException.Invalid(
            "column %s: missing (expected: %s, as it was logged)".formatted(name, type.word())));
    check(
        column.type() == type,
        "column %s: %s (expected: %s)",
        name,
        column.type().word(),
        type.word());
    return column;
  }

  private static long[] moments(Column column) {
    long[] moments = new long[column.size()];
    for (int row = 0; row < moments.length; row++) {
      check(
          !column.isMissing(row),
          "row %s: no %s (expected: when it was asked)",
          row + 1,
          column.name());
      moments[row] = ((Column.Longs) column).at(row);
    }
    return moments;
  }

  /** Keys, and those request inputs that something is computed of, each once. */
  private static List<Field> given(Catalog.Service service) {
    Map<String, Field> given = new LinkedHashMap<>();
    service
        .face()
        .keys()
        .forEach(it -> given.put(it.name(), new Field(it.name(), it.type(), true)));
    service.face().requestInputs().stream()
        .filter(it -> service.plan().computations().stream()
            .anyMatch(
                one -> one.variables().containsValue(new Computation.Source.Input(it.name()))))
        .forEach(it -> given.putIfAbsent(it.name(), it));
    return ImmutableList.copyOf(given.values());
  }

  private static StoredRows spine(
      List<Field> given, List<Column> asked, String moment, long[] moments) {
    long[] numbers = new long[moments.length];
    for (int row = 0; row < numbers.length; row++) {
      numbers[row] = row + 1L;
    }
    var schema = new RowSchema(
        ROWS,
        0,
        List.of(),
        Optional.of(moment),
        Optional.empty(),
        false,
        ImmutableList.<Field>builder()
            .addAll(given)
            .add(new Field(NUMBER, ValueType.INT64, false))
            .build(),
        FeatureViewDefinition.Partition.MONTH);
    List<Column> cells = ImmutableList.<Column>builder()
        .addAll(asked)
        .add(new Column.Longs(NUMBER, ValueType.INT64, numbers, new BitSet()))
        .build();
    return new StoredRows(schema, List.of(), new Rows(schema, cells, moments, moments, numbers));
  }

  private List<Column> join(ReadPlan plan, StoredRows spine, String moment, List<Field> given) {
    Rows rows = spine.recent();
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (int row = 0; row < rows.size(); row++) {
      first = Math.min(first, rows.event(row));
      last = Math.max(last, rows.event(row));
    }
    var until = Micros.instant(last + 1);
    var span = new Spine(ROWS, moment, NUMBER, Micros.instant(first), until, until);
    List<Field> columns = ImmutableList.<Field>builder()
        .addAll(given)
        .add(new Field(moment, ValueType.TIMESTAMP, false))
        .build();
    List<RowSchema> histories =
        plan.selections().stream().map(it -> it.view().rows()).distinct().toList();
    return history.readAll(
        histories,
        stored -> offline.join(
            new TrainingQuery(span, spine, columns, plan, stored, true, true, Optional.empty()),
            Progress.NONE));
  }

  private static ConsistencyAudit compared(int rows, List<Column> answered, List<Column> joined) {
    List<ConsistencyAudit.Feature> features = new ArrayList<>();
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < answered.size(); i++) {
      features.add(new ComparedColumns(answered.get(i), joined.get(i)).compare(examples));
    }
    return new ConsistencyAudit(rows, features, examples);
  }
}
