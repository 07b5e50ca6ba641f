package io.signalbox.router.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** The tables that a journal is drained into. A batch and the position it reaches are one transaction. Used by one thread. */
final class PostgresDestination {

  private static final String UNIQUE_VIOLATION = "23505";
  private static final int CHUNK_BYTES = 64 << 10;

  private final DataSource database;
  private final int answerMillis;
  private final Partitions partitions = new Partitions();
  private final Set<Long> layouts = new HashSet<>();
  private final Beginnings beginnings = new Beginnings();

  /** {@code answer}: a statement that says nothing for so long fails, and its connection is given up. */
  PostgresDestination(DataSource database, Duration answer) {
    this.database = database;
    this.answerMillis = Math.toIntExact(answer.toMillis());
  }

  /** How far this journal is drained; 0 for one that is new here. */
  long position(UUID journal) throws SQLException {
    try (Connection connection = connection();
        PreparedStatement query =
            connection.prepareStatement("SELECT position FROM router.journals WHERE id = ?")) {
      query.setObject(1, journal);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  /** Stores layouts that predictions refer to; those that are there stay. */
  void keep(List<byte[]> tuples) throws SQLException {
    List<byte[]> unknown = tuples.stream()
        .filter(tuple -> !layouts.contains(LayoutTuple.id(tuple)))
        .toList();
    if (unknown.isEmpty()) {
      return;
    }
    inTransaction(connection -> {
      execute(
          connection,
          "CREATE TEMPORARY TABLE incoming (LIKE router.feature_layouts) ON COMMIT DROP");
      copy(
          connection,
          "incoming (%s)".formatted(LayoutTuple.COLUMNS),
          unknown.stream().map(Slice::of).toList());
      execute(
          connection,
          "INSERT INTO router.feature_layouts SELECT * FROM incoming ON CONFLICT DO NOTHING");
    });
    unknown.forEach(tuple -> layouts.add(LayoutTuple.id(tuple)));
  }

  /** All of the batch, exactly once: if it is there already, this throws and changes nothing. */
  void store(UUID journal, Batch batch) throws SQLException {
    List<Runnable> committed = new ArrayList<>();
    try {
      inTransaction(connection -> {
        partitions.ensure(connection, batch.predictionDays.all());
        advance(connection, journal, batch.from, batch.to);
        storePredictions(connection, batch.predictions);
        committed.add(beginnings.note(connection, batch.predictions));
        Set<LocalDate> missing = partitions.missing(connection, batch.outcomeDays.all());
        storeOutcomes(connection, batch.outcomesWithout(missing));
      });
    } catch (SQLException | RuntimeException e) {
      partitions.forget();
      throw e;
    }
    committed.forEach(Runnable::run);
  }

  private static void advance(Connection connection, UUID journal, long from, long to)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement("""
        INSERT INTO router.journals AS j (id, position) VALUES (?, ?)
        ON CONFLICT (id) DO UPDATE SET position = excluded.position WHERE j.position = ?""")) {
      update.setObject(1, journal);
      update.setLong(2, to);
      update.setLong(3, from);
      if (update.executeUpdate() != 1) {
        throw new SQLException("journal " + journal + " is not at " + from);
      }
    }
  }

  private static void storePredictions(Connection connection, List<Slice> tuples)
      throws SQLException {
    if (tuples.isEmpty()
        || copied(
            connection, "router.predictions (%s)".formatted(PredictionRecord.COLUMNS), tuples)) {
      return;
    }
    // Only a file that was put back from a copy brings a prediction again.
    execute(connection, "CREATE TEMPORARY TABLE incoming (LIKE router.predictions) ON COMMIT DROP");
    copy(connection, "incoming (%s)".formatted(PredictionRecord.COLUMNS), tuples);
    execute(connection, """
        INSERT INTO router.predictions (%1$s) SELECT %1$s FROM incoming
        ON CONFLICT DO NOTHING""".formatted(PredictionRecord.COLUMNS));
  }

  private static void storeOutcomes(Connection connection, List<Slice> tuples) throws SQLException {
    if (tuples.isEmpty()
        || copied(connection, "router.outcomes (%s)".formatted(OutcomeRecord.COLUMNS), tuples)) {
      return;
    }
    execute(connection, """
        CREATE TEMPORARY TABLE reported (LIKE router.outcomes, n bigint GENERATED ALWAYS AS IDENTITY)
        ON COMMIT DROP""");
    copy(connection, "reported (%s)".formatted(OutcomeRecord.COLUMNS), tuples);
    execute(connection, """
        INSERT INTO router.outcomes (%1$s)
        SELECT DISTINCT ON (predicted_at, prediction_id) %1$s FROM reported
        ORDER BY predicted_at, prediction_id, n
        ON CONFLICT DO NOTHING""".formatted(OutcomeRecord.COLUMNS));
    // All reports, in order, of predictions that were reported with more than one value
    execute(connection, """
        SELECT router.report_again(predicted_at, prediction_id, value, occurred_at, reported_at)
        FROM (
          SELECT * FROM reported r WHERE (predicted_at, prediction_id) IN (
            SELECT predicted_at, prediction_id
            FROM reported JOIN router.outcomes o USING (predicted_at, prediction_id)
            WHERE reported.value <> o.value)
          ORDER BY n) AS changed""");
  }

  /** False, and nothing stored, if one of the rows is there already. */
  private static boolean copied(Connection connection, String target, List<Slice> tuples)
      throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      copy(connection, target, tuples);
      connection.releaseSavepoint(before);
      return true;
    } catch (SQLException e) {
      if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
        throw e;
      }
      connection.rollback(before);
      return false;
    }
  }

  private static void copy(Connection connection, String target, List<Slice> tuples)
      throws SQLException {
    CopyIn copy = connection
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyIn("COPY %s FROM STDIN (FORMAT binary)".formatted(target));
    try {
      var chunk = new CopyStream(copy, CHUNK_BYTES);
      chunk.addAll(tuples);
      chunk.end();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private void inTransaction(Work work) throws SQLException {
    try (Connection connection = connection()) {
      connection.setAutoCommit(false);
      try {
        work.in(connection);
        connection.commit();
      } catch (SQLException | RuntimeException e) {
        rollback(connection, e);
        throw e;
      } finally {
        if (!connection.isClosed()) {
          connection.setAutoCommit(true);
        }
      }
    }
  }

  /** A pool sets its own bound again when the connection comes back. */
  private Connection connection() throws SQLException {
    Connection connection = database.getConnection();
    connection.setNetworkTimeout(Runnable::run, answerMillis);
    return connection;
  }

  private static void rollback(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** What is done in one transaction. */
  private interface Work {
    void in(Connection connection) throws SQLException;
  }
}
