package io.signalbox.features;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * Runs one after the other. While one runs, a connection of its own holds an advisory lock: who dies leaves it, and whoever gets it
 * next knows that what is said to run does not.
 */
@Service
class MaterializationService implements Materializations, DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(MaterializationService.class);
  private static final long LOCK = 0x51677842_6d617472L;
  private static final int MOST_LISTED = 1_000;
  private static final String SELECT =
      "SELECT id, views, state, problem, author, began_at, ended_at FROM features.materializations ";

  private final DataSource dataSource;
  private final JdbcClient jdbc;
  private final Serving serving;
  private final Clock clock;
  private final ExecutorService worker = Executors.newSingleThreadExecutor(
      Thread.ofPlatform().name("features-materialize").daemon().factory());

  MaterializationService(DataSource dataSource, JdbcClient jdbc, Serving serving, Clock clock) {
    this.dataSource = dataSource;
    this.jdbc = jdbc;
    this.serving = serving;
    this.clock = clock;
  }

  /** Holds the lock until it is closed. */
  private static final class Guard implements AutoCloseable {
    private final Connection connection;

    Guard(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void close() {
      try (connection) {
        asked(connection, "SELECT pg_advisory_unlock(%d)".formatted(LOCK));
      } catch (SQLException e) {
        LOG.warn("A lock was not given back; it goes with its connection", e);
      }
    }
  }

  private Optional<Guard> lock() {
    try {
      Connection connection = dataSource.getConnection();
      if (asked(connection, "SELECT pg_try_advisory_lock(%d)".formatted(LOCK))) {
        return Optional.of(new Guard(connection));
      }
      connection.close();
      return Optional.empty();
    } catch (SQLException e) {
      throw new IllegalStateException("no connection for a materialization", e);
    }
  }

  private static boolean asked(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      return result.next() && result.getBoolean(1);
    }
  }

  @Override
  public Optional<UUID> begin(List<String> views, String author) {
    return lock().map(guard -> {
      UUID id = UUID.randomUUID();
      try {
        failLost();
        jdbc.sql("""
                INSERT INTO features.materializations (id, views, state, author, began_at) VALUES (?, ?, 'running', ?, ?)
                """).params(id, views.toArray(String[]::new), author, now()).update();
        worker.execute(() -> run(id, views, guard));
      } catch (RuntimeException e) {
        guard.close();
        throw e;
      }
      return id;
    });
  }

  /** With the lock held nothing runs: what is said to has lost its server. */
  private void failLost() {
    jdbc.sql("""
            UPDATE features.materializations
            SET state = 'failed', problem = 'its server ended (expected: begun again)', ended_at = ?
            WHERE state = 'running'
            """).param(now()).update();
  }

  private void run(UUID id, List<String> views, Guard guard) {
    try (guard) {
      try {
        serving.refresh(views);
        end(id, State.DONE, Optional.empty());
      } catch (RuntimeException e) {
        LOG.warn("Materialization failed id={} views={}", id, views, e);
        String problem = e instanceof FeaturesException || e instanceof LostFile
            ? String.valueOf(e.getMessage())
            : "unexpected (expected: none; the server's log says more)";
        end(id, State.FAILED, Optional.of(problem));
      }
    }
  }

  private void end(UUID id, State state, Optional<String> problem) {
    jdbc.sql(
            "UPDATE features.materializations SET state = ?, problem = ?, ended_at = ? WHERE id = ?")
        .param(state.name().toLowerCase(Locale.ROOT))
        .param(problem.orElse(null))
        .params(now(), id)
        .update();
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  @Override
  public Materialization find(UUID id) {
    Materialization found = stored(id);
    if (found.state() == State.RUNNING) {
      lock().ifPresent(guard -> {
        try (guard) {
          failLost();
        }
      });
      return stored(id); // it may have ended meanwhile, too
    }
    return found;
  }

  private Materialization stored(UUID id) {
    return jdbc.sql(SELECT + "WHERE id = ?")
        .param(id)
        .query((rs, row) -> materialization(rs))
        .optional()
        .orElseThrow(() -> new FeaturesException.NotFound("materialization", id.toString()));
  }

  @Override
  public List<Materialization> newest(int limit) {
    return jdbc.sql(SELECT + "ORDER BY began_at DESC, id LIMIT ?")
        .param(Math.min(limit, MOST_LISTED))
        .query((rs, row) -> materialization(rs))
        .list();
  }

  private static Materialization materialization(ResultSet rs) throws SQLException {
    Array views = rs.getArray("views");
    return new Materialization(
        rs.getObject("id", UUID.class),
        List.of((String[]) views.getArray()),
        State.valueOf(rs.getString("state").toUpperCase(Locale.ROOT)),
        Optional.ofNullable(rs.getString("problem")),
        rs.getString("author"),
        rs.getObject("began_at", OffsetDateTime.class).toInstant(),
        Optional.ofNullable(rs.getObject("ended_at", OffsetDateTime.class))
            .map(OffsetDateTime::toInstant));
  }

  @Override
  public void destroy() {
    worker.close();
  }
}
