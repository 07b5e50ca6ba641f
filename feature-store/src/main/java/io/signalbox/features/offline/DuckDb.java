package io.signalbox.features.offline;

import io.signalbox.features.FeaturesHome;
import io.signalbox.migrations.UnpackedLibraries;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/** One DuckDB in memory, within bounds; what does not fit spills to the home folder. Thread-safe. */
@Component
class DuckDb implements DisposableBean {

  private static final String SPILL_LIMIT = "20GB";
  private static final int THREADS = 2;

  private final DuckDBConnection root;

  DuckDb(FeaturesHome home, @Value("${signalbox.features.offline-memory:800MB}") DataSize most) {
    try {
      root = (DuckDBConnection) new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
      UnpackedLibraries.delete("libduckdb_java");
      try (Statement statement = root.createStatement()) {
        statement.execute("SET memory_limit = '" + most.toMegabytes() + "MiB'");
        statement.execute("SET threads = " + THREADS);
        statement.execute(
            "SET temp_directory = " + Sql.text(home.folder("spill").toString()));
        statement.execute("SET max_temp_directory_size = '" + SPILL_LIMIT + "'");
        statement.execute("SET TimeZone = 'UTC'");
        statement.execute("SET autoinstall_known_extensions = false");
        statement.execute("SET autoload_known_extensions = false");
      }
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB does not start", e);
    }
  }

  /** Runs work on a connection of its own; its temporary tables are gone afterwards. */
  <T> T call(Work<T> work) {
    try {
      return callOrFail(work);
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB refused a query", e);
    }
  }

  /** As {@link #call}, where the caller knows what a failure means. */
  <T> T callOrFail(Work<T> work) throws SQLException {
    try (DuckDBConnection connection = root.duplicate()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET TimeZone = 'UTC'");
      }
      return work.on(connection);
    }
  }

  static void execute(DuckDBConnection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void destroy() throws SQLException {
    root.close();
  }

  /** Something done on a connection. */
  interface Work<T> {
    T on(DuckDBConnection connection) throws SQLException;
  }
}
