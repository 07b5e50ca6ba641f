package io.signalbox.trainer.algorithm;

import com.google.common.collect.ImmutableMap;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** The files of an MLflow model with the flavors {@code onnx} and {@code python_function}, as MLflow 3.17 writes and loads them. */
public final class ModelFolder {
  public static final String ONNX = "model.onnx";

  /** Reads with older ones too: what is asked for here is what {@code mlflow.onnx} needs. */
  private static final String PYTHON = "3.11.0";

  private static final DateTimeFormatter CREATED =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

  private ModelFolder() {}

  /** Contents by file name. The same model, run and moment give the same bytes. */
  public static Map<String, byte[]> files(LogisticModel model, String runId, Instant createdAt) {
    byte[] onnx = OnnxGraph.of(model);
    return ImmutableMap.of(
        "MLmodel",
        bytes(description(model, onnx, runId, createdAt)),
        ONNX,
        onnx,
        "requirements.txt",
        bytes(REQUIREMENTS),
        "python_env.yaml",
        bytes(PYTHON_ENV),
        "conda.yaml",
        bytes(CONDA));
  }

  private static String description(
      LogisticModel model, byte[] onnx, String runId, Instant createdAt) {
    return """
      artifact_path: model
      flavors:
        onnx:
          code: null
          data: model.onnx
          onnx_session_options: null
          onnx_version: 1.17.0
          providers:
          - CPUExecutionProvider
        python_function:
          data: model.onnx
          env:
            conda: conda.yaml
            virtualenv: python_env.yaml
          loader_module: mlflow.onnx
          python_version: %s
      is_signature_from_type_hint: false
      mlflow_version: 3.17.2
      model_size_bytes: %d
      model_uuid: %s
      run_id: %s
      signature:
        inputs: '%s'
        outputs: '[{"type": "float", "name": "%s", "required": true}]'
        params: null
      type_hint_from_example: false
      utc_time_created: '%s'
      """.formatted(
            PYTHON,
            onnx.length,
            UUID.nameUUIDFromBytes(onnx).toString().replace("-", ""),
            runId,
            inputs(model).replace("'", "''"),
            OnnxGraph.OUTPUT,
            CREATED.format(createdAt));
  }

  /** Doubles, because that is what a pandas frame has; {@code mlflow.onnx} makes them floats. */
  private static String inputs(LogisticModel model) {
    return model.encoding().encoders().stream()
        .map(encoder -> "{\"type\": \"%s\", \"name\": \"%s\", \"required\": true}"
            .formatted(
                encoder instanceof Encoder.Texts ? "string" : "double",
                encoder.feature().replace("\\", "\\\\").replace("\"", "\\\"")))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** MLflow (3.17) hands ONNX the text columns of pandas 3 in a form that it does not take. */
  private static final String REQUIREMENTS = """
      mlflow>=2.17
      onnx>=1.15
      onnxruntime>=1.17
      pandas<3
      """;

  private static final String PYTHON_ENV = """
      python: %s
      build_dependencies:
      - pip
      - setuptools
      - wheel
      dependencies:
      - -r requirements.txt
      """.formatted(PYTHON);

  private static final String CONDA = """
      channels:
      - conda-forge
      dependencies:
      - python=3.11
      - pip
      - pip:
        - mlflow>=2.17
        - onnx>=1.15
        - onnxruntime>=1.17
        - pandas<3
      name: mlflow-env
      """;
}
