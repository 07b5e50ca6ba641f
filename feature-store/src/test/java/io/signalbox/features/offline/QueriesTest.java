package io.signalbox.features.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.features.Field;
import io.signalbox.features.Progress;
import io.signalbox.features.ValueType;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Statements that would run for days, and end because somebody else says so. */
@Timeout(60)
class QueriesTest {
  private static final String FOR_DAYS =
      "SELECT count(*) AS n FROM range(10000000000) a, range(1000) b WHERE hash(a.range, b.range) = 1";

  @Test
  void each_kind_of_statement_is_broken_off_while_it_runs() throws SQLException {
    try (DuckDBConnection connection = connect();
        var progress = new BrokenOff()) {
      var queries = new Queries(connection, progress);

      assertThatThrownBy(() -> queries.execute("CREATE TEMP TABLE never AS " + FOR_DAYS))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("INTERRUPT");
      assertThatThrownBy(() -> queries.count(FOR_DAYS))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("INTERRUPT");
      var number = new Field("n", ValueType.INT64, false);
      assertThatThrownBy(() -> queries.read(FOR_DAYS, List.of(number)))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("INTERRUPT");
    }
  }

  @Test
  void nothing_is_begun_that_nobody_wants() throws SQLException {
    try (DuckDBConnection connection = connect();
        var progress = new BrokenOff()) {
      progress.isUnwanted = true;
      var queries = new Queries(connection, progress);

      assertThatThrownBy(() -> queries.execute("CREATE TABLE made (n BIGINT)"))
          .isInstanceOf(Progress.Stopped.class);

      progress.isUnwanted = false;
      assertThat(new Queries(connection, Progress.NONE)
              .count("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'made'"))
          .isZero();
    }
  }

  private static DuckDBConnection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class);
  }

  /** Somebody who breaks off whatever can be, again and again. */
  private static final class BrokenOff implements Progress, AutoCloseable {
    volatile boolean isUnwanted;
    private volatile Runnable stop = () -> {};
    private volatile boolean ended;
    private final Thread thread = Thread.ofPlatform().start(() -> {
      while (!ended) {
        try {
          stop.run();
        } catch (IllegalStateException hadEnded) {
          continue;
        }
        LockSupport.parkNanos(1_000_000);
      }
    });

    @Override
    public void at(String phase, int step, int steps) {}

    @Override
    public void check() {
      if (isUnwanted) {
        throw new Stopped();
      }
    }

    @Override
    public void stoppable(Runnable how) {
      stop = how;
    }

    @Override
    public void close() {
      ended = true;
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
