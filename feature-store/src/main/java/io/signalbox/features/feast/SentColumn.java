package io.signalbox.features.feast;

import io.signalbox.features.Column;
import io.signalbox.features.Field;
import io.signalbox.features.Micros;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A column as the SDK sends it: a key, or an input of a request. */
final class SentColumn {

  private static final long MICROS_OF_A_SECOND = 1_000_000L;
  private static final long MOST_SECONDS = 253_402_300_799L; // the end of the year 9999

  private SentColumn() {}

  static Column of(Field field, List<JsonNode> values) {
    return switch (field.type().holding()) {
      case TEXT -> texts(field, values);
      case DOUBLE -> doubles(field, values);
      case LONG -> longs(field, values);
    };
  }

  private static Column texts(Field field, List<JsonNode> values) {
    List<@Nullable String> texts = new ArrayList<>();
    for (JsonNode value : values) {
      check(value.isNull() || (value.isString() && isWhole(value.stringValue())), field, value);
      texts.add(value.isNull() ? null : value.stringValue());
    }
    return new Column.Texts(field.name(), field.type(), texts);
  }

  /** Half of a surrogate pair is no text, and cannot be answered. */
  private static boolean isWhole(String text) {
    return text.codePoints().noneMatch(it -> Character.getType(it) == Character.SURROGATE);
  }

  private static Column doubles(Field field, List<JsonNode> values) {
    double[] doubles = new double[values.size()];
    for (int row = 0; row < doubles.length; row++) {
      JsonNode value = values.get(row);
      check(value.isNull() || value.isNumber(), field, value);
      doubles[row] = value.isNull() ? Double.NaN : value.doubleValue();
      check(value.isNull() || Double.isFinite(doubles[row]), field, value);
    }
    return new Column.Doubles(field.name(), field.type(), doubles);
  }

  private static Column longs(Field field, List<JsonNode> values) {
    long[] longs = new long[values.size()];
    var missing = new BitSet();
    for (int row = 0; row < longs.length; row++) {
      JsonNode value = values.get(row);
      missing.set(row, value.isNull());
      longs[row] = value.isNull() ? 0 : number(field, value);
    }
    return new Column.Longs(field.name(), field.type(), longs, missing);
  }

  private static long number(Field field, JsonNode value) {
    return switch (field.type()) {
      case BOOL -> {
        check(value.isBoolean(), field, value);
        yield value.booleanValue() ? 1 : 0;
      }
      case TIMESTAMP -> moment(field, value);
      default -> {
        check(value.isIntegralNumber() && value.canConvertToLong(), field, value);
        yield value.longValue();
      }
    };
  }

  /** Whole seconds since the epoch, or ISO-8601; without a zone it is UTC. */
  private static long moment(Field field, JsonNode value) {
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      check(Math.abs(value.longValue()) <= MOST_SECONDS, field, value);
      return value.longValue() * MICROS_OF_A_SECOND;
    }
    check(value.isString(), field, value);
    try {
      return Micros.of(instant(value.stringValue()));
    } catch (DateTimeParseException | ArithmeticException e) {
      throw refused(field, value);
    }
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      return LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
    }
  }

  private static void check(boolean expected, Field field, JsonNode value) {
    if (!expected) {
      throw refused(field, value);
    }
  }

  private static FeastRefusal refused(Field field, JsonNode value) {
    return FeastRefusal.invalid("entities.%s: %s (expected: %s)"
        .formatted(field.name(), value, field.type().word()));
  }
}
