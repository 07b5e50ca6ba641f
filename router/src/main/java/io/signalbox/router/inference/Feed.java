package io.signalbox.router.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import com.google.common.collect.ImmutableList;
import io.signalbox.features.Column;
import io.signalbox.features.FeatureService;
import io.signalbox.features.Field;
import io.signalbox.features.Table;
import io.signalbox.features.ValueType;
import io.signalbox.router.RouterException.DoesNotLoad;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which columns of a table become which inputs of a model. Holds for every table of the same columns. */
final class Feed {

  private final ImmutableList<ModelInput> inputs;
  private final int[][] columnsOf;

  private Feed(List<ModelInput> inputs, int[][] columnsOf) {
    this.inputs = ImmutableList.copyOf(inputs);
    this.columnsOf = columnsOf;
  }

  /**
   * From what a feature service gives. A model of one tensor takes all features in their order.
   *
   * @throws DoesNotLoad if an input is fed by nothing, or cannot hold what feeds it
   */
  static Feed of(ScoringModel model, FeatureService service) {
    List<Field> fields = new ArrayList<>(service.requestInputs());
    fields.addAll(service.features());
    return of(model, fields, "feature service " + service.name());
  }

  /** From a table of any origin: what a column holds is not known to be complete. */
  static Feed of(ScoringModel model, Table table) {
    List<Field> fields = new ArrayList<>();
    for (Column column : table.columns()) {
      boolean missing = false;
      for (int row = 0; row < column.size() && !missing; row++) {
        missing = column.isMissing(row);
      }
      fields.add(new Field(column.name(), column.type(), missing));
    }
    return of(model, fields, "the table");
  }

  /** From the models' own inputs, each column of a tensor by its {@link ModelInput#columnName}. */
  static Feed ofSent(ScoringModel model, List<String> names) {
    var columns = new int[model.inputs().size()][];
    for (int i = 0; i < columns.length; i++) {
      ModelInput input = model.inputs().get(i);
      columns[i] = new int[Math.max(1, input.width())];
      for (int column = 0; column < columns[i].length; column++) {
        columns[i][column] = names.indexOf(input.columnName(column));
      }
    }
    return new Feed(model.inputs(), columns);
  }

  private static Feed of(ScoringModel model, List<Field> fields, String origin) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      places.put(fields.get(i).name(), i);
    }
    var columns = new int[model.inputs().size()][];
    for (int i = 0; i < columns.length; i++) {
      ModelInput input = model.inputs().get(i);
      columns[i] = input.width() == 0
          ? new int[] {place(input, places, model, origin)}
          : everyColumn(input, fields, model, origin);
      for (int column : columns[i]) {
        checkHolds(input, fields.get(column), model);
      }
    }
    return new Feed(model.inputs(), columns);
  }

  private static int place(
      ModelInput input, Map<String, Integer> places, ScoringModel model, String origin) {
    Integer place = places.get(input.name());
    if (place == null) {
      throw new DoesNotLoad("%s reads the input %s (expected: one of those that %s has)"
          .formatted(model.version(), input.name(), origin));
    }
    return place;
  }

  private static int[] everyColumn(
      ModelInput input, List<Field> fields, ScoringModel model, String origin) {
    if (model.inputs().size() != 1 || input.width() != fields.size()) {
      throw new DoesNotLoad("%s reads %d values a row in %s (expected: the %d of %s)"
          .formatted(model.version(), input.width(), input.name(), fields.size(), origin));
    }
    var columns = new int[fields.size()];
    java.util.Arrays.setAll(columns, i -> i);
    return columns;
  }

  private static void checkHolds(ModelInput input, Field field, ScoringModel model) {
    if (field.type().isArray() || field.type() == ValueType.BYTES) {
      throw new DoesNotLoad("%s reads %s, a %s (expected: no array and no bytes)"
          .formatted(model.version(), field.name(), field.type().word()));
    }
    boolean text = input.datatype() == Datatype.BYTES;
    if (text != (field.type() == ValueType.STRING)
        || (input.datatype().family == Datatype.Family.INTEGER
            && field.type().holding() == ValueType.Holding.DOUBLE)) {
      throw new DoesNotLoad("%s reads %s as %s (expected: what holds a %s)"
          .formatted(model.version(), field.name(), input.datatype(), field.type()));
    }
    if (field.nullable() && !input.takesMissing()) {
      throw new DoesNotLoad("%s reads %s as %s, but it may be missing (expected: FP32 or FP64)"
          .formatted(model.version(), field.name(), input.datatype()));
    }
  }

  /** How much memory {@link #fill} takes. */
  int bytes(int rows) {
    int columns = 0;
    for (int[] input : columnsOf) {
      columns += input.length;
    }
    return OnnxInput.bytes(columns, rows);
  }

  /** Makes the tensors in memory; whoever called closes all that were made, also when this throws. */
  void fill(
      OrtEnvironment environment,
      Table table,
      int[] rows,
      ByteBuffer memory,
      Map<String, OnnxTensor> fed)
      throws OrtException {
    List<Column> all = table.columns();
    for (int i = 0; i < columnsOf.length; i++) {
      ModelInput input = inputs.get(i);
      fed.put(input.name(), OnnxInput.make(environment, input, columns(all, i), rows, memory));
    }
  }

  /** The same for one row of a run that is prepared. */
  void fill(PreparedRun run, Table table, int row) throws OrtException {
    List<Column> all = table.columns();
    for (int i = 0; i < columnsOf.length; i++) {
      run.put(i, columns(all, i), row);
    }
  }

  private Column[] columns(List<Column> all, int input) {
    var columns = new Column[columnsOf[input].length];
    for (int column = 0; column < columns.length; column++) {
      columns[column] = all.get(columnsOf[input][column]);
    }
    return columns;
  }
}
