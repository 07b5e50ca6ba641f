package io.signalbox.router.inference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.signalbox.features.Column;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Copies columns into a tensor that lies in memory given for it. A missing number becomes NaN and a missing text the empty string. */
final class OnnxInput {

  private OnnxInput() {}

  static OnnxTensor make(
      OrtEnvironment environment, ModelInput input, Column[] columns, int[] rows, ByteBuffer memory)
      throws OrtException {
    long[] shape =
        input.width() == 0 ? new long[] {rows.length} : new long[] {rows.length, input.width()};
    if (input.datatype() == Datatype.BYTES) {
      return OnnxTensor.createTensor(environment, texts(columns, rows), shape);
    }
    int bytes = bytes(columns.length, rows.length);
    ByteBuffer buffer = memory.slice(memory.position(), bytes).order(ByteOrder.nativeOrder());
    memory.position(memory.position() + bytes);
    for (int row : rows) {
      putRow(buffer, input.datatype(), columns, row);
    }
    buffer.flip();
    return over(environment, input.datatype(), buffer, shape);
  }

  /** Appends a row's values. */
  static void putRow(ByteBuffer buffer, Datatype datatype, Column[] columns, int row) {
    for (Column column : columns) {
      put(buffer, datatype, column, row);
    }
  }

  /** A tensor that is the memory given: what is written there later is in it. */
  static OnnxTensor over(
      OrtEnvironment environment, Datatype datatype, ByteBuffer buffer, long[] shape)
      throws OrtException {
    return switch (datatype) {
      case FP32 -> OnnxTensor.createTensor(environment, buffer.asFloatBuffer(), shape);
      case FP64 -> OnnxTensor.createTensor(environment, buffer.asDoubleBuffer(), shape);
      case INT64 -> OnnxTensor.createTensor(environment, buffer.asLongBuffer(), shape);
      case INT32 -> OnnxTensor.createTensor(environment, buffer.asIntBuffer(), shape);
      case INT16 -> OnnxTensor.createTensor(environment, buffer.asShortBuffer(), shape);
      case INT8 -> OnnxTensor.createTensor(environment, buffer, shape, OnnxJavaType.INT8);
      case UINT8 -> OnnxTensor.createTensor(environment, buffer, shape, OnnxJavaType.UINT8);
      case BOOL -> OnnxTensor.createTensor(environment, buffer, shape, OnnxJavaType.BOOL);
      case UINT16, UINT32, UINT64, FP16, BYTES ->
        throw new IllegalStateException("datatype " + datatype + " is not served");
    };
  }

  /** How much memory a tensor takes at most; eight for each value keeps them aligned. */
  static int bytes(int columns, int rows) {
    return Math.multiplyExact(Math.multiplyExact(columns, rows), Long.BYTES);
  }

  private static void put(ByteBuffer buffer, Datatype datatype, Column column, int row) {
    switch (datatype) {
      case FP32 -> buffer.putFloat((float) column.numberAt(row));
      case FP64 -> buffer.putDouble(column.numberAt(row));
      case INT64 -> buffer.putLong(integerAt(column, row));
      case INT32 -> buffer.putInt((int) integerAt(column, row));
      case INT16 -> buffer.putShort((short) integerAt(column, row));
      case INT8, UINT8 -> buffer.put((byte) integerAt(column, row));
      case BOOL -> buffer.put((byte) (integerAt(column, row) != 0 ? 1 : 0));
      case UINT16, UINT32, UINT64, FP16, BYTES ->
        throw new IllegalStateException("datatype " + datatype + " is not served");
    }
  }

  private static long integerAt(Column column, int row) {
    return column instanceof Column.Longs longs ? longs.at(row) : (long) column.numberAt(row);
  }

  static String[] texts(Column[] columns, int[] rows) {
    var texts = new String[rows.length * columns.length];
    int next = 0;
    for (int row : rows) {
      for (Column column : columns) {
        String text = ((Column.Texts) column).at(row);
        texts[next++] = text == null ? "" : text;
      }
    }
    return texts;
  }
}
