package io.signalbox.features;

import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Turns cells as they arrive into values of a column's type. Nothing is coerced: 7.0 is no int64, "7" is no number. */
final class CellReader {

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");
  private static final long LARGEST_EXACT_DOUBLE = 1L << 53;
  private static final long LARGEST_EXACT_FLOAT = 1L << 24;
  private static final int MOST_ELEMENTS = 100_000;
  private static final JsonMapper JSON = JsonMapper.builder()
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build();
  private static final Instant FIRST_MOMENT = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant AFTER_LAST_MOMENT = Instant.parse("+10000-01-01T00:00:00Z");
  private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
      .append(DateTimeFormatter.ISO_LOCAL_DATE)
      .appendPattern("['T'][ ]")
      .append(DateTimeFormatter.ISO_LOCAL_TIME)
      .optionalStart()
      .parseLenient()
      .appendOffset("+HH:mm:ss", "Z")
      .optionalEnd()
      .toFormatter(java.util.Locale.ROOT);

  private final Optional<ZoneId> zone;

  CellReader(Optional<ZoneId> zone) {
    this.zone = zone;
  }

  /** A cell that is no value of its column. */
  record Broken(String rule) {}

  private static final Broken TYPE = new Broken("type");
  private static final Broken FINITE = new Broken("finite");
  private static final Broken NULL = new Broken("null");
  private static final Broken LENGTH = new Broken("length");
  private static final Broken LEFT_OUT = new Broken("zone");

  /**
   * A Long, Double or String as the field's type says, null, or {@link Broken}.
   *
   * @throws Unzoned if it is a time without a zone, and no zone was declared
   */
  @Nullable
  Object read(Field field, @Nullable Object raw, boolean textual) {
    if (raw == null) {
      return field.nullable() ? null : NULL;
    }
    return field.type().isArray()
        ? array(field.type().element(), raw, textual)
        : scalar(field.type(), raw, textual);
  }

  private Object scalar(ValueType type, Object raw, boolean textual) {
    if (raw instanceof Integer number) {
      return scalar(type, number.longValue(), textual);
    }
    return switch (type) {
      case BOOL -> bool(raw, textual);
      case INT32 -> int32(int64(raw, textual));
      case INT64 -> int64(raw, textual);
      case FLOAT32 -> float32(raw, textual);
      case FLOAT64 -> float64(raw instanceof Float number ? number.doubleValue() : raw, textual);
      case STRING -> raw instanceof String text && isStorable(text) ? text : TYPE;
      case BYTES -> bytes(raw);
      case TIMESTAMP -> timestamp(raw);
      default -> throw new IllegalStateException("an array within an array");
    };
  }

  /** In text, as in CSV, an array is JSON. */
  private Object array(ValueType element, Object raw, boolean textual) {
    if (textual && raw instanceof String text) {
      try {
        return array(element, JSON.readValue(text, Object.class), false);
      } catch (JacksonException e) {
        return TYPE;
      }
    }
    if (!(raw instanceof List<?> values)) {
      return TYPE;
    }
    if (values.size() > MOST_ELEMENTS) {
      return LENGTH;
    }
    List<Object> read = new ArrayList<>(values.size());
    for (Object value : values) {
      Object taken = value == null ? NULL : scalar(element, value, false);
      if (taken instanceof Broken) {
        return taken;
      }
      read.add(taken);
    }
    return ArrayText.write(element, read);
  }

  private static Object int32(Object number) {
    return number instanceof Long value && value != value.intValue() ? TYPE : number;
  }

  /** The nearest float32, widened again. */
  private static Object float32(Object raw, boolean textual) {
    if (raw instanceof Long number && Math.abs(number) > LARGEST_EXACT_FLOAT) {
      return TYPE;
    }
    Object number = raw instanceof Float exact ? finite(exact) : float64(raw, textual);
    return number instanceof Double value ? finite(value.floatValue()) : number;
  }

  private static Object bytes(Object raw) {
    String base64 = switch (raw) {
      case RowReader.Bytes bytes -> bytes.base64();
      case String text -> text;
      default -> null;
    };
    if (base64 == null) {
      return TYPE;
    }
    try {
      return Base64.getEncoder().encodeToString(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return TYPE; // no base64
    }
  }

  private static Object bool(Object raw, boolean textual) {
    if (raw instanceof Boolean value) {
      return value ? 1L : 0L;
    }
    return textual && raw.equals("true") ? 1L : textual && raw.equals("false") ? (Object) 0L : TYPE;
  }

  private static Object int64(Object raw, boolean textual) {
    if (raw instanceof Long) {
      return raw;
    }
    if (textual && raw instanceof String text) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException e) {
        return TYPE;
      }
    }
    return TYPE;
  }

  private static Object float64(Object raw, boolean textual) {
    if (raw instanceof Long number) {
      boolean exact = number <= LARGEST_EXACT_DOUBLE && number >= -LARGEST_EXACT_DOUBLE;
      return exact ? (Object) number.doubleValue() : TYPE;
    }
    if (raw instanceof BigInteger) {
      return TYPE;
    }
    if (textual && raw instanceof String text && isNumber(text)) {
      return finite(Double.parseDouble(text));
    }
    return raw instanceof Double number ? finite(number) : TYPE;
  }

  /** Most numbers are told without the pattern, which takes longer than to read them. */
  private static boolean isNumber(String text) {
    int digits = 0;
    int points = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (c == '.') {
        points++;
      } else if (c != '-' || i > 0) {
        return NUMBER.matcher(text).matches();
      }
    }
    return digits > 0 && points <= 1;
  }

  private static Object finite(double number) {
    return Double.isFinite(number) ? (Object) number : FINITE;
  }

  /** PostgreSQL keeps neither a zero character nor half of a surrogate pair. */
  static boolean isStorable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return false;
      }
      if (Character.isSurrogate(c)) {
        if (i + 1 == text.length() || !Character.isSurrogatePair(c, text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  private Object timestamp(Object raw) {
    return switch (raw) {
      case Instant instant -> micros(instant);
      case LocalDateTime local -> zoned(local);
      case String text -> {
        OptionalLong plain = PlainUtc.micros(text);
        if (plain.isPresent()) {
          yield plain.getAsLong();
        }
        TemporalAccessor parsed;
        try {
          parsed = TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
        } catch (DateTimeParseException e) {
          yield TYPE;
        }
        yield parsed instanceof OffsetDateTime time
            ? micros(time.toInstant())
            : zoned((LocalDateTime) parsed);
      }
      default -> TYPE;
    };
  }

  /**
   * Where the clocks go forward some times are left out, and where they go back some are there twice: of those the later one holds, so
   * that nothing counts as known before it was.
   */
  private Object zoned(LocalDateTime local) {
    ZoneId declared = zone.orElseThrow(Unzoned::new);
    return declared.getRules().getValidOffsets(local).isEmpty()
        ? LEFT_OUT
        : micros(local.atZone(declared).withLaterOffsetAtOverlap().toInstant());
  }

  private static Object micros(Instant instant) {
    return holds(instant) ? (Object) Micros.of(instant) : TYPE;
  }

  /** Whether it is of the years 1 to 9999. */
  static boolean holds(Instant instant) {
    return !instant.isBefore(FIRST_MOMENT) && instant.isBefore(AFTER_LAST_MOMENT);
  }

  /** A time without a zone in a view that declares none. */
  static final class Unzoned extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
