package io.signalbox.features.feast;

import io.signalbox.features.Field;
import io.signalbox.features.RowSchema;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A data frame as the SDK sends it, columns of equal length, as rows of a view. What pandas does to values is undone: a missing
 * integer makes its column decimal, NaN and NaT are missing, and times have no zone, which is UTC.
 */
final class SentFrame {

  private static final long LARGEST_EXACT_DOUBLE = 1L << 53;
  private static final long MOST_SECONDS = 253_402_300_799L; // the end of the year 9999
  private static final String EVENT = "event_timestamp";
  private static final Set<String> CREATED = Set.of("created", "created_timestamp");

  private final RowSchema schema;
  private final Map<String, JsonNode> columns = new LinkedHashMap<>();
  private int rows = -1;

  private SentFrame(RowSchema schema) {
    this.schema = schema;
  }

  static List<Map<String, @Nullable Object>> rows(JsonNode frame, RowSchema schema) {
    if (!frame.isObject() || frame.isEmpty()) {
      throw FeastRefusal.unreadable("df: missing (expected: values by column)");
    }
    var sent = new SentFrame(schema);
    frame.properties().forEach(column -> sent.take(column.getKey(), column.getValue()));
    return sent.rows();
  }

  private void take(String name, JsonNode values) {
    if (!values.isArray()) {
      throw FeastRefusal.unreadable("df." + name + ": no list (expected: one)");
    }
    if (rows >= 0 && values.size() != rows) {
      throw FeastRefusal.unreadable(
          "df.%s: %d values (expected: %d, as the others)".formatted(name, values.size(), rows));
    }
    rows = values.size();
    String column = column(name);
    if (!column.isEmpty() && columns.put(column, values) != null) {
      throw FeastRefusal.invalid("df.%s: twice (expected: %s once)".formatted(name, column));
    }
  }

  /** The view's own name of a column; empty for a created time, where the view has none. */
  private String column(String name) {
    if (schema.find(name).isPresent()) {
      return name;
    }
    if (name.equals(EVENT)) {
      return schema.eventTime().orElse("");
    }
    if (CREATED.contains(name)) {
      return schema.knownAt().orElse("");
    }
    throw FeastRefusal.invalid("df.%s: unknown (expected: only %s)"
        .formatted(name, schema.fields().stream().map(Field::name).toList()));
  }

  private List<Map<String, @Nullable Object>> rows() {
    List<Map<String, @Nullable Object>> read = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      Map<String, @Nullable Object> values = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> column : columns.entrySet()) {
        Field field = schema.find(column.getKey()).orElseThrow();
        values.put(field.name(), value(field, column.getValue().get(row)));
      }
      schema.knownAt().ifPresent(known -> {
        if (values.get(known) == null) {
          values.put(known, values.get(schema.eventTime().orElseThrow()));
        }
      });
      read.add(values);
    }
    return read;
  }

  private static @Nullable Object value(Field field, JsonNode value) {
    if (value.isNull()) {
      return null;
    }
    if (field.type().isArray()) {
      return value.isArray() ? values(field, value) : value.toString();
    }
    return switch (field.type()) {
      case TIMESTAMP -> moment(value);
      case INT32, INT64 -> integer(value);
      case FLOAT32, FLOAT64 -> decimal(value);
      default -> plain(value);
    };
  }

  private static List<@Nullable Object> values(Field field, JsonNode array) {
    var element = new Field(field.name(), field.type().element(), false);
    List<@Nullable Object> values = new ArrayList<>();
    array.forEach(value -> values.add(value(element, value)));
    return values;
  }

  private static Object plain(JsonNode value) {
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isIntegralNumber()) {
      return value.canConvertToLong() ? (Object) value.longValue() : value.bigIntegerValue();
    }
    return value.isNumber()
        ? (Object) value.doubleValue()
        : value.isString() ? value.stringValue() : value.toString();
  }

  private static @Nullable Object integer(JsonNode value) {
    if (value.isString() && value.stringValue().equals("NaN")) {
      return null;
    }
    boolean whole = value.isNumber()
        && !value.isIntegralNumber()
        && value.doubleValue() == Math.rint(value.doubleValue())
        && Math.abs(value.doubleValue()) <= LARGEST_EXACT_DOUBLE;
    return whole ? (Object) (long) value.doubleValue() : plain(value);
  }

  private static @Nullable Object decimal(JsonNode value) {
    if (!value.isString()) {
      return plain(value);
    }
    return switch (value.stringValue()) {
      case "NaN" -> null;
      case "Infinity" -> (Object) Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> value.stringValue();
    };
  }

  /** Whole seconds since the epoch, or ISO-8601. What is neither is left to be refused as what it is. */
  private static @Nullable Object moment(JsonNode value) {
    if (value.isIntegralNumber()
        && value.canConvertToLong()
        && Math.abs(value.longValue()) <= MOST_SECONDS) {
      return Instant.ofEpochSecond(value.longValue());
    }
    if (!value.isString()) {
      return plain(value);
    }
    String text = value.stringValue();
    if (text.equals("NaT")) {
      return null;
    }
    try {
      return text.endsWith("Z") || text.matches(".*[+-]\\d\\d:?\\d\\d")
          ? OffsetDateTime.parse(text.replace(' ', 'T')).toInstant()
          : LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      return text;
    }
  }
}
