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

  static String type(ValueType type) {
    return switch (type) {
      case BOOL -> "BOOLEAN";
      case INT64 -> "BIGINT";
      case FLOAT64 -> "DOUBLE";
      case STRING -> "VARCHAR";
      case TIMESTAMP -> "TIMESTAMPTZ";
    };
  }

  /** A column as {@link Columns} reads it: everything that is a {@code long} in Java comes as BIGINT. */
  static String readable(Field field) {
    return switch (field.type()) {
      case BOOL -> "CAST(" + name(field.name()) + " AS BIGINT)";
      case TIMESTAMP -> "epoch_us(" + name(field.name()) + ")";
      case INT64, FLOAT64, STRING -> name(field.name());
    };
  }

  static String readable(List<Field> fields) {
    return fields.stream().map(Sql::readable).collect(joining(", "));
  }

  static String declaration(List<Field> fields) {
    return fields.stream()
        .map(field -> name(field.name()) + " " + type(field.type()))
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
