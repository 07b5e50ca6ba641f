package io.signalbox.features.offline;

import static java.util.stream.Collectors.joining;

import io.signalbox.features.Field;
import io.signalbox.features.RowSchema;
import io.signalbox.features.ValueType;
import java.nio.file.Path;
import java.util.List;

/** Pieces of SQL. Names are quoted; they were checked when they were applied, and none begins with an underscore. */
final class Sql {

  private Sql() {}

  static String name(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  static String text(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  static String names(List<Field> fields) {
    return fields.stream().map(field -> name(field.name())).collect(joining(", "));
  }

  /** What a column is in Parquet. */
  static String type(ValueType type) {
    return switch (type) {
      case BOOL -> "BOOLEAN";
      case INT32 -> "INTEGER";
      case INT64 -> "BIGINT";
      case FLOAT32 -> "FLOAT";
      case FLOAT64 -> "DOUBLE";
      case STRING -> "VARCHAR";
      case BYTES -> "BLOB";
      case TIMESTAMP -> "TIMESTAMPTZ";
      case BOOL_ARRAY,
          INT32_ARRAY,
          INT64_ARRAY,
          FLOAT32_ARRAY,
          FLOAT64_ARRAY,
          STRING_ARRAY,
          BYTES_ARRAY,
          TIMESTAMP_ARRAY -> type(type.element()) + "[]";
    };
  }

  /** What a value comes and goes as between Java and DuckDB: as {@link io.signalbox.features.Column} holds it. */
  static String carrier(ValueType type) {
    return switch (type.holding()) {
      case LONG -> "BIGINT";
      case DOUBLE -> "DOUBLE";
      case TEXT -> "VARCHAR";
    };
  }

  /** Makes the column's type of an expression that is its carrier. */
  static String fromCarrier(ValueType type, String value) {
    if (type.isArray()) {
      ValueType element = type.element();
      String list = "from_json(%s, '[\"%s\"]')"
          .formatted(value, element == ValueType.BOOL ? "BOOLEAN" : carrier(element));
      return element == ValueType.STRING || element == ValueType.BOOL
          ? list
          : "list_transform(%s, lambda e: %s)".formatted(list, fromCarrier(element, "e"));
    }
    return switch (type) {
      case TIMESTAMP -> "make_timestamptz(" + value + ")";
      case BYTES -> "from_base64(" + value + ")";
      default -> "CAST(" + value + " AS " + type(type) + ")";
    };
  }

  /** Makes the carrier of an expression that is of the column's type. */
  private static String toCarrier(ValueType type, String value) {
    if (type.isArray()) {
      ValueType element = type.element();
      String list = element == ValueType.STRING || element == ValueType.BOOL
          ? value
          : "list_transform(%s, lambda e: %s)".formatted(value, toCarrier(element, "e"));
      return "CAST(to_json(%s) AS VARCHAR)".formatted(list);
    }
    return switch (type) {
      case TIMESTAMP -> "epoch_us(" + value + ")";
      case BYTES -> "to_base64(" + value + ")";
      default -> "CAST(" + value + " AS " + carrier(type) + ")";
    };
  }

  /** A column as {@link Columns} reads it: its carrier. */
  static String readable(Field field) {
    return toCarrier(field.type(), name(field.name()));
  }

  static String readable(List<Field> fields) {
    return fields.stream().map(Sql::readable).collect(joining(", "));
  }

  static String carriers(List<Field> fields) {
    return fields.stream()
        .map(field -> name(field.name()) + " " + carrier(field.type()))
        .collect(joining(", "));
  }

  static String fromCarriers(List<Field> fields) {
    return fields.stream()
        .map(field -> fromCarrier(field.type(), name(field.name())) + " AS " + name(field.name()))
        .collect(joining(", "));
  }

  static String moment(long micros) {
    return "make_timestamptz(" + micros + ")";
  }

  static String parquet(List<Path> files) {
    return "read_parquet(["
        + files.stream().map(file -> text(file.toString())).collect(joining(", "))
        + "])";
  }

  /** All that a row has in a file, in order. */
  static String stored(RowSchema schema) {
    return names(schema.fields()) + ", _event, _known, _sequence";
  }

  /** {@code a.x = b.x AND a.y = b.y} */
  static String equal(String left, String right, List<Field> keys) {
    return keys.stream()
        .map(key -> left + "." + name(key.name()) + " = " + right + "." + name(key.name()))
        .collect(joining(" AND "));
  }

  static String present(List<Field> keys) {
    return keys.stream().map(key -> name(key.name()) + " IS NOT NULL").collect(joining(" AND "));
  }
}
