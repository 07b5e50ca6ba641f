package io.signalbox.router.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * The SQLite file of a journal: records by position, counted from 1 and never used twice, so the last record stays when all are
 * drained. One connection writes, another reads and checkpoints; each is used by one thread.
 */
final class JournalFile implements AutoCloseable {

  private static final int BUSY_MILLIS = 10_000;
  private static final int NO_AUTOCHECKPOINT = 0;
  private static final long KEEP_WAL_BYTES = 4 << 20;
  private static final long GREATEST_WAL_BYTES = 64 << 20;
  private static final List<String> SCHEMA = List.of(
      "CREATE TABLE IF NOT EXISTS journal (id TEXT NOT NULL, drained INTEGER NOT NULL)",
      "CREATE TABLE IF NOT EXISTS layouts (id INTEGER PRIMARY KEY, body BLOB NOT NULL)",
      """
      CREATE TABLE IF NOT EXISTS records (
        position INTEGER PRIMARY KEY, kind INTEGER NOT NULL, body BLOB NOT NULL)""");

  private final Path path;
  private final Connection writer;
  private final Connection reader;
  private final PreparedStatement read;
  private Writing writing;

  private JournalFile(Path path) throws SQLException {
    this.path = path;
    this.writer = connect(path);
    this.reader = connect(path);
    for (String statement : SCHEMA) {
      execute(writer, statement);
    }
    writer.setAutoCommit(false);
    writing = Writing.on(writer);
    read = reader.prepareStatement(
        "SELECT position, kind, body FROM records WHERE position > ? ORDER BY position LIMIT ?");
  }

  static JournalFile open(Path folder) {
    Path path = folder.resolve("journal.sqlite");
    try {
      Files.createDirectories(folder);
      return new JournalFile(path);
    } catch (IOException | SQLException e) {
      throw new JournalUnavailable("journal: " + path + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private static Connection connect(Path path) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setWalAutocheckpoint(NO_AUTOCHECKPOINT);
    config.setBusyTimeout(BUSY_MILLIS);
    config.setPageSize(8192);
    config.setGetGeneratedKeys(false); // else each insert is followed by a query
    return config.createConnection("jdbc:sqlite:" + path);
  }

  /** What is known when the file is opened; a new file gets a new id. */
  Opened opened() throws SQLException {
    execute(
        writer,
        "INSERT INTO journal (id, drained) SELECT '%s', 0 WHERE NOT EXISTS (SELECT * FROM journal)"
            .formatted(UUID.randomUUID()));
    writer.commit();
    try (Statement statement = reader.createStatement();
        ResultSet row = statement.executeQuery(
            "SELECT id, drained, coalesce((SELECT max(position) FROM records), 0) FROM journal")) {
      row.next();
      return new Opened(UUID.fromString(row.getString(1)), row.getLong(2), row.getLong(3));
    }
  }

  /** Records and how far they are drained, when the file was opened. */
  record Opened(UUID id, long drained, long last) {}

  // The writer's

  void insert(long position, int kind, byte[] body) throws SQLException {
    writing.insert.setLong(1, position);
    writing.insert.setInt(2, kind);
    writing.insert.setBytes(3, body);
    writing.insert.executeUpdate();
  }

  void insertLayout(long id, byte[] body) throws SQLException {
    writing.insertLayout.setLong(1, id);
    writing.insertLayout.setBytes(2, body);
    writing.insertLayout.executeUpdate();
  }

  /** Deletes the records before this one, which is drained as well but stays. */
  void deleteBefore(long position) throws SQLException {
    writing.delete.setLong(1, position);
    writing.delete.executeUpdate();
    writing.drained.setLong(1, position);
    writing.drained.executeUpdate();
  }

  /** Gives the records that are left another identity, to be drained again. */
  void renew(UUID id, long drainedPosition) throws SQLException {
    execute(writer, "UPDATE journal SET id = '%s', drained = %d".formatted(id, drainedPosition));
    writer.commit();
  }

  void commit() throws SQLException {
    writer.commit();
  }

  /**
   * Takes back what was not committed. Where the disk is full or fails SQLite has done so itself: the driver then finds nothing to take
   * back, would go on outside of any transaction, and has closed the statement that failed.
   */
  void rollback() throws SQLException {
    try {
      writer.rollback();
    } catch (SQLException nothingToTakeBack) {
      execute(writer, "BEGIN");
    }
    writing.close();
    writing = Writing.on(writer);
  }

  /** The writer's statements. */
  private record Writing(
      PreparedStatement insert,
      PreparedStatement insertLayout,
      PreparedStatement delete,
      PreparedStatement drained) {

    static Writing on(Connection writer) throws SQLException {
      return new Writing(
          writer.prepareStatement("INSERT INTO records (position, kind, body) VALUES (?, ?, ?)"),
          writer.prepareStatement("INSERT OR IGNORE INTO layouts (id, body) VALUES (?, ?)"),
          writer.prepareStatement("DELETE FROM records WHERE position < ?"),
          writer.prepareStatement("UPDATE journal SET drained = ?"));
    }

    void close() {
      for (PreparedStatement statement : List.of(insert, insertLayout, delete, drained)) {
        try {
          statement.close();
        } catch (SQLException failed) { // as its last use did, which was told then
        }
      }
    }
  }

  // The drainer's

  /** The records after a position, in order. */
  List<Stored> after(long position, int limit) throws SQLException {
    List<Stored> records = new ArrayList<>();
    read.setLong(1, position);
    read.setInt(2, limit);
    try (ResultSet rows = read.executeQuery()) {
      while (rows.next()) {
        records.add(new Stored(rows.getLong(1), rows.getInt(2), rows.getBytes(3)));
      }
    }
    return records;
  }

  /** A record as it lies in the file. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Stored(long position, int kind, byte[] body) {}

  /** The tuples of all layouts that were ever used. */
  List<byte[]> layouts() throws SQLException {
    List<byte[]> layouts = new ArrayList<>();
    try (Statement statement = reader.createStatement();
        ResultSet rows = statement.executeQuery("SELECT body FROM layouts")) {
      while (rows.next()) {
        layouts.add(rows.getBytes(1));
      }
    }
    return layouts;
  }

  /**
   * Copies the write-ahead log into the file. Writers go on meanwhile, unless the log has grown so long that it is worth making
   * them wait for its last pages.
   */
  void checkpoint() throws SQLException, IOException {
    Path log = path.resolveSibling(path.getFileName() + "-wal");
    long bytes = Files.exists(log) ? Files.size(log) : 0;
    if (bytes > KEEP_WAL_BYTES) {
      execute(reader, "PRAGMA wal_checkpoint(PASSIVE)");
    }
    if (bytes > GREATEST_WAL_BYTES) {
      execute(reader, "PRAGMA wal_checkpoint(RESTART)");
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The last to close folds the log into the file. */
  @Override
  public void close() {
    try (reader;
        writer) {
      writer.rollback();
    } catch (SQLException e) {
      throw new JournalUnavailable("journal: " + path + " does not close: " + e.getMessage(), e);
    }
  }
}
