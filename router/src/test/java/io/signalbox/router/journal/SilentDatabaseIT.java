package io.signalbox.router.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.migrations.SilentWay;
import io.signalbox.migrations.TestDatabase;
import io.signalbox.router.EndpointName;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A database that answers nothing and closes nothing. */
@Timeout(120)
class SilentDatabaseIT {
  private static final Duration ANSWER = Duration.ofSeconds(2);

  @Test
  void a_batch_without_an_answer_fails_and_is_stored_once_when_the_database_speaks_again(
      @TempDir Path folder) throws Exception {
    try (TestDatabase database = TestDatabase.fresh();
        SilentWay way = SilentWay.to(database);
        Connection other = database.dataSource().getConnection();
        Journal journal = Journal.open(folder, Journal.Bounds.USUAL);
        Drainer drainer = new Drainer(journal, way.dataSource(), ANSWER)) {
      JdbcClient jdbc = JdbcClient.create(database.dataSource());
      PredictionIds ids = new PredictionIds(Clock.systemUTC());
      drainer.start();
      journal.predictions(List.of(Records.prediction(ids.next())), true).await();
      Awaitility.await().until(() -> journal.drained() > 0 && journal.backlog() == 0);

      lockPredictions(other);
      journal.predictions(List.of(Records.prediction(ids.next())), true).await();
      Awaitility.await()
          .until(() -> hasWaited(jdbc, "10 milliseconds")); // in the middle of a batch
      way.fallSilent();
      other.rollback();

      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> drainer.trouble().isPresent());
      way.speak();
      assertThat(drainer.await(Duration.ofSeconds(60))).isTrue();
      assertThat(jdbc.sql("SELECT count(*) FROM router.predictions")
              .query(Integer.class)
              .single())
          .isEqualTo(2);
    }
  }

  @Test
  void a_batch_that_is_long_without_an_answer_is_trouble_before_it_fails(@TempDir Path folder)
      throws Exception {
    try (TestDatabase database = TestDatabase.fresh();
        Connection other = database.dataSource().getConnection();
        Journal journal = Journal.open(folder, Journal.Bounds.USUAL);
        Drainer drainer = new Drainer(journal, database.dataSource())) {
      PredictionIds ids = new PredictionIds(Clock.systemUTC());
      drainer.start();
      journal.predictions(List.of(Records.prediction(ids.next())), true).await();
      assertThat(drainer.await(Duration.ofSeconds(60))).isTrue();
      assertThat(drainer.trouble()).isEmpty();

      lockPredictions(other);
      journal.predictions(List.of(Records.prediction(ids.next())), true).await();

      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> drainer.trouble().isPresent());
      assertThat(drainer.trouble().orElseThrow()).matches("no answer for \\d+ s");
      other.rollback();
      assertThat(drainer.await(Duration.ofSeconds(60))).isTrue();
      assertThat(drainer.trouble()).isEmpty();
    }
  }

  /** As where PostgreSQL sorts for longer than the pool's connections wait for an answer. */
  @Test
  void a_read_of_predictions_may_be_silent_for_longer_than_other_statements() throws Exception {
    try (TestDatabase database = TestDatabase.fresh();
        Connection other = database.dataSource().getConnection()) {
      var impatient = new PGSimpleDataSource();
      impatient.setUrl(database.url());
      impatient.setUser(database.user());
      impatient.setPassword(database.password());
      impatient.setSocketTimeout(1);
      JdbcClient jdbc = JdbcClient.create(database.dataSource());
      var stored =
          new StoredPredictions(impatient, new FeatureLayouts(JdbcClient.create(impatient)));
      lockPredictions(other);

      var rows = new ArrayList<Object>();
      CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> stored.scored(
          new EndpointName("flight_delay"),
          Instant.parse("2013-04-01T00:00:00Z"),
          Instant.parse("2013-05-01T00:00:00Z"),
          rows::add));

      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> reading.isDone() || hasWaited(jdbc, "3 seconds"));
      assertThat(reading).isNotDone();
      other.rollback();
      reading.join();
      assertThat(rows).isEmpty();
    }
  }

  private static void lockPredictions(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("LOCK TABLE router.predictions IN ACCESS EXCLUSIVE MODE");
    }
  }

  private static boolean hasWaited(JdbcClient jdbc, String time) {
    return jdbc.sql("""
            SELECT count(*) > 0 FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'
              AND clock_timestamp() - query_start > CAST(:time AS interval)
            """).param("time", time).query(Boolean.class).single();
  }
}
