package io.signalbox.features;

import com.google.common.collect.Range;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Files of rows and of training sets. Paths are relative to the store's own folder. */
public interface OfflineStore {

  /** Writes rows as Parquet, a file for each partition, sorted by key and time. Each is whole or not there. */
  List<StoredFile> write(Rows rows);

  /** Writes the rows of several files of one partition as one; the old ones stay. */
  StoredFile merge(RowSchema schema, List<StoredFile> files);

  /** Rows with an event after a moment, and of each key the one that holds at that moment. */
  Rows readFrom(StoredRows rows, long micros, boolean andTheLatestBefore);

  /** The rows of these stretches of sequences, each from its lower end, inclusive, to its upper, exclusive. */
  Rows readBetween(StoredRows rows, List<Range<Long>> sequences);

  /** How many rows these files have of each batch, by its manifest. */
  Map<Long, Long> rowsByManifest(List<Path> files);

  /**
   * Writes the as-of join as Parquet: a row in, a row out, by time and then by order of ingestion. The same query over the same rows gives
   * the same bytes.
   */
  Built build(TrainingQuery query, Path target, Progress progress);

  /** The features that {@link #build} would write, in the order of the spine. */
  List<Column> join(TrainingQuery query, Progress progress);

  /** Reads columns of a training set, in row order. */
  Table read(Path file, List<Field> columns);

  /** Counts the keys of each day of a span. */
  Days days(StoredRows rows, Span span);

  /** Where a file is. */
  Path absolute(Path file);

  void delete(Path file);

  /**
   * Moves every file of rows away that is not one of these and was written longer ago than {@code age}: what a crash left behind, or what a
   * database that was restored does not know yet. Returns how many.
   */
  int setAsideAllBut(List<Path> files, Duration age);

  /**
   * What was built.
   *
   * @param nulls missing values by column
   * @param lookups what was found in each view
   * @param quality where rows were scored
   */
  record Built(
      long rows, Map<String, Long> nulls, List<Lookup> lookups, Optional<QualityFound> quality) {}

  /** From inclusive, until exclusive, known-by inclusive. */
  record Span(long fromMicros, long untilMicros, long knownByMicros) {}

  /**
   * Keys.
   *
   * @param entities that have a row before the end of the span
   * @param entitiesByDay that have a row on a day, counted from the beginning of the span
   */
  record Days(long entities, Map<Long, Long> entitiesByDay) {}

  /**
   * A Parquet file of rows of one partition.
   *
   * @param known when its rows became known; absent: it was written before rows were marked as holding or not
   */
  record StoredFile(
      Path path,
      String partition,
      long rows,
      long firstEventMicros,
      long lastEventMicros,
      Optional<Known> known) {

    /** The same, found elsewhere. */
    public StoredFile at(Path place) {
      return new StoredFile(place, partition, rows, firstEventMicros, lastEventMicros, known);
    }
  }

  /** The first and the last moment at which a row became known. */
  record Known(long firstMicros, long lastMicros) {}
}
