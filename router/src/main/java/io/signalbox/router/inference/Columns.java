package io.signalbox.router.inference;

import io.signalbox.features.Column;
import io.signalbox.features.Field;
import io.signalbox.features.ValueType;
import io.signalbox.router.inference.Datatype.Family;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns what was sent into typed columns, and refuses what is not of its type. */
final class Columns {

  private Columns() {}

  /**
   * One value of each row.
   *
   * @param wanted what the endpoint's metadata says of the input; a value that it cannot hold is refused
   * @param offset the first value's place within its row
   */
  static Column of(Field field, Datatype wanted, InputTensor input, int offset) {
    checkDatatype(field, wanted, input);
    return switch (field.type().holding()) {
      case DOUBLE -> doubles(field, wanted, input, offset);
      case LONG -> longs(field, wanted, input, offset);
      case TEXT -> texts(field, input, offset);
    };
  }

  private static void checkDatatype(Field field, Datatype wanted, InputTensor input) {
    Family family = input.datatype().family;
    boolean fits = switch (field.type()) {
      case BOOL -> family == Family.BOOL;
      case INT32, INT64 -> family == Family.INTEGER;
      case FLOAT32, FLOAT64 -> family == Family.FLOAT;
      case STRING -> family == Family.TEXT;
      case TIMESTAMP -> family == Family.TEXT || input.datatype() == Datatype.INT64;
      case BYTES,
          BOOL_ARRAY,
          INT32_ARRAY,
          INT64_ARRAY,
          FLOAT32_ARRAY,
          FLOAT64_ARRAY,
          STRING_ARRAY,
          BYTES_ARRAY,
          TIMESTAMP_ARRAY -> throw noInput(field.type());
    };
    if (!fits) {
      throw Refusal.of(
          "input %s: datatype %s (expected: %s)",
          input.name(), input.datatype(), expected(field.type(), wanted));
    }
  }

  private static String expected(ValueType type, Datatype wanted) {
    return type == ValueType.TIMESTAMP
        ? "BYTES in ISO-8601 with a zone, or INT64 microseconds"
        : wanted.name();
  }

  private static IllegalStateException noInput(ValueType type) {
    return new IllegalStateException("a request input of type " + type + " was applied");
  }

  private static Column doubles(Field field, Datatype wanted, InputTensor input, int offset) {
    var values = new double[input.rows()];
    for (int row = 0; row < values.length; row++) {
      int index = row * input.width() + offset;
      switch (input.data().kind(index)) {
        case NULL -> {
          checkNull(field, input, index);
          values[row] = Double.NaN;
        }
        case INTEGER, DECIMAL -> values[row] = finite(wanted, input, index);
        case HUGE, TEXT, BIT -> throw wrong(input, index, "a number");
      }
    }
    return new Column.Doubles(field.name(), field.type(), values);
  }

  private static double finite(Datatype wanted, InputTensor input, int index) {
    double value = input.data().number(index);
    Datatype sent = input.datatype();
    if (!sent.isFinite(value) || !wanted.isFinite(value)) {
      throw Refusal.of(
          "input %s: a number beyond %s at index %d (expected: a finite one)",
          input.name(), sent.isFinite(value) ? wanted : sent, index);
    }
    return value;
  }

  private static Column longs(Field field, Datatype wanted, InputTensor input, int offset) {
    var values = new long[input.rows()];
    var missing = new BitSet();
    for (int row = 0; row < values.length; row++) {
      int index = row * input.width() + offset;
      if (input.data().kind(index) == Elements.Kind.NULL) {
        checkNull(field, input, index);
        missing.set(row);
      } else {
        values[row] = integer(field.type(), wanted, input, index);
      }
    }
    return new Column.Longs(field.name(), field.type(), values, missing);
  }

  private static long integer(ValueType type, Datatype wanted, InputTensor input, int index) {
    Elements.Kind kind = input.data().kind(index);
    boolean asText = input.datatype() == Datatype.BYTES;
    if (type == ValueType.BOOL && kind == Elements.Kind.BIT) {
      return input.data().integer(index);
    }
    if (type != ValueType.BOOL && !asText && kind == Elements.Kind.INTEGER) {
      long value = input.data().integer(index);
      checkRange(input.datatype(), value, input, index);
      if (wanted.family == Family.INTEGER) {
        checkRange(wanted, value, input, index);
      }
      return value;
    }
    if (type == ValueType.TIMESTAMP && asText && kind == Elements.Kind.TEXT) {
      return micros(input, index);
    }
    throw wrong(input, index, "of type " + expected(type, wanted));
  }

  private static void checkRange(Datatype type, long value, InputTensor input, int index) {
    if (value < type.least || value > type.greatest) {
      throw Refusal.of(
          "input %s: %d at index %d (expected: %s, %d to %d)",
          input.name(), value, index, type, type.least, type.greatest);
    }
  }

  private static long micros(InputTensor input, int index) {
    try {
      Instant at = OffsetDateTime.parse(input.data().text(index)).toInstant();
      return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    } catch (DateTimeParseException | ArithmeticException e) {
      throw wrong(input, index, "ISO-8601 with a zone");
    }
  }

  private static Column texts(Field field, InputTensor input, int offset) {
    List<@Nullable String> values = new ArrayList<>(input.rows());
    for (int row = 0; row < input.rows(); row++) {
      int index = row * input.width() + offset;
      switch (input.data().kind(index)) {
        case NULL -> {
          checkNull(field, input, index);
          values.add(null);
        }
        case TEXT -> values.add(input.data().text(index));
        case INTEGER, HUGE, DECIMAL, BIT -> throw wrong(input, index, "text");
      }
    }
    return new Column.Texts(field.name(), values);
  }

  private static void checkNull(Field field, InputTensor input, int index) {
    if (!field.nullable()) {
      throw Refusal.of("input %s: null at index %d (expected: a value)", input.name(), index);
    }
  }

  private static Refusal wrong(InputTensor input, int index, String expected) {
    return Refusal.of(
        "input %s: %s at index %d (expected: %s)",
        input.name(), input.data().shown(index), index, expected);
  }
}
