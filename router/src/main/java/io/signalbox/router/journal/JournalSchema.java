package io.signalbox.router.journal;

import io.signalbox.migrations.UnpackedLibraries;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/** The tables of a journal's file and how it is opened. */
final class JournalSchema {

  private static final int BUSY_MILLIS = 10_000;
  private static final int NO_AUTOCHECKPOINT = 0;

  /** What a log that has grown longer is cut to where it begins anew. */
  private static final int KEEP_LOG_BYTES = 64 << 20;

  private static final List<String> TABLES = List.of(
      "CREATE TABLE IF NOT EXISTS journal (id TEXT NOT NULL, drained INTEGER NOT NULL)",
      "CREATE TABLE IF NOT EXISTS layouts (id INTEGER PRIMARY KEY, body BLOB NOT NULL)",
      "CREATE TABLE IF NOT EXISTS groups (last INTEGER PRIMARY KEY, body BLOB NOT NULL)");

  private JournalSchema() {}

  static Connection connect(Path path) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    config.setWalAutocheckpoint(NO_AUTOCHECKPOINT);
    config.setJournalSizeLimit(KEEP_LOG_BYTES);
    config.setBusyTimeout(BUSY_MILLIS);
    config.setPageSize(8192);
    config.setGetGeneratedKeys(false); // else each insert is followed by a query
    Connection connection = config.createConnection("jdbc:sqlite:" + path);
    UnpackedLibraries.delete("sqlite-");
    return connection;
  }

  /** Makes the tables that are not there. */
  static void ensure(Connection connection) throws SQLException {
    for (String table : TABLES) {
      execute(connection, table);
    }
    if (hasRowOfEachRecord(connection)) {
      execute(connection, "BEGIN"); // closed without its end where this throws
      regroup(connection);
      execute(connection, "COMMIT");
    }
  }

  /** As files were at first: the table {@code records} with a row of each. */
  private static boolean hasRowOfEachRecord(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet table = statement.executeQuery(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'records'")) {
      return table.next();
    }
  }

  private static void regroup(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT position, kind, body FROM records ORDER BY position");
        PreparedStatement insert = insertion(connection)) {
      Packing packing = new Packing();
      while (rows.next()) {
        long position = rows.getLong(1);
        if (packing.isClosedTo(position)) {
          insert(insert, packing.take());
        }
        packing.add(position, rows.getInt(2), rows.getBytes(3));
      }
      if (!packing.isEmpty()) {
        insert(insert, packing.take());
      }
    }
    execute(connection, "DROP TABLE records");
  }

  static PreparedStatement insertion(Connection connection) throws SQLException {
    return connection.prepareStatement("INSERT INTO groups (last, body) VALUES (?, ?)");
  }

  static void insert(PreparedStatement insertion, Group group) throws SQLException {
    insertion.setLong(1, group.last());
    insertion.setBytes(2, group.bytes());
    insertion.executeUpdate();
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
