package io.signalbox.router.inference;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;

/** ONNX graphs as they come from a client, made here. */
public final class Graphs {

  private Graphs() {}

  /** {@code probability[N] = sigmoid(x[N,k] . weights + bias)}. */
  public static byte[] logistic(float[] weights, float bias) {
    GraphProto.Builder graph = GraphProto.newBuilder()
        .setName("logistic")
        .addInput(value("x", DataType.FLOAT, -1, weights.length))
        .addInitializer(floats("weights", weights, weights.length, 1))
        .addInitializer(floats("bias", new float[] {bias}, 1))
        .addInitializer(axes("axes", 1))
        .addNode(node("Gemm", List.of("x", "weights", "bias"), "logit"))
        .addNode(node("Sigmoid", List.of("logit"), "column"))
        .addNode(node("Squeeze", List.of("column", "axes"), "probability"))
        .addOutput(value("probability", DataType.FLOAT, -1));
    return model(graph);
  }

  /** {@code probability[N] = sigmoid(delay or 0 + 2 * (carrier = 'UA'))} from two inputs of rank 1, as our trainer writes them. */
  public static byte[] delayAndCarrier() {
    GraphProto.Builder graph = GraphProto.newBuilder()
        .setName("delay_and_carrier")
        .addInput(value("delay", DataType.FLOAT, -1))
        .addInput(value("carrier", DataType.STRING, -1))
        .addInitializer(axes("axes", 1))
        .addInitializer(floats("weights", new float[] {1, 2}, 2, 1))
        .addInitializer(floats("bias", new float[] {0}, 1))
        .addNode(node("Unsqueeze", List.of("delay", "axes"), "delay_column"))
        .addNode(ml("Imputer", "delay_column", "delay_known")
            .addAttribute(attribute("imputed_value_floats", 0f))
            .addAttribute(AttributeProto.newBuilder()
                .setName("replaced_value_float")
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(Float.NaN)))
        .addNode(ml("OneHotEncoder", "carrier", "carrier_column")
            .addAttribute(AttributeProto.newBuilder()
                .setName("cats_strings")
                .setType(AttributeProto.AttributeType.STRINGS)
                .addStrings(com.google.protobuf.ByteString.copyFromUtf8("UA")))
            .addAttribute(AttributeProto.newBuilder()
                .setName("zeros")
                .setType(AttributeProto.AttributeType.INT)
                .setI(1)))
        .addNode(node("Concat", List.of("delay_known", "carrier_column"), "joined")
            .addAttribute(AttributeProto.newBuilder()
                .setName("axis")
                .setType(AttributeProto.AttributeType.INT)
                .setI(1)))
        .addNode(node("Gemm", List.of("joined", "weights", "bias"), "logit"))
        .addNode(node("Sigmoid", List.of("logit"), "column"))
        .addNode(node("Squeeze", List.of("column", "axes"), "probability"))
        .addOutput(value("probability", DataType.FLOAT, -1));
    return model(graph);
  }

  /** {@code same[N] = n[N]}, in int64. */
  public static byte[] sameInteger() {
    return model(GraphProto.newBuilder()
        .setName("same")
        .addInput(value("n", DataType.INT64, -1))
        .addNode(node("Identity", List.of("n"), "same"))
        .addOutput(value("same", DataType.INT64, -1)));
  }

  /** Declares {@code same[N, 1]} and gives {@code same[1]} for the integer 1: what it gives is shaped by what it reads. */
  public static byte[] strayingInteger() {
    return model(GraphProto.newBuilder()
        .setName("straying")
        .addInput(value("n", DataType.INT64, -1))
        .addNode(node("Reshape", List.of("n", "n"), "same"))
        .addOutput(value("same", DataType.INT64, -1, 1)));
  }

  /** A first dimension that does not vary. */
  public static byte[] oneRowOnly() {
    return model(GraphProto.newBuilder()
        .setName("one_row")
        .addInput(value("x", DataType.FLOAT, 1, 2))
        .addNode(node("Identity", List.of("x"), "y"))
        .addOutput(value("y", DataType.FLOAT, 1, 2)));
  }

  private static byte[] model(GraphProto.Builder graph) {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .setProducerName("test")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("ai.onnx.ml").setVersion(3))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private static NodeProto.Builder node(String type, List<String> inputs, String output) {
    return NodeProto.newBuilder()
        .setOpType(type)
        .setName(output)
        .addAllInput(inputs)
        .addOutput(output);
  }

  private static NodeProto.Builder ml(String type, String input, String output) {
    return node(type, List.of(input), output).setDomain("ai.onnx.ml");
  }

  private static AttributeProto.Builder attribute(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOATS)
        .addFloats(value);
  }

  private static TensorProto floats(String name, float[] values, long... shape) {
    var tensor = TensorProto.newBuilder().setName(name).setDataType(DataType.FLOAT.getNumber());
    for (long dimension : shape) {
      tensor.addDims(dimension);
    }
    for (float value : values) {
      tensor.addFloatData(value);
    }
    return tensor.build();
  }

  private static TensorProto axes(String name, long axis) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(DataType.INT64.getNumber())
        .addDims(1)
        .addInt64Data(axis)
        .build();
  }

  private static ValueInfoProto value(String name, DataType type, long... shape) {
    var dimensions = TensorShapeProto.newBuilder();
    for (long size : shape) {
      dimensions.addDim(
          size < 0
              ? TensorShapeProto.Dimension.newBuilder().setDimParam("N")
              : TensorShapeProto.Dimension.newBuilder().setDimValue(size));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder()
            .setTensorType(
                TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(dimensions)))
        .build();
  }
}
