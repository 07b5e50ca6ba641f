package io.signalbox.features.offline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import org.duckdb.DuckDBConnection;

/** Writes a file so that it is there whole and on disk, or not at all. */
final class ParquetFile {

  /** What every reader of Parquet knows. */
  static final String COMMON = "snappy";

  /** As small, and read in half the time; only we read it. */
  static final String QUICK = "lz4_raw";

  private ParquetFile() {}

  /** Runs SQL. */
  interface Execution {
    void of(String sql) throws SQLException;
  }

  static void write(DuckDBConnection connection, String select, Path target, String compression)
      throws SQLException {
    write(sql -> DuckDb.execute(connection, sql), select, target, compression);
  }

  static void write(Execution execution, String select, Path target, String compression)
      throws SQLException {
    Path draft = target.resolveSibling(target.getFileName() + ".draft");
    try {
      Files.createDirectories(target.getParent());
      execution.of("COPY (%s) TO %s (FORMAT parquet, COMPRESSION %s)"
          .formatted(select, Sql.text(draft.toString()), compression));
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
        folder.force(true); // the name, too
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
