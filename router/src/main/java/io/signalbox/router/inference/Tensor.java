package io.signalbox.router.inference;

import java.util.Arrays;
import tools.jackson.core.JsonGenerator;

/** One output of a model for n rows. Values lie row by row in one array of the type that {@code datatype} says. */
final class Tensor {

  /** A column of one value a row; else [N, width]. */
  static final int COLUMN = 0;

  private final String name;
  private final Datatype datatype;
  private final int rows;
  private final int width;
  private final Object values;

  /**
   * Values are not copied.
   *
   * @param values float[] for FP32, double[] for FP64, boolean[] for BOOL, String[] for BYTES, else long[]
   */
  Tensor(String name, Datatype datatype, int rows, int width, Object values) {
    this.name = name;
    this.datatype = datatype;
    this.rows = rows;
    this.width = width;
    this.values = values;
  }

  String name() {
    return name;
  }

  /** Whether rows of the other may stand among rows of this one. */
  boolean isLike(Tensor other) {
    return datatype == other.datatype && width == other.width;
  }

  /** Each row as a number: the value, or the second of two; NaN where there is no such number. */
  double[] scores() {
    var scores = new double[rows];
    if (width > 2) {
      Arrays.fill(scores, Double.NaN);
      return scores;
    }
    int step = Math.max(1, width);
    for (int row = 0; row < rows; row++) {
      scores[row] = numberAt(row * step + step - 1);
    }
    return scores;
  }

  private double numberAt(int index) {
    return switch (values) {
      case float[] floats -> widened(floats[index]);
      case double[] doubles -> doubles[index];
      case long[] longs -> longs[index];
      case boolean[] bits -> bits[index] ? 1 : 0;
      default -> Double.NaN;
    };
  }

  private static double widened(float value) {
    return value;
  }

  /** An empty tensor of the same kind for {@code all} rows, to be filled by {@link #scatter}. */
  Tensor emptyFor(int all) {
    int length = all * Math.max(1, width);
    Object empty = switch (values) {
      case float[] floats -> new float[length];
      case double[] doubles -> new double[length];
      case long[] longs -> new long[length];
      case boolean[] bits -> new boolean[length];
      default -> new String[length];
    };
    return new Tensor(name, datatype, all, width, empty);
  }

  /** Puts this tensor's rows where they belong: its i-th row becomes row {@code places[i]} of the target. */
  @SuppressWarnings("SuspiciousSystemArraycopy") // both arrays come from emptyFor
  void scatter(int[] places, Tensor target) {
    int step = Math.max(1, width);
    for (int row = 0; row < rows; row++) {
      System.arraycopy(values, row * step, target.values, places[row] * step, step);
    }
  }

  /** Writes {@code {"name","shape","datatype","data"}}; a number that JSON cannot say is null. */
  void write(JsonGenerator json) {
    json.writeStartObject();
    json.writeStringProperty("name", name);
    json.writeName("shape");
    json.writeStartArray();
    json.writeNumber(rows);
    if (width != COLUMN) {
      json.writeNumber(width);
    }
    json.writeEndArray();
    json.writeStringProperty("datatype", datatype.name());
    json.writeName("data");
    json.writeStartArray();
    writeValues(json);
    json.writeEndArray();
    json.writeEndObject();
  }

  private void writeValues(JsonGenerator json) {
    int length = rows * Math.max(1, width);
    for (int i = 0; i < length; i++) {
      switch (values) {
        case float[] floats -> writeNumber(json, floats[i]);
        case double[] doubles -> writeNumber(json, doubles[i]);
        case long[] longs -> json.writeNumber(longs[i]);
        case boolean[] bits -> json.writeBoolean(bits[i]);
        case String[] texts -> json.writeString(texts[i]);
        default -> throw new IllegalStateException("values: " + values.getClass());
      }
    }
  }

  private static void writeNumber(JsonGenerator json, float number) {
    if (Float.isFinite(number)) {
      json.writeNumber(number);
    } else {
      json.writeNull();
    }
  }

  private static void writeNumber(JsonGenerator json, double number) {
    if (Double.isFinite(number)) {
      json.writeNumber(number);
    } else {
      json.writeNull();
    }
  }
}
