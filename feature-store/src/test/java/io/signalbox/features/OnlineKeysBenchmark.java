package io.signalbox.features;

import io.signalbox.features.EntityDefinition.JoinKey;
import io.signalbox.features.FeatureServer.StandingClock;
import io.signalbox.migrations.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * More keys of ten features than memory holds: how fast the first million comes in (the others are laid into PostgreSQL, as
 * ingestion leaves them), what the process takes, and how long a read of one key takes from
 * memory and from PostgreSQL. Arguments: the folder, the keys, the memory for online rows.
 */
final class OnlineKeysBenchmark {

  private static final Instant NOW = Instant.parse("2026-03-02T00:00:00Z");
  private static final int KEYS_OF_A_BATCH = 500_000;
  private static final int KEYS_INGESTED = 1_000_000;
  private static final int READS = 20_000;
  private static final int HOT = 10_000;
  private static final long SEED = 20260302;

  private OnlineKeysBenchmark() {}

  public static void main(String[] arguments) throws SQLException, IOException {
    Path home = Path.of(arguments[0]);
    int keys = Integer.parseInt(arguments[1]);
    try (TestDatabase database = TestDatabase.fresh()) {
      try (FeatureServer server = server(database, home, arguments[2])) {
        server.features().apply(definitions(), "bench");
        fill(server, home, Math.min(keys, KEYS_INGESTED));
        lay(database, keys);
        System.out.printf(
            "after it: peak %,d MiB; PostgreSQL's table %s%n",
            AsOfBenchmark.peakMebibytes(), sizeOfTable(database));
      }
      long started = System.nanoTime();
      try (FeatureServer server = server(database, home, arguments[2])) {
        System.out.printf(
            "started again in %.1f s, peak %,d MiB%n",
            AsOfBenchmark.seconds(started), AsOfBenchmark.peakMebibytes());
        read(server, "the same 10,000 keys", new Random(SEED), HOT); // brings them into memory
        read(server, "the same 10,000 keys again", new Random(SEED), HOT);
        read(server, "any of all keys", new Random(SEED + 1), keys);
      }
      try (FeatureServer server = server(database, home, "1KB")) {
        read(server, "any of all keys, nothing in memory", new Random(SEED + 2), keys);
        read(server, "any of all keys, nothing in memory", new Random(SEED + 3), keys);
      }
      System.out.printf("at the end: peak %,d MiB%n", AsOfBenchmark.peakMebibytes());
    }
  }

  private static FeatureServer server(TestDatabase database, Path home, String memory) {
    return FeatureServer.start(
        database.dataSource(),
        home,
        new StandingClock(NOW),
        Map.of("signalbox.features.online-memory", memory));
  }

  private static void fill(FeatureServer server, Path home, int keys)
      throws SQLException, IOException {
    Path file = home.resolve("batch.parquet");
    long started = System.nanoTime();
    for (int from = 0; from < keys; from += KEYS_OF_A_BATCH) {
      int until = Math.min(keys, from + KEYS_OF_A_BATCH);
      write(file, from, until);
      long begun = System.nanoTime();
      Manifest manifest = server
          .ingestion()
          .ingest(new FileBatch("cars", "bench", FileBatch.Format.PARQUET, file), "bench");
      if (manifest.accepted() != until - from) {
        throw new IllegalStateException(manifest.toString());
      }
      System.out.printf(
          "%,d keys: %,.0f rows/s, peak %,d MiB%n",
          until, (until - from) / AsOfBenchmark.seconds(begun), AsOfBenchmark.peakMebibytes());
    }
    Files.delete(file);
    System.out.printf("filled at %,.0f rows/s%n", keys / AsOfBenchmark.seconds(started));
  }

  /** The other keys, as ingestion leaves them in PostgreSQL; a server that runs does not look for them, since it has all that it was told of. */
  private static void lay(TestDatabase database, int keys) {
    long started = System.nanoTime();
    String features = String.join(
        ", ",
        IntStream.range(0, 10)
            .mapToObj(i -> "(hashint8(i * 10 + %d) & 1048575)::float8 / 7".formatted(i))
            .toList());
    int laid = JdbcClient.create(database.dataSource())
        .sql("""
            INSERT INTO features.online_rows (view, history, key, sequence, event, known, cells)
            SELECT h.view, h.history, '[' || i || ']', (1::bigint << 50) + i, %1$d, %1$d, '[' || concat_ws(',', i, %2$s) || ']'
            FROM features.online_histories h, generate_series(%3$d::bigint, %4$d) i
            """.formatted(Micros.of(NOW) - 3_600_000_000L, features, KEYS_INGESTED, keys - 1))
        .update();
    System.out.printf(
        "%,d keys laid into PostgreSQL in %.0f s%n", laid, AsOfBenchmark.seconds(started));
  }

  private static void write(Path file, int from, int until) throws SQLException {
    String features = String.join(
        ", ",
        IntStream.range(0, 10)
            .mapToObj(i -> "(hash(i, %d) %% 1000000)::DOUBLE / 7 AS f%d".formatted(i, i))
            .toList());
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute(
          """
          COPY (SELECT i AS car, make_timestamptz(%d) AS read_at, %s FROM range(%d, %d) r(i)) TO '%s' (FORMAT parquet)
          """.formatted(Micros.of(NOW) - 3_600_000_000L, features, from, until, file));
    }
  }

  private static void read(FeatureServer server, String what, Random random, int keys) {
    FeatureService service = server.features().service("all").orElseThrow();
    double[] micros = new double[READS];
    for (int i = 0; i < READS; i++) {
      Table inputs = new Table(
          1,
          List.of(new Column.Longs(
              "car", ValueType.INT64, new long[] {random.nextInt(keys)}, new BitSet())));
      long started = System.nanoTime();
      Table answer = server.features().online(service, NOW, inputs);
      micros[i] = (System.nanoTime() - started) / 1e3;
      if (answer.column("f9").isMissing(0)) {
        throw new IllegalStateException("a key was not found");
      }
    }
    Arrays.sort(micros);
    System.out.printf(
        "%s: p50 %,.0f us, p99 %,.0f us, worst %,.0f us%n",
        what, micros[READS / 2], micros[READS * 99 / 100], micros[READS - 1]);
  }

  private static String sizeOfTable(TestDatabase database) {
    return JdbcClient.create(database.dataSource())
        .sql("SELECT pg_size_pretty(pg_total_relation_size('features.online_rows'))")
        .query(String.class)
        .single();
  }

  private static List<Definition> definitions() {
    return List.of(
        new EntityDefinition("car", Optional.empty(), List.of(new JoinKey("car", ValueType.INT64))),
        new FeatureViewDefinition(
            "cars",
            Optional.empty(),
            "car",
            "read_at",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            IntStream.range(0, 10)
                .mapToObj(i -> new ColumnDefinition("f" + i, ValueType.FLOAT64, Optional.of(true)))
                .toList(),
            List.of()),
        new FeatureServiceDefinition(
            "all",
            List.of(),
            IntStream.range(0, 10)
                .mapToObj(i -> FeatureReference.parse("cars:f" + i))
                .toList()));
  }
}
