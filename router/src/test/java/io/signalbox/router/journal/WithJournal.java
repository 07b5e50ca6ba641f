package io.signalbox.router.journal;

import static io.signalbox.router.journal.Records.NOON;

import io.signalbox.migrations.TestDatabase;
import io.signalbox.router.EndpointName;
import io.signalbox.router.Predictions.Scored;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A journal in an empty folder, drained into an empty database. */
abstract class WithJournal {
  static final EndpointName DELAYS = new EndpointName("delays");
  static final Duration PATIENCE = Duration.ofSeconds(20);

  static final TestDatabase database = TestDatabase.fresh();
  static final JdbcClient jdbc = JdbcClient.create(database.dataSource());

  final StoredPredictions stored =
      new StoredPredictions(database.dataSource(), new FeatureLayouts(jdbc));

  @TempDir
  Path folder;

  Journal journal;
  Drainer drainer;

  @BeforeEach
  void open() {
    jdbc.sql("TRUNCATE router.predictions, router.outcomes, router.replaced_outcomes")
        .update();
    open(folder);
  }

  void open(Path where) {
    journal = Journal.open(where, Journal.Bounds.USUAL);
    drainer = new Drainer(journal, database.dataSource());
    drainer.start();
  }

  @AfterEach
  void close() {
    drainer.close();
    journal.close();
  }

  List<Scored> scored() {
    List<Scored> scored = new ArrayList<>();
    stored.scored(DELAYS, NOON, NOON.plus(Duration.ofDays(2)), scored::add);
    return scored;
  }

  static List<Double> replaced() {
    return jdbc.sql("SELECT value FROM router.replaced_outcomes ORDER BY reported_at")
        .query(Double.class)
        .list();
  }
}
