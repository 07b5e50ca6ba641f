package io.signalbox.features.offline;

import io.signalbox.features.OfflineStore.Known;
import io.signalbox.features.OfflineStore.StoredFile;
import io.signalbox.features.RowSchema;
import io.signalbox.features.Rows;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.duckdb.DuckDBConnection;

/**
 * Writes rows of one history as {@code views/VIEW/HISTORY/PARTITION/*.parquet}: sorted by key and then as they became known, so that a
 * reader finds the rows of a key together, and marked as {@link HoldingRows} says.
 */
final class RowFileWriter {

  static final String VIEWS = "views";

  private final DuckDBConnection connection;
  private final Path home;
  private final RowSchema schema;

  RowFileWriter(DuckDBConnection connection, Path home, RowSchema schema) {
    this.connection = connection;
    this.home = home;
    this.schema = schema;
  }

  /** A file for each partition. */
  List<StoredFile> write(Rows rows) throws SQLException {
    var partitions = new TreeMap<String, Extent>();
    for (int row = 0; row < rows.size(); row++) {
      Partitions.Range range = Partitions.of(schema.partition(), rows.event(row));
      partitions
          .computeIfAbsent(range.name(), name -> new Extent(range))
          .add(rows.event(row), rows.known(row));
    }
    RowTables.create(connection, "arrived", rows);
    List<StoredFile> files = new ArrayList<>();
    for (Extent extent : partitions.values()) {
      String from = "SELECT * FROM arrived WHERE _event >= %d AND _event < %d"
          .formatted(extent.range.fromMicros(), extent.range.untilMicros());
      files.add(extent.file(export(extent.range.name(), from)));
    }
    return files;
  }

  /** One file of the rows of several of one partition. */
  StoredFile merge(List<StoredFile> files) throws SQLException {
    List<Path> paths = files.stream().map(file -> home.resolve(file.path())).toList();
    String partition = files.getFirst().partition();
    Path path =
        export(partition, "SELECT %s FROM %s".formatted(Sql.stored(schema), Sql.parquet(paths)));
    return new StoredFile(
        path,
        partition,
        files.stream().mapToLong(StoredFile::rows).sum(),
        files.stream().mapToLong(StoredFile::firstEventMicros).min().orElseThrow(),
        files.stream().mapToLong(StoredFile::lastEventMicros).max().orElseThrow(),
        Optional.of(known(home.resolve(path))));
  }

  private Known known(Path file) throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(
            "SELECT min(_known), max(_known) FROM " + Sql.parquet(List.of(file)))) {
      result.next();
      return new Known(result.getLong(1), result.getLong(2));
    }
  }

  private Path export(String partition, String from) throws SQLException {
    Path path = Path.of(VIEWS, schema.view(), Integer.toString(schema.history()), partition)
        .resolve(UUID.randomUUID() + ".parquet");
    ParquetFile.write(
        connection,
        "SELECT %s, %s AS _holds FROM (%s) %s ORDER BY %s, _known, _event, _sequence"
            .formatted(
                Sql.stored(schema),
                HoldingRows.HOLDS,
                from,
                HoldingRows.window(schema),
                Sql.names(schema.keys())),
        home.resolve(path),
        ParquetFile.QUICK);
    return path;
  }

  /** What a partition is about to get. */
  private static final class Extent {
    private final Partitions.Range range;
    private long rows;
    private Reach reach = new Reach(Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE);

    Extent(Partitions.Range range) {
      this.range = range;
    }

    void add(long event, long known) {
      rows++;
      reach = reach.with(event, known);
    }

    StoredFile file(Path path) {
      return new StoredFile(
          path,
          range.name(),
          rows,
          reach.firstEvent(),
          reach.lastEvent(),
          Optional.of(new Known(reach.firstKnown(), reach.lastKnown())));
    }
  }
}
