package io.signalbox.trainer.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.signalbox.features.Column;
import io.signalbox.features.Table;
import io.signalbox.features.ValueType;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OnnxGraphTest {
  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();
  private static final MixedRows ROWS = new MixedRows(500);
  private static final LogisticModel MODEL = new Fitting(
          new LogisticRegression(1, 100, () -> {}), Set.of("hour"))
      .fit(ROWS.features, ROWS.all(), ROWS.labels)
      .model();

  /** Missing where training had none, an unseen carrier, an unseen hour and a missing one. */
  private static final Table STRANGE = new Table(
      4,
      List.of(
          new Column.Doubles("delay", new double[] {1, Double.NaN, 1e6, 3}),
          new Column.Doubles("wind", new double[] {Double.NaN, -1, 1, 0}),
          new Column.Texts("carrier", Arrays.asList("ZZ", null, "UA", "AA")),
          new Column.Longs("hour", ValueType.INT64, new long[] {3, 99, -1, 0}, lastOf(4))));

  @Test
  void onnx_runtime_answers_what_the_model_answers() throws OrtException {
    assertThat(answers(MODEL, ROWS.features))
        .containsExactly(MODEL.score(ROWS.features), within(1e-6));
  }

  @Test
  void missing_and_unseen_values_are_answered_alike() throws OrtException {
    assertThat(answers(MODEL, STRANGE)).containsExactly(MODEL.score(STRANGE), within(1e-6));
  }

  @Test
  void a_wide_model_is_answered_alike() throws OrtException {
    Table table = MixedRows.wide(3_000, 5);
    double[] labels = new MixedRows(3_000).labels;
    LogisticModel model = new Fitting(new LogisticRegression(.1, 100, () -> {}), Set.of())
        .fit(table, new MixedRows(3_000).all(), labels)
        .model();

    assertThat(answers(model, table)).containsExactly(model.score(table), within(1e-6));
  }

  @Test
  void no_row_gets_no_answer() throws OrtException {
    assertThat(answers(MODEL, new MixedRows(0).features)).isEmpty();
  }

  @Test
  void each_feature_is_an_input_and_the_probability_the_output() throws OrtException {
    try (OrtSession session = ENVIRONMENT.createSession(OnnxGraph.of(MODEL))) {
      assertThat(session.getInputNames()).containsExactly("delay", "wind", "carrier", "hour");
      assertThat(session.getOutputNames()).containsExactly("probability");
      for (NodeInfo input : session.getInputInfo().values()) {
        assertThat(((TensorInfo) input.getInfo()).getShape()).containsExactly(-1);
      }
    }
  }

  @Test
  void the_folder_says_what_python_needs_to_load_it() throws IOException {
    Map<String, byte[]> files = ModelFolder.files(MODEL, "0f".repeat(16), Instant.EPOCH);

    assertThat(files)
        .containsOnlyKeys(
            "MLmodel", "model.onnx", "requirements.txt", "python_env.yaml", "conda.yaml");
    assertThat(new String(files.get("MLmodel"), java.nio.charset.StandardCharsets.UTF_8))
        .contains("loader_module: mlflow.onnx")
        .contains("{\"type\": \"string\", \"name\": \"carrier\", \"required\": true}")
        .contains("utc_time_created: '1970-01-01 00:00:00.000000'");
    writeForPython(files);
  }

  /** Where the Python check looks: the folder, its inputs and what this model answers. */
  private static void writeForPython(Map<String, byte[]> files) throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "model-for-python"));
    for (var file : files.entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
    StringBuilder csv = new StringBuilder("delay,wind,carrier,hour,expected\n");
    for (Table table : List.of(ROWS.features, STRANGE)) {
      double[] scores = MODEL.score(table);
      for (int row = 0; row < table.rows(); row++) {
        for (Column column : table.columns()) {
          String text = column instanceof Column.Texts texts
              ? texts.at(row)
              : Double.toString(column.numberAt(row));
          csv.append(column.isMissing(row) ? "" : text).append(',');
        }
        csv.append(scores[row]).append('\n');
      }
    }
    Files.writeString(folder.resolveSibling("model-for-python.csv"), csv);
  }

  private static double[] answers(LogisticModel model, Table table) throws OrtException {
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try (OrtSession session = ENVIRONMENT.createSession(OnnxGraph.of(model))) {
      for (Column column : table.columns()) {
        inputs.put(column.name(), tensor(column));
      }
      try (OrtSession.Result result = session.run(inputs)) {
        float[] found = (float[]) result.get(0).getValue();
        double[] answers = new double[found.length];
        Arrays.setAll(answers, i -> found[i]);
        return answers;
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private static OnnxTensor tensor(Column column) throws OrtException {
    if (column instanceof Column.Texts texts) {
      String[] values = new String[texts.size()];
      Arrays.setAll(values, row -> Encoding.textAt(texts, row));
      return OnnxTensor.createTensor(ENVIRONMENT, values, new long[] {values.length});
    }
    float[] values = new float[column.size()];
    for (int row = 0; row < values.length; row++) {
      values[row] = (float) column.numberAt(row);
    }
    return OnnxTensor.createTensor(
        ENVIRONMENT, FloatBuffer.wrap(values), new long[] {values.length});
  }

  private static BitSet lastOf(int rows) {
    var missing = new BitSet();
    missing.set(rows - 1);
    return missing;
  }
}
