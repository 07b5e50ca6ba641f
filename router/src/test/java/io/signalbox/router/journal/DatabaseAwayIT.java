package io.signalbox.router.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.migrations.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class DatabaseAwayIT {

  /** {@code -Dsignalbox.test.away=30} for the length that the journal promises. */
  private static final int AWAY_SECONDS = Integer.getInteger("signalbox.test.away", 6);

  static final TestDatabase database = TestDatabase.fresh();

  @Test
  void no_prediction_fails_while_the_database_is_away_and_all_arrive_when_it_is_back(
      @TempDir Path folder) throws Exception {
    try (Gateway gateway = Gateway.to(database.url());
        Journal journal = Journal.open(folder, Journal.Bounds.USUAL);
        Drainer drainer = new Drainer(journal, through(gateway))) {
      drainer.start();
      var running = new AtomicBoolean(true);
      var failures = new AtomicInteger();
      var answered = new AtomicInteger();
      PredictionIds ids = new PredictionIds(Clock.systemUTC());
      Thread caller = Thread.ofPlatform().start(() -> {
        while (running.get()) {
          try {
            journal.predictions(List.of(Records.prediction(ids.next())), true).await();
            answered.incrementAndGet();
          } catch (JournalUnavailable e) {
            failures.incrementAndGet();
          }
        }
      });
      Awaitility.await().until(() -> journal.drained() > 100);

      gateway.shut();
      Awaitility.await().until(() -> drainer.trouble().isPresent());
      int atFirst = answered.get();
      long drainedAtFirst = journal.drained();
      Awaitility.await()
          .during(Duration.ofSeconds(AWAY_SECONDS))
          .atMost(Duration.ofSeconds(AWAY_SECONDS + 5))
          .until(() -> journal.drained() == drainedAtFirst);
      assertThat(answered.get()).as("answered meanwhile").isGreaterThan(atFirst + 100);
      assertThat(drainer.lag()).isGreaterThan(Duration.ofSeconds(AWAY_SECONDS - 1));

      gateway.open();
      running.set(false);
      caller.join();
      assertThat(drainer.await(Duration.ofSeconds(60))).isTrue();
      assertThat(drainer.trouble()).isEmpty();
      assertThat(failures).hasValue(0);
      assertThat(JdbcClient.create(database.dataSource())
              .sql("SELECT count(*) FROM router.predictions")
              .query(Integer.class)
              .single())
          .isEqualTo(answered.get());
    }
  }

  private static PGSimpleDataSource through(Gateway gateway) {
    var source = new PGSimpleDataSource();
    source.setUrl(gateway.url());
    source.setUser(database.user());
    source.setPassword(database.password());
    return source;
  }
}
