package io.signalbox.registry.importing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Held by the one process that copies from a server; the database lets go of it when the process dies. */
final class ImportLock implements AutoCloseable {
  private static final String KEY = "hashtextextended('registry.import ' || ?, 0)";

  private final Connection connection;
  private final String source;

  private ImportLock(Connection connection, String source) {
    this.connection = connection;
    this.source = source;
  }

  /** Empty where another holds it. */
  static Optional<ImportLock> take(DataSource database, String source) {
    try {
      Connection connection = database.getConnection();
      if (ask(connection, "pg_try_advisory_lock", source)) {
        return Optional.of(new ImportLock(connection, source));
      }
      connection.close();
      return Optional.empty();
    } catch (SQLException e) {
      throw new DataAccessResourceFailureException("import lock", e);
    }
  }

  /** Whether somebody holds it; looks without taking it. */
  static boolean isHeld(JdbcClient jdbc, String source) {
    return jdbc.sql("""
            SELECT EXISTS (SELECT 1 FROM pg_locks
              WHERE locktype = 'advisory' AND objsubid = 1 AND granted
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND ((classid::bigint << 32) | objid::bigint) = %s)
            """.formatted(KEY)).params(source).query(Boolean.class).single();
  }

  private static boolean ask(Connection connection, String function, String source)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("SELECT " + function + "(" + KEY + ")")) {
      query.setString(1, source);
      try (ResultSet row = query.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  /** The connection goes back to its pool, so the lock is let go of first. */
  @Override
  public void close() {
    try (connection) {
      ask(connection, "pg_advisory_unlock", source);
    } catch (SQLException e) {
      throw new DataAccessResourceFailureException("import lock", e);
    }
  }
}
