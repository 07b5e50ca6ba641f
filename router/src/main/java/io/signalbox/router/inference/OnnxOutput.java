package io.signalbox.router.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;

/** Copies a tensor out of native memory. */
final class OnnxOutput {

  private OnnxOutput() {}

  /** @throws ScoringFailed if it has not one row for each row asked */
  static Tensor read(ModelOutput output, OnnxTensor tensor, int rows) throws OrtException {
    long[] shape = tensor.getInfo().getShape();
    if (shape[0] != rows) {
      throw new ScoringFailed(
          "output %s: shape %s (expected: %d rows)"
              .formatted(output.name(), Arrays.toString(shape), rows),
          null);
    }
    int width = shape.length == 1 ? Tensor.COLUMN : Math.toIntExact(shape[1]);
    Object values = output.datatype() == Datatype.BYTES
        ? texts(tensor.getValue())
        : values(output, tensor.getByteBuffer());
    return new Tensor(output.name(), output.datatype(), rows, width, values);
  }

  /** Values that lie in native order. */
  static Object values(ModelOutput output, ByteBuffer memory) {
    return switch (output.datatype()) {
      case FP32 -> floats(memory.asFloatBuffer());
      case FP64 -> doubles(memory.asDoubleBuffer());
      case INT64 -> longs(memory.asLongBuffer());
      case INT32 -> longs(memory.asIntBuffer());
      case INT16 -> longs(memory.asShortBuffer());
      case INT8 -> longs(memory, 0xFF, true);
      case UINT8 -> longs(memory, 0xFF, false);
      case BOOL -> bits(memory);
      case UINT16, UINT32, UINT64, FP16, BYTES ->
        throw new IllegalStateException("output " + output + " is not served");
    };
  }

  private static float[] floats(FloatBuffer buffer) {
    var values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  private static double[] doubles(DoubleBuffer buffer) {
    var values = new double[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  private static long[] longs(LongBuffer buffer) {
    var values = new long[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  private static long[] longs(IntBuffer buffer) {
    var values = new long[buffer.remaining()];
    Arrays.setAll(values, buffer::get);
    return values;
  }

  private static long[] longs(ShortBuffer buffer) {
    var values = new long[buffer.remaining()];
    Arrays.setAll(values, buffer::get);
    return values;
  }

  private static long[] longs(ByteBuffer buffer, int mask, boolean signed) {
    var values = new long[buffer.remaining()];
    Arrays.setAll(values, i -> signed ? buffer.get(i) : buffer.get(i) & mask);
    return values;
  }

  private static boolean[] bits(ByteBuffer buffer) {
    var values = new boolean[buffer.remaining()];
    for (int i = 0; i < values.length; i++) {
      values[i] = buffer.get(i) != 0;
    }
    return values;
  }

  private static String[] texts(Object value) {
    if (value instanceof String[] column) {
      return column;
    }
    return Arrays.stream((String[][]) value).flatMap(Arrays::stream).toArray(String[]::new);
  }
}
