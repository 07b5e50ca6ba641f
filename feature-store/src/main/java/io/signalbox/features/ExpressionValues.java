package io.signalbox.features;

import io.signalbox.features.expression.Expression;
import io.signalbox.features.expression.ExpressionRefused;
import io.signalbox.features.expression.Kind;
import io.signalbox.features.expression.Variable;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Between values as columns hold them and values as expressions know them. */
final class ExpressionValues {

  private ExpressionValues() {}

  static Variable variable(Field field) {
    return new Variable(
        field.name(), kind(field.type().element()), field.type().isArray(), field.nullable());
  }

  static Kind kind(ValueType scalar) {
    return switch (scalar) {
      case BOOL -> Kind.BOOL;
      case INT32, INT64 -> Kind.INT;
      case FLOAT32, FLOAT64 -> Kind.DECIMAL;
      case STRING -> Kind.TEXT;
      case BYTES -> Kind.BYTES;
      case TIMESTAMP -> Kind.TIME;
      default -> throw new IllegalArgumentException("type: " + scalar + " (expected: no array)");
    };
  }

  /** @throws FeaturesException.Invalid if it does not compile, with its place */
  static Expression compile(String what, String text, List<Field> variables, Kind result) {
    try {
      return Expression.compile(
          text, variables.stream().map(ExpressionValues::variable).toList(), result);
    } catch (ExpressionRefused e) {
      throw new FeaturesException.Invalid(what + ": " + e.getMessage());
    }
  }

  /** A value of a column, as {@link Kind} says. */
  static Optional<Object> of(Column column, int row) {
    if (column.isMissing(row)) {
      return Optional.empty();
    }
    return switch (column) {
      case Column.Longs longs -> Optional.of(of(longs.type(), longs.at(row)));
      case Column.Doubles doubles -> Optional.of(doubles.at(row));
      case Column.Texts texts ->
        Optional.ofNullable(texts.at(row)).map(text -> of(texts.type(), text));
    };
  }

  /** A value that is held so, as {@link Kind} says. */
  static Object of(ValueType type, Object held) {
    if (type.isArray()) {
      ValueType element = type.element();
      return ArrayText.read(element, (String) held).stream()
          .map(value -> of(element, value))
          .toList();
    }
    return switch (type) {
      case BOOL -> held.equals(1L);
      case TIMESTAMP -> Micros.instant((Long) held);
      case BYTES -> ByteBuffer.wrap(Base64.getDecoder().decode((String) held)).asReadOnlyBuffer();
      default -> held;
    };
  }

  /** The value as a column holds it; empty for a time that no column can hold. */
  static Optional<Object> held(Object value) {
    return switch (value) {
      case Boolean bool -> Optional.of(bool ? 1L : 0L);
      case Instant instant ->
        CellReader.holds(instant) ? Optional.of(Micros.of(instant)) : Optional.empty();
      case ByteBuffer bytes -> {
        byte[] array = new byte[bytes.remaining()];
        bytes.duplicate().get(array);
        yield Optional.of(Base64.getEncoder().encodeToString(array));
      }
      default -> Optional.of(value);
    };
  }
}
