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

/**
 * The SQLite file of a journal: records by position, counted from 1 and never used twice, so the last record stays when all are
 * drained. One connection writes, another reads and checkpoints; each is used by one thread.
 */
final class JournalFile implements AutoCloseable {

  /** Worth a checkpoint: pages that changed again and again are copied once. */
  private static final long MANY_BYTES = 16 << 20;

  /** What was written and is deleted a second later is then still in memory. */
  private static final int WRITER_CACHE_KIB = 16 << 10;

  private final Path path;
  private final Connection writer;
  private final Connection reader;
  private final PreparedStatement read;
  private final Packing packing = new Packing();
  private Writing writing;
  private volatile long logged;
  private volatile boolean mostlyFolded;

  private JournalFile(Path path) throws SQLException {
    this.path = path;
    this.writer = JournalSchema.connect(path);
    this.reader = JournalSchema.connect(path);
    JournalSchema.ensure(writer);
    JournalSchema.execute(writer, "PRAGMA cache_size = -" + WRITER_CACHE_KIB);
    writer.setAutoCommit(false);
    writing = Writing.on(writer);
    read = reader.prepareStatement("SELECT last, body FROM groups WHERE last > ? ORDER BY last");
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

  /** What is known when the file is opened; a new file gets a new id. */
  Opened opened() throws SQLException {
    JournalSchema.execute(
        writer,
        "INSERT INTO journal (id, drained) SELECT '%s', 0 WHERE NOT EXISTS (SELECT * FROM journal)"
            .formatted(UUID.randomUUID()));
    writer.commit();
    try (Statement statement = reader.createStatement();
        ResultSet row = statement.executeQuery(
            "SELECT id, drained, coalesce((SELECT max(last) FROM groups), 0) FROM journal")) {
      row.next();
      return new Opened(UUID.fromString(row.getString(1)), row.getLong(2), row.getLong(3));
    }
  }

  /** Records and how far they are drained, when the file was opened. */
  record Opened(UUID id, long drained, long last) {}

  // The writer's

  /** A record of the next commit. */
  void insert(long position, int kind, byte[] body) throws SQLException {
    if (packing.isClosedTo(position)) {
      insertGroup();
    }
    packing.add(position, kind, body);
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
  private void insertGroup() throws SQLException {
    Group group = packing.take();
    JournalSchema.insert(writing.insert, group);
    logged += group.bytes().length;
  }

  void insertLayout(long id, byte[] body) throws SQLException {
    writing.insertLayout.setLong(1, id);
    writing.insertLayout.setBytes(2, body);
    writing.insertLayout.executeUpdate();
  }

  /** Deletes the groups that end before this record, which is drained as well: its own group stays. */
  void deleteBefore(long position) throws SQLException {
    writing.delete.setLong(1, position);
    writing.delete.executeUpdate();
    writing.drained.setLong(1, position);
    writing.drained.executeUpdate();
  }

  /** Gives the records that are left another identity, to be drained again; with the next commit. */
  void renew(UUID id, long drainedPosition) throws SQLException {
    JournalSchema.execute(
        writer, "UPDATE journal SET id = '%s', drained = %d".formatted(id, drainedPosition));
  }

  void commit() throws SQLException {
    if (!packing.isEmpty()) {
      insertGroup();
    }
    writer.commit();
  }

  /**
   * Takes back what was not committed. Where the disk is full or fails SQLite has done so itself: the driver then finds nothing to take
   * back, would go on outside of any transaction, and has closed the statement that failed.
   */
  void rollback() throws SQLException {
    packing.clear();
    try {
      writer.rollback();
    } catch (SQLException nothingToTakeBack) {
      JournalSchema.execute(writer, "BEGIN");
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
          JournalSchema.insertion(writer),
          writer.prepareStatement("INSERT OR IGNORE INTO layouts (id, body) VALUES (?, ?)"),
          writer.prepareStatement("DELETE FROM groups WHERE last < ?"),
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

  /**
   * Copies what was logged since {@link #checkpoint}, between two commits: the log is all in the file then, and begins anew. Asked
   * for by another, SQLite would make the writer wait for whole milliseconds.
   */
  void endCheckpoint() throws SQLException {
    if (mostlyFolded) {
      mostlyFolded = false;
      logged = 0;
      JournalSchema.execute(writer, "PRAGMA wal_checkpoint(PASSIVE)");
    }
  }

  // The drainer's

  /** Groups with the records after a position, in order: as many as hold so many records or bytes, or all. */
  List<Group> after(long position, int records, int bytes) throws SQLException {
    List<Group> groups = new ArrayList<>();
    long reached = position;
    long size = 0;
    read.setLong(1, position);
    try (ResultSet rows = read.executeQuery()) {
      while (reached - position < records && size < bytes && rows.next()) {
        Group group = new Group(rows.getLong(1), rows.getBytes(2));
        groups.add(group);
        reached = group.last();
        size += group.bytes().length;
      }
    }
    return groups;
  }

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

  /** Copies most of the write-ahead log into the file once it has grown; writers go on meanwhile. */
  void checkpoint() throws SQLException {
    if (logged > MANY_BYTES) {
      JournalSchema.execute(reader, "PRAGMA wal_checkpoint(PASSIVE)");
      mostlyFolded = true;
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
