package io.signalbox.trainer.algorithm;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.common.primitives.Floats;
import com.google.common.primitives.Longs;
import com.google.protobuf.ByteString;
import java.util.List;

/** The nodes, inputs and constants of one ONNX graph, each node with one output that names it. Operators of opset 13 and ai.onnx.ml 3. */
final class OnnxNodes {
  static final String ML = "ai.onnx.ml";
  private static final int FLOAT = TensorProto.DataType.FLOAT.getNumber();

  private final GraphProto.Builder graph = GraphProto.newBuilder();

  /** One value a row: shape [None]. */
  String input(String name, TensorProto.DataType type) {
    graph.addInput(rows(name, type));
    return name;
  }

  void output(String name) {
    graph.addOutput(rows(name, TensorProto.DataType.FLOAT));
  }

  private static ValueInfoProto rows(String name, TensorProto.DataType type) {
    var shape = TensorShapeProto.newBuilder().addDim(TensorShapeProto.Dimension.newBuilder());
    var tensor = TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  String constant(String name, long[] shape, float[] values) {
    graph.addInitializer(TensorProto.newBuilder()
        .setName(name)
        .setDataType(FLOAT)
        .addAllDims(Longs.asList(shape))
        .addAllFloatData(Floats.asList(values)));
    return name;
  }

  /** The axes that Squeeze and Unsqueeze take as an input since opset 13. */
  String axes(String name, long axis) {
    graph.addInitializer(TensorProto.newBuilder()
        .setName(name)
        .setDataType(TensorProto.DataType.INT64.getNumber())
        .addDims(1)
        .addInt64Data(axis));
    return name;
  }

  String node(String operator, String name, List<String> inputs, AttributeProto... attributes) {
    return add("", operator, name, inputs, attributes);
  }

  String mlNode(String operator, String name, List<String> inputs, AttributeProto... attributes) {
    return add(ML, operator, name, inputs, attributes);
  }

  private String add(
      String domain, String operator, String name, List<String> inputs, AttributeProto... given) {
    graph.addNode(NodeProto.newBuilder()
        .setDomain(domain)
        .setOpType(operator)
        .setName(name)
        .addAllInput(inputs)
        .addOutput(name)
        .addAllAttribute(List.of(given)));
    return name;
  }

  GraphProto build(String name) {
    return graph.setName(name).build();
  }

  static AttributeProto whole(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.INT)
        .setI(value)
        .build();
  }

  static AttributeProto real(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  static AttributeProto reals(String name, float[] values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.FLOATS)
        .addAllFloats(Floats.asList(values))
        .build();
  }

  static AttributeProto texts(String name, List<String> values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.STRINGS)
        .addAllStrings(values.stream().map(ByteString::copyFromUtf8).toList())
        .build();
  }
}
