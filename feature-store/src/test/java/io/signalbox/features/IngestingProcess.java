package io.signalbox.features;

import io.signalbox.features.EntityDefinition.JoinKey;
import io.signalbox.features.FeatureServer.StandingClock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A process that ingests batch after batch and compacts meanwhile, until it is killed. It says each batch that was acknowledged. */
final class IngestingProcess {

  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final String ACKNOWLEDGED = "acknowledged ";
  static final String COMPACTING = "compacting";

  private static final Instant START = NOW.minusSeconds(3_600);
  private static final int SMALL = 20;
  /** Becomes a file at once. */
  private static final int LARGE = BatchWriter.ROWS_OF_A_FILE;

  private static final int LARGE_EVERY = 9;
  private static final int COMPACT_EVERY = 2;
  private static final int SITES = 7;

  private IngestingProcess() {}

  /** Database's address, user and password, the home folder, the first batch. */
  public static void main(String[] arguments) throws InterruptedException {
    var database = new PGSimpleDataSource();
    database.setUrl(arguments[0]);
    database.setUser(arguments[1]);
    database.setPassword(arguments[2]);
    try (FeatureServer server = server(database, Path.of(arguments[3]))) {
      server.features().apply(definitions(), "test");
      var due = new Semaphore(0);
      Thread.ofPlatform().daemon().start(() -> {
        while (true) {
          due.acquireUninterruptibly();
          System.out.println(COMPACTING);
          server.ingestion().compact();
        }
      });
      for (int batch = Integer.parseInt(arguments[4]); !Thread.interrupted(); batch++) {
        server
            .ingestion()
            .ingest(List.of(new RowBatch("readings", "process", rows(batch))), "test");
        System.out.println(ACKNOWLEDGED + batch);
        if (batch % COMPACT_EVERY == 0) {
          due.release();
        }
      }
    }
  }

  static FeatureServer server(DataSource database, Path home) {
    return FeatureServer.start(database, home, new StandingClock(NOW));
  }

  /** Every row of all batches has a number of its own; a batch has the same rows whoever makes it. */
  static List<Map<String, Object>> rows(int batch) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (long number = first(batch); number < first(batch + 1); number++) {
      var row = new LinkedHashMap<String, Object>();
      row.put("site", "s" + number % SITES);
      row.put("read_at", START.plusMillis(number));
      row.put("number", number);
      rows.add(row);
    }
    return rows;
  }

  static long first(int batch) {
    int large = (batch + LARGE_EVERY - 1) / LARGE_EVERY;
    return (long) large * LARGE + (long) (batch - large) * SMALL;
  }

  private static List<Definition> definitions() {
    return List.of(
        new EntityDefinition(
            "site", Optional.empty(), List.of(new JoinKey("site", ValueType.STRING))),
        new FeatureViewDefinition(
            "readings",
            Optional.empty(),
            "site",
            "read_at",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(new ColumnDefinition("number", ValueType.INT64, Optional.empty())),
            List.of()),
        new FeatureServiceDefinition(
            "latest", List.of(), List.of(FeatureReference.parse("readings:number as latest"))));
  }
}
