package io.signalbox.features.offline;

import static java.util.stream.Collectors.joining;

import io.signalbox.features.FeaturesException;
import io.signalbox.features.FileBatch;
import io.signalbox.features.RowReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Rows of a Parquet file, in its order. */
@Component
class ParquetRows implements RowReader {

  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final DuckDb duckDb;

  ParquetRows(DuckDb duckDb) {
    this.duckDb = duckDb;
  }

  @Override
  public FileBatch.Format format() {
    return FileBatch.Format.PARQUET;
  }

  @Override
  public void read(Path file, Sink sink) {
    checkMagic(file);
    try {
      duckDb.callOrFail(connection -> {
        read(connection, Sql.parquet(List.of(file)), sink);
        return true;
      });
    } catch (SQLException | IllegalStateException e) {
      throw new FeaturesException.Invalid(
          "body: a Parquet file that cannot be read to its end (expected: one that is whole)");
    }
  }

  private static void checkMagic(Path file) {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      byte[] head = new byte[MAGIC.length];
      byte[] tail = new byte[MAGIC.length];
      if (in.length() >= 3L * MAGIC.length) {
        in.readFully(head);
        in.seek(in.length() - MAGIC.length);
        in.readFully(tail);
      }
      if (!java.util.Arrays.equals(head, MAGIC) || !java.util.Arrays.equals(tail, MAGIC)) {
        throw new FeaturesException.Invalid(
            "body: no whole Parquet file (expected: PAR1 at its start and end)");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void read(DuckDBConnection connection, String source, Sink sink)
      throws SQLException {
    List<String> names = new ArrayList<>();
    List<Kind> kinds = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT * FROM " + source + " LIMIT 0")) {
      ResultSetMetaData columns = statement.getMetaData();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        names.add(columns.getColumnName(i));
        kinds.add(Kind.of(columns.getColumnTypeName(i), columns.getColumnName(i)));
      }
    }
    sink.columns(names, false);
    List<String> selected = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      selected.add(kinds.get(i).readable(Sql.name(names.get(i))));
    }
    String sql = "SELECT " + selected.stream().collect(joining(", ")) + " FROM " + source;
    try (PreparedStatement statement = connection.prepareStatement(sql);
        DuckDBChunkedResult result =
            statement.unwrap(DuckDBPreparedStatement.class).query()) {
      while (result.nextChunk()) {
        List<IntFunction<@Nullable Object>> cells = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
          cells.add(kinds.get(i).cell(result.chunk().vector(i)));
        }
        handOver(cells, Math.toIntExact(result.chunk().rowCount()), sink);
      }
    }
  }

  private static void handOver(List<IntFunction<@Nullable Object>> cells, int rows, Sink sink) {
    for (int row = 0; row < rows; row++) {
      @Nullable Object[] values = new @Nullable Object[cells.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = cells.get(i).apply(row);
      }
      sink.row(values);
    }
  }

  /** What a Parquet column's type becomes. */
  private enum Kind {
    BOOL,
    INT,
    FLOAT,
    DOUBLE,
    TEXT,
    BYTES,
    LIST,
    LIST_OF_BYTES,
    INSTANT,
    LOCAL_TIME;

    static Kind of(String type, String column) {
      if (type.endsWith("[]")) {
        return type.equals("BLOB[]") ? LIST_OF_BYTES : LIST;
      }
      return switch (type) {
        case "BOOLEAN" -> BOOL;
        case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER" -> INT;
        case "FLOAT" -> FLOAT;
        case "DOUBLE" -> DOUBLE;
        case "VARCHAR" -> TEXT;
        case "BLOB" -> BYTES;
        case "TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ" -> INSTANT;
        case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" -> LOCAL_TIME;
        default ->
          throw new FeaturesException.Invalid(
              "column %s: %s (expected: boolean, an integer of up to 64 bits, float, double, string, bytes, timestamp or a list of one of these)"
                  .formatted(column, type));
      };
    }

    String readable(String name) {
      return switch (this) {
        case BOOL, TEXT -> name;
        case INT -> "CAST(" + name + " AS BIGINT)";
        case FLOAT, DOUBLE -> "CAST(" + name + " AS DOUBLE)";
        case BYTES -> "to_base64(" + name + ")";
        case LIST -> "CAST(to_json(" + name + ") AS VARCHAR)";
        case LIST_OF_BYTES ->
          "CAST(to_json(list_transform(%s, lambda e: to_base64(e))) AS VARCHAR)".formatted(name);
        case INSTANT -> "epoch_us(" + name + ")";
        case LOCAL_TIME -> "epoch_us(CAST(" + name + " AS TIMESTAMP))";
      };
    }

    IntFunction<@Nullable Object> cell(DuckDBReadableVector vector) {
      return row -> vector.isNull(row)
          ? null
          : switch (this) {
            case BOOL -> (Object) vector.getBoolean(row);
            case INT -> vector.getLong(row);
            case FLOAT -> (float) vector.getDouble(row);
            case DOUBLE -> vector.getDouble(row);
            case BYTES -> new Bytes(vector.getString(row));
            case LIST, LIST_OF_BYTES -> JSON.readValue(vector.getString(row), List.class);
            case TEXT -> vector.getString(row);
            case INSTANT -> Times.instant(vector.getLong(row));
            case LOCAL_TIME -> Times.local(vector.getLong(row));
          };
    }
  }
}
