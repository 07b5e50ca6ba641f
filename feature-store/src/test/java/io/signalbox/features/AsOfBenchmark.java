package io.signalbox.features;

import io.signalbox.features.FeatureServer.StandingClock;
import io.signalbox.features.FeatureViewDefinition.Partition;
import io.signalbox.migrations.TestDatabase;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Sends a spine and rows of ten features, of which one in a hundred is known late, through ingestion, compacts them, and has
 * {@link AsOfBuild} and {@link FeastsPlan} make a training set of them in processes of their own, in turn. Arguments: the folder, the rows
 * of the spine, those of the features, the rounds, the memory of DuckDB in the first and in the second, or "none" for it.
 */
final class AsOfBenchmark {

  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final Instant END = START.plus(Duration.ofDays(100));

  /** More files of a partition than stay apart when it is compacted. */
  private static final int BATCHES_OF_A_PARTITION = 40;

  /** Of more rows a month is a partition: what is sorted and written at once stays small. */
  private static final long MOST_ROWS_OF_A_YEAR = 20_000_000;

  private static final int MONTHS = 3;

  private static final long MOST_ROWS = 2_000_000;

  /** Said instead of the other's memory where only Signalbox is to run. */
  private static final String NONE = "none";

  private static final long ENTITIES = 100_000;
  private static final long MOST_MICROS_LATE = 3 * 86_400_000_000L;

  private AsOfBenchmark() {}

  public static void main(String[] arguments)
      throws SQLException, IOException, InterruptedException {
    Path home = Path.of(arguments[0]);
    int rounds = Integer.parseInt(arguments[3]);
    try (TestDatabase database = TestDatabase.fresh()) {
      fill(database, home, Long.parseLong(arguments[1]), Long.parseLong(arguments[2]));
      for (int turn = 1; turn <= 2; turn++) {
        run(
            "256m",
            AsOfBuild.class,
            database.url(),
            database.user(),
            database.password(),
            home,
            rounds,
            arguments[4]);
        if (!arguments[5].equals(NONE)) {
          run(
              "64m",
              FeastsPlan.class,
              files(database, home, "questions"),
              files(database, home, "readings"),
              home,
              rounds,
              arguments[5]);
        }
      }
      if (!arguments[5].equals(NONE)) {
        FeastsPlan.compare(AsOfBuild.made(home), FeastsPlan.made(home));
      }
    }
  }

  static FeatureServer server(javax.sql.DataSource database, Path home, String memory) {
    return FeatureServer.start(
        database,
        home,
        new StandingClock(END.plus(Duration.ofDays(10))),
        java.util.Map.of("signalbox.features.offline-memory", memory));
  }

  private static void fill(TestDatabase database, Path home, long spine, long features)
      throws SQLException, IOException {
    try (FeatureServer server = server(database.dataSource(), home, "2GB")) {
      server.features().apply(AsOfBuild.entities(), "bench");
      boolean isLarge = features > MOST_ROWS_OF_A_YEAR;
      Partition partition = isLarge ? Partition.MONTH : Partition.YEAR;
      long batches = (long) BATCHES_OF_A_PARTITION * (isLarge ? MONTHS + 1 : 1);
      server
          .features()
          .apply(List.of(AsOfBuild.readings(false, partition), AsOfBuild.questions()), "bench");
      long started = System.nanoTime();
      ingest(server, home, "readings", features, Math.min(MOST_ROWS, features / batches));
      ingest(server, home, "questions", spine, MOST_ROWS);
      System.out.printf("ingested in %.1f s%n", seconds(started));
      started = System.nanoTime();
      server.ingestion().compact();
      System.out.printf("compacted in %.1f s%n", seconds(started));
      // Served only now: that is not what is measured.
      server
          .features()
          .apply(List.of(AsOfBuild.readings(true, partition), AsOfBuild.service()), "bench");
    }
    JdbcClient.create(database.dataSource())
        .sql(
            "SELECT view, count(*) AS files, sum(rows) AS rows FROM features.files GROUP BY view ORDER BY view")
        .query((rs, row) -> "%s: %,d rows in %d files"
            .formatted(rs.getString("view"), rs.getLong("rows"), rs.getInt("files")))
        .list()
        .forEach(System.out::println);
  }

  private static void ingest(
      FeatureServer server, Path home, String view, long rows, long rowsOfABatch)
      throws SQLException, IOException {
    Path file = home.resolve(view + ".parquet");
    for (long from = 0; from < rows; from += rowsOfABatch) {
      write(
          file,
          view.equals("readings") ? readings(rows) : questions(),
          from,
          Math.min(rows, from + rowsOfABatch));
      Manifest manifest = server
          .ingestion()
          .ingest(new FileBatch(view, "bench", FileBatch.Format.PARQUET, file), "bench");
      if (manifest.accepted() != Math.min(rows, from + rowsOfABatch) - from) {
        throw new IllegalStateException(manifest.toString());
      }
    }
    Files.delete(file);
  }

  private static void write(Path file, String select, long from, long until) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("COPY (%s FROM range(%d, %d) r(i)) TO '%s' (FORMAT parquet)"
          .formatted(select, from, until, file));
    }
  }

  /** One after the other, evenly over all days; one in a hundred known up to three days late. */
  private static String readings(long rows) {
    long step = Micros.of(Duration.between(START, END)) / rows;
    String event = "%d + i * %d".formatted(Micros.of(START), step);
    var select = new StringBuilder("""
        SELECT (hash(i, 1) %% %d)::BIGINT AS driver, make_timestamptz(%s) AS read_at,
          make_timestamptz(%s + CASE WHEN hash(i, 2) %% 100 = 0 THEN (hash(i, 3) %% %d)::BIGINT ELSE 0 END) AS known_at
        """.formatted(ENTITIES, event, event, MOST_MICROS_LATE));
    for (int i = 0; i < AsOfBuild.FEATURES; i++) {
      select.append(", (hash(i, %d) %% 1000000)::DOUBLE / 7 AS f%d".formatted(10 + i, i));
    }
    return select.toString();
  }

  private static String questions() {
    return """
        SELECT i AS id, (hash(i, 4) %% %d)::BIGINT AS driver,
          make_timestamptz(%d + (hash(i, 5) %% %d)::BIGINT) AS asked_at, (hash(i, 6) %% 2)::DOUBLE AS label
        """.formatted(ENTITIES, Micros.of(START), Micros.of(Duration.between(START, END)));
  }

  private static String files(TestDatabase database, Path home, String view) {
    List<String> paths = JdbcClient.create(database.dataSource())
        .sql("SELECT path FROM features.files WHERE view = ? ORDER BY path")
        .param(view)
        .query(
            (rs, row) -> home.resolve("features").resolve(rs.getString("path")).toString())
        .list();
    return String.join(",", paths);
  }

  private static void run(String heap, Class<?> main, Object... arguments)
      throws IOException, InterruptedException {
    var command = new java.util.ArrayList<String>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-XX:+UseSerialGC",
        "-Xmx" + heap,
        "-cp",
        System.getProperty("java.class.path"),
        main.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (exit != 0) {
      throw new IllegalStateException(main.getSimpleName() + " ended with " + exit);
    }
  }

  static double seconds(long started) {
    return (System.nanoTime() - started) / 1e9;
  }

  static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** What this process took in memory at its peak, in MiB. */
  static long peakMebibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(it -> it.startsWith("VmHWM"))
        .mapToLong(it -> Long.parseLong(it.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }
}
