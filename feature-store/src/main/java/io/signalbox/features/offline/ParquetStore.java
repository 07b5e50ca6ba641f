package io.signalbox.features.offline;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Range;
import io.signalbox.features.Column;
import io.signalbox.features.FeaturesHome;
import io.signalbox.features.Field;
import io.signalbox.features.LostFile;
import io.signalbox.features.OfflineStore;
import io.signalbox.features.Progress;
import io.signalbox.features.RowSchema;
import io.signalbox.features.Rows;
import io.signalbox.features.StoredRows;
import io.signalbox.features.Table;
import io.signalbox.features.TrainingQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Parquet under the home folder: {@code views/VIEW/HISTORY/PARTITION/*.parquet}, and training sets. */
@Component
class ParquetStore implements OfflineStore {

  private static final String ASIDE = "unlisted";

  private final DuckDb duckDb;
  private final Path home;

  ParquetStore(DuckDb duckDb, FeaturesHome home) {
    this.duckDb = duckDb;
    this.home = home.folder("");
  }

  @Override
  public List<StoredFile> write(Rows rows) {
    return duckDb.call(
        connection -> new RowFileWriter(connection, home, rows.schema()).write(rows));
  }

  @Override
  public StoredFile merge(RowSchema schema, List<StoredFile> files) {
    return duckDb.call(connection -> new RowFileWriter(connection, home, schema).merge(files));
  }

  @Override
  public Rows readFrom(StoredRows stored, long micros, boolean andTheLatestBefore) {
    RowSchema schema = stored.schema();
    return reading(List.of(stored), connection -> {
      String source = RowTables.source(connection, absolute(stored), "recent");
      String rows =
          "SELECT * FROM %s WHERE _event > %d OR _known > %d".formatted(source, micros, micros);
      if (andTheLatestBefore) {
        rows += """
                 UNION ALL
                SELECT * FROM %s WHERE _event <= %d AND _known <= %d
                QUALIFY row_number() OVER (
                  PARTITION BY %s ORDER BY _event DESC, _known DESC, _sequence DESC) = 1
                """.formatted(source, micros, micros, Sql.names(schema.keys()));
      }
      return RowTables.read(connection, schema, rows);
    });
  }

  @Override
  public Rows readBetween(StoredRows stored, List<Range<Long>> sequences) {
    String among = sequences.stream()
        .map(it -> "(_sequence >= %d AND _sequence < %d)"
            .formatted(it.lowerEndpoint(), it.upperEndpoint()))
        .collect(joining(" OR ", "false OR ", ""));
    return reading(
        List.of(stored),
        connection -> RowTables.read(
            connection,
            stored.schema(),
            "SELECT * FROM %s WHERE %s"
                .formatted(RowTables.source(connection, absolute(stored), "recent"), among)));
  }

  @Override
  public Map<Long, Long> rowsByManifest(List<Path> files) {
    if (files.isEmpty()) {
      return Map.of();
    }
    String sql = "SELECT _sequence >> %d AS manifest, count(*) AS rows FROM %s GROUP BY 1"
        .formatted(
            RowSchema.PLACE_BITS, Sql.parquet(files.stream().map(home::resolve).toList()));
    return duckDb.call(connection -> {
      Map<Long, Long> rows = new HashMap<>();
      try (var statement = connection.createStatement();
          var result = statement.executeQuery(sql)) {
        while (result.next()) {
          rows.put(result.getLong("manifest"), result.getLong("rows"));
        }
      }
      return rows;
    });
  }

  @Override
  public Built build(TrainingQuery query, Path target, Progress progress) {
    return reading(
        read(query),
        connection ->
            new AsOfJoin(connection, query, this::absolute, progress).write(home.resolve(target)));
  }

  @Override
  public List<Column> join(TrainingQuery query, Progress progress) {
    return reading(
        read(query),
        connection -> new AsOfJoin(connection, query, this::absolute, progress).read());
  }

  private static List<StoredRows> read(TrainingQuery query) {
    return ImmutableList.<StoredRows>builder()
        .addAll(query.sources().values())
        .add(query.spineRows())
        .build();
  }

  @Override
  public Days days(StoredRows stored, Span span) {
    return duckDb.call(connection -> CoveredDays.count(
        connection,
        stored.schema(),
        RowTables.source(connection, absolute(stored), "recent"),
        span));
  }

  @Override
  public Table read(Path file, List<Field> columns) {
    String sql = "SELECT %s FROM %s"
        .formatted(Sql.readable(columns), Sql.parquet(List.of(home.resolve(file))));
    List<Column> read = duckDb.call(connection -> Columns.read(connection, sql, columns));
    return new Table(read.isEmpty() ? 0 : read.getFirst().size(), read);
  }

  @Override
  public Path absolute(Path file) {
    return home.resolve(file);
  }

  @Override
  public void delete(Path file) {
    try {
      Files.deleteIfExists(home.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int setAsideAllBut(List<Path> files, Duration age) {
    Path views = home.resolve(RowFileWriter.VIEWS);
    if (!Files.isDirectory(views)) {
      return 0;
    }
    Set<Path> kept = new HashSet<>(files);
    try (Stream<Path> found = Files.walk(views)) {
      Instant moment = diskTime().minus(age);
      List<Path> unlisted = found
          .filter(Files::isRegularFile)
          .map(home::relativize)
          .filter(file -> !kept.contains(file) && isBefore(file, moment))
          .toList();
      for (Path file : unlisted) {
        Path aside = home.resolve(ASIDE).resolve(file);
        Files.createDirectories(aside.getParent());
        Files.move(home.resolve(file), aside, StandardCopyOption.REPLACE_EXISTING);
      }
      return unlisted.size();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** By the clock of the disk, which may be another machine's. */
  private Instant diskTime() throws IOException {
    Path probe = Files.createTempFile(home, "now", "");
    try {
      return Files.getLastModifiedTime(probe).toInstant();
    } finally {
      Files.delete(probe);
    }
  }

  private boolean isBefore(Path file, Instant moment) {
    try {
      return Files.getLastModifiedTime(home.resolve(file)).toInstant().isBefore(moment);
    } catch (IOException gone) {
      return false;
    }
  }

  /** Runs work that reads these rows. @throws LostFile if it fails and a file of them is gone */
  private <T> T reading(List<StoredRows> read, DuckDb.Work<T> work) {
    try {
      return duckDb.call(work);
    } catch (IllegalStateException e) {
      for (StoredRows rows : read) {
        for (StoredFile file : rows.files()) {
          Path path = home.resolve(file.path());
          if (!Files.exists(path)) {
            throw new LostFile(path, file.rows(), rows.schema().view(), e);
          }
        }
      }
      throw e;
    }
  }

  private StoredRows absolute(StoredRows stored) {
    return new StoredRows(
        stored.schema(),
        stored.files().stream().map(it -> it.at(home.resolve(it.path()))).toList(),
        stored.recent());
  }
}
