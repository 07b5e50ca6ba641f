package io.signalbox.features.source;

import io.signalbox.features.FeaturesException;
import io.signalbox.features.Field;
import io.signalbox.features.RowSchema;
import io.signalbox.features.SqlSourceDefinition;
import io.signalbox.features.ValueType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A source's query: the columns that it has, and its rows in the order in which they became known. */
final class SourceQuery {

  private static final int FETCH_ROWS = 5_000;
  private static final String ARRAY = "_";

  private final SqlSourceDefinition source;
  private final List<Field> fields;
  private final String known;

  SourceQuery(SqlSourceDefinition source, RowSchema rows) {
    this.source = source;
    this.fields = rows.fields();
    this.known = rows.knownAt()
        .or(rows::eventTime)
        .orElseThrow(() -> new FeaturesException.Invalid(
            "source %s: view %s has event_time always (expected: a view whose rows have a time, to read on from)"
                .formatted(source.name(), rows.view())));
  }

  /**
   * Rows that were read.
   *
   * @param to the known-at of the last; all rows up to it are read
   * @param more whether there may be further ones
   */
  record Chunk(List<Map<String, @Nullable Object>> rows, Optional<Instant> to, boolean more) {}

  /** @throws FeaturesException if PostgreSQL refuses the query, or its columns are not those of the view */
  void check(Connection connection) {
    Map<String, String> types = new LinkedHashMap<>();
    try (PreparedStatement query = connection.prepareStatement(selecting("*") + " LIMIT 0");
        ResultSet none = query.executeQuery()) {
      ResultSetMetaData columns = none.getMetaData();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        String twice = types.put(columns.getColumnLabel(i), columns.getColumnTypeName(i));
        expect(twice == null, "column %s twice (expected: once)", columns.getColumnLabel(i));
      }
    } catch (SQLException e) {
      throw new FeaturesException.Invalid(
          place() + SqlWords.of(e) + " (expected: one statement that reads)");
    }
    List<String> names = fields.stream().map(Field::name).toList();
    for (String name : types.keySet()) {
      expect(names.contains(name), "column %s: unknown (expected: only %s)", name, names);
    }
    for (Field field : fields) {
      String type = types.get(field.name());
      expect(type != null, "column %s: missing (expected: all of %s)", field.name(), names);
      Set<String> fitting = typesOf(field.type());
      expect(
          fitting.contains(type),
          "column %s is %s (expected: %s, for %s; cast it in the query)",
          field.name(),
          type,
          String.join(" or ", fitting),
          field.type().word());
    }
  }

  /** PostgreSQL's, whose values are taken as they are. */
  private static Set<String> typesOf(ValueType type) {
    Stream<String> names = switch (type.element()) {
      case BOOL -> Stream.of("bool");
      case INT32 -> Stream.of("int2", "int4");
      case INT64 -> Stream.of("int2", "int4", "int8");
      case FLOAT32 -> Stream.of("float4");
      case FLOAT64 -> Stream.of("float4", "float8");
      case STRING -> Stream.of("text", "varchar", "bpchar");
      case BYTES -> Stream.of("bytea");
      case TIMESTAMP -> Stream.of("timestamptz");
      default -> throw new IllegalStateException("an array within an array");
    };
    return names
        .map(name -> type.isArray() ? ARRAY + name : name)
        .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
  }

  /**
   * The rows known after one moment and by another, the first ones where there are more than {@code most}. Rows that became known in the
   * same microsecond stay together, so there may be more of them.
   *
   * @param after absent: from the first
   */
  Chunk next(Connection connection, Optional<Instant> after, Instant until, int most)
      throws SQLException {
    OffsetDateTime from =
        after.map(it -> it.atOffset(ZoneOffset.UTC)).orElse(OffsetDateTime.MIN); // -infinity
    String columns =
        fields.stream().map(field -> quoted(field.name())).collect(Collectors.joining(", "));
    String sql = selecting(columns)
        + " WHERE %1$s > ? AND %1$s <= ? ORDER BY %1$s FETCH FIRST %2$d ROWS WITH TIES"
            .formatted(quoted(known), most);
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    Optional<Instant> to = Optional.empty();
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setFetchSize(FETCH_ROWS);
      query.setObject(1, from);
      query.setObject(2, until.atOffset(ZoneOffset.UTC));
      try (ResultSet found = query.executeQuery()) {
        while (found.next()) {
          rows.add(row(found));
          to = Optional.of(found.getObject(known, OffsetDateTime.class).toInstant());
        }
      }
    }
    return new Chunk(rows, to, rows.size() >= most);
  }

  /** On lines of its own, because it may end in a comment. */
  private String selecting(String columns) {
    return "SELECT " + columns + " FROM (\n" + source.query() + "\n) AS source";
  }

  private static String quoted(String name) {
    return '"' + name + '"';
  }

  private Map<String, @Nullable Object> row(ResultSet found) throws SQLException {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      row.put(fields.get(i).name(), value(fields.get(i).type(), found, i + 1));
    }
    return row;
  }

  private static @Nullable Object value(ValueType type, ResultSet found, int column)
      throws SQLException {
    if (type.isArray()) {
      java.sql.Array array = found.getArray(column);
      return array == null ? null : elements((Object[]) array.getArray());
    }
    return type == ValueType.TIMESTAMP
        ? moment(found.getObject(column, OffsetDateTime.class))
        : scalar(found.getObject(column));
  }

  private static List<@Nullable Object> elements(@Nullable Object[] values) {
    List<@Nullable Object> elements = new ArrayList<>();
    for (Object value : values) {
      elements.add(scalar(value));
    }
    return elements;
  }

  private static @Nullable Object scalar(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Float number -> number.doubleValue();
      case Short number -> number.intValue();
      case byte[] bytes -> Base64.getEncoder().encodeToString(bytes);
      case java.sql.Timestamp moment -> moment.toInstant();
      default -> value;
    };
  }

  /** PostgreSQL's infinities are no moments: they go to quarantine as what they are called. */
  private static @Nullable Object moment(@Nullable OffsetDateTime moment) {
    if (moment == null) {
      return null;
    }
    if (moment.equals(OffsetDateTime.MAX) || moment.equals(OffsetDateTime.MIN)) {
      return moment.equals(OffsetDateTime.MAX) ? "infinity" : "-infinity";
    }
    return moment.toInstant();
  }

  private String place() {
    return "source " + source.name() + ": query: ";
  }

  @com.google.errorprone.annotations.FormatMethod
  private void expect(boolean expected, String message, @Nullable Object... values) {
    if (!expected) {
      throw new FeaturesException.Invalid(place() + message.formatted(values));
    }
  }
}
