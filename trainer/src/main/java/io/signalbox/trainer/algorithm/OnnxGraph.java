package io.signalbox.trainer.algorithm;

import static io.signalbox.trainer.algorithm.OnnxNodes.real;
import static io.signalbox.trainer.algorithm.OnnxNodes.reals;
import static io.signalbox.trainer.algorithm.OnnxNodes.texts;
import static io.signalbox.trainer.algorithm.OnnxNodes.whole;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.common.primitives.Doubles;
import com.google.common.primitives.Floats;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes a model as ONNX, with missing values and categories inside: one rank-1 input a feature (float, NaN where it is missing; or
 * string, empty where it is missing), one output {@code probability}. Node names begin with {@code /}, so that no feature can
 * have one.
 */
final class OnnxGraph {
  static final String OUTPUT = "probability";
  private static final int IR_VERSION = 8;
  private static final int OPSET = 13;
  private static final int ML_OPSET = 3;

  private final LogisticModel model;
  private final OnnxNodes nodes = new OnnxNodes();
  private final String columnAxis = nodes.axes("/axis", 1);

  private OnnxGraph(LogisticModel model) {
    this.model = model;
  }

  static byte[] of(LogisticModel model) {
    var onnx = new OnnxGraph(model);
    onnx.draw();
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("signalbox")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
        .addOpsetImport(
            OperatorSetIdProto.newBuilder().setDomain(OnnxNodes.ML).setVersion(ML_OPSET))
        .setGraph(onnx.nodes.build("logistic_regression"))
        .build()
        .toByteArray();
  }

  private void draw() {
    var numbers = new ArrayList<String>();
    var scaled = new ArrayList<Encoder.Scaled>();
    var indicators = new ArrayList<String>();
    for (Encoder encoder : model.encoding().encoders()) {
      String feature = encoder.feature();
      switch (encoder) {
        case Encoder.Scaled number -> {
          numbers.add(column(feature));
          scaled.add(number);
        }
        case Encoder.Flagged flagged -> {
          String column = column(feature);
          numbers.add(column);
          scaled.add(flagged.scaled());
          indicators.add(
              asFloat(feature, nodes.node("IsNaN", "/" + feature + "/missing", List.of(column))));
        }
        case Encoder.Texts categories -> indicators.add(oneHot(categories));
        case Encoder.Codes codes -> indicators.add(equal(codes));
      }
    }
    var blocks = new ArrayList<String>();
    if (!scaled.isEmpty()) {
      blocks.add(standardise(join("/numbers", numbers), scaled));
    }
    blocks.addAll(indicators);
    answer(join("/design", blocks));
  }

  /** Shape [n, 1]. */
  private String column(String feature) {
    return unsqueeze(nodes.input(feature, DataType.FLOAT), feature);
  }

  private String unsqueeze(String input, String feature) {
    return nodes.node("Unsqueeze", "/" + feature + "/column", List.of(input, columnAxis));
  }

  private String asFloat(String feature, String flag) {
    return nodes.node(
        "Cast", "/" + feature + "/flag", List.of(flag), whole("to", DataType.FLOAT.getNumber()));
  }

  private String oneHot(Encoder.Texts categories) {
    String feature = categories.feature();
    String column = unsqueeze(nodes.input(feature, DataType.STRING), feature);
    String cube = nodes.mlNode(
        "OneHotEncoder",
        "/" + feature + "/categories",
        List.of(column),
        texts("cats_strings", categories.values()),
        whole("zeros", 1)); // an unseen category is all zero, not an error
    return nodes.node("Squeeze", "/" + feature + "/indicators", List.of(cube, columnAxis));
  }

  /** NaN equals nothing, so a missing number is all zero. */
  private String equal(Encoder.Codes codes) {
    String feature = codes.feature();
    float[] values = Floats.toArray(Doubles.asList(codes.values().toArray()));
    String known = nodes.constant("/" + feature + "/codes", new long[] {1, values.length}, values);
    return asFloat(
        feature, nodes.node("Equal", "/" + feature + "/equal", List.of(column(feature), known)));
  }

  private String standardise(String numbers, List<Encoder.Scaled> scaled) {
    float[] means = Floats.toArray(scaled.stream().map(Encoder.Scaled::mean).toList());
    float[] scales = Floats.toArray(scaled.stream().map(Encoder.Scaled::scale).toList());
    String imputed = nodes.mlNode(
        "Imputer",
        "/imputed",
        List.of(numbers),
        reals("imputed_value_floats", means),
        real("replaced_value_float", Float.NaN));
    return nodes.mlNode(
        "Scaler",
        "/standardised",
        List.of(imputed),
        reals("offset", means),
        reals("scale", scales));
  }

  private String join(String name, List<String> blocks) {
    return nodes.node("Concat", name, blocks, whole("axis", 1));
  }

  private void answer(String design) {
    double[] coefficients = model.coefficients().toArray();
    String weights = nodes.constant(
        "/coefficients",
        new long[] {coefficients.length, 1},
        Floats.toArray(Doubles.asList(coefficients)));
    String intercept =
        nodes.constant("/intercept", new long[] {1}, new float[] {(float) model.intercept()});
    String margin = nodes.node("Gemm", "/margin", List.of(design, weights, intercept));
    String probability = nodes.node("Sigmoid", "/sigmoid", List.of(margin));
    nodes.output(nodes.node("Squeeze", OUTPUT, List.of(probability, columnAxis)));
  }
}
