package io.signalbox.features;

import com.sun.management.OperatingSystemMXBean;
import io.signalbox.features.EntityDefinition.JoinKey;
import io.signalbox.features.FeatureServer.StandingClock;
import io.signalbox.migrations.TestDatabase;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * Batches of 12 columns under a contract, as Parquet, CSV and NDJSON, from the file to what is stored. Prints rows a second. Arguments:
 * the folder, the rows of a batch, the rounds.
 */
final class IngestionBenchmark {

  private static final JsonMapper JSON = JsonMapper.builder()
      .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
      .build();

  private IngestionBenchmark() {}

  public static void main(String[] arguments) throws SQLException, IOException {
    Path home = Path.of(arguments[0]);
    long rows = Long.parseLong(arguments[1]);
    int rounds = Integer.parseInt(arguments[2]);
    try (TestDatabase database = TestDatabase.fresh();
        FeatureServer server = FeatureServer.start(
            database, home, new StandingClock(Instant.parse("2026-03-02T00:00:00Z")))) {
      server.features().apply(definitions(), "bench");
      int batch = 0;
      for (int round = 0; round <= rounds; round++) {
        for (FileBatch.Format format : FileBatch.Format.values()) {
          Path file = file(home, format, rows, batch++);
          long cpu = cpuNanos();
          long started = System.nanoTime();
          Manifest manifest =
              server.ingestion().ingest(new FileBatch("trips", "bench", format, file), "bench");
          double seconds = (System.nanoTime() - started) / 1e9;
          double cpuSeconds = (cpuNanos() - cpu) / 1e9;
          if (manifest.accepted() + manifest.quarantined().getOrDefault("min", 0L) != rows) {
            throw new IllegalStateException(manifest.toString());
          }
          System.out.printf(
              "%s %s: %,d rows of 12 columns, %d quarantined, in %.2f s (%.2f s of CPU): %,.0f rows/s%n",
              round == 0 ? "warming up" : "round " + round,
              format,
              rows,
              rows - manifest.accepted(),
              seconds,
              cpuSeconds,
              rows / seconds);
          Files.delete(file);
        }
      }
    }
  }

  /** Of this process: PostgreSQL has next to nothing to do. */
  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** About one row in a thousand has a distance below 0. */
  private static Path file(Path home, FileBatch.Format format, long rows, int batch)
      throws SQLException {
    Path file = home.resolve("batch-%d.%s".formatted(batch, format));
    String how = switch (format) {
      case PARQUET -> "FORMAT parquet";
      case CSV -> "FORMAT csv, HEADER";
      case NDJSON -> "FORMAT json";
    };
    String time = format == FileBatch.Format.PARQUET
        ? "%s"
        : "strftime((%s) AT TIME ZONE 'UTC', '%%Y-%%m-%%dT%%H:%%M:%%S.%%fZ')";
    String event = "make_timestamptz(%d + i * 1000)"
        .formatted(Micros.of(Instant.parse("2026-03-01T00:00:00Z")));
    String known = event + " + to_seconds(3)";
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("""
          COPY (SELECT i AS trip, %s AS ended_at, %s AS reported_at,
              'C' || (hash(i, 1) %% 16)::VARCHAR AS carrier,
              CASE WHEN hash(i, 2) %% 7 > 0 THEN 'N' || (hash(i, 3) %% 4000)::VARCHAR END AS tail,
              (hash(i, 4) %% 1001)::BIGINT - CASE WHEN hash(i, 5) %% 1000 = 0 THEN 2000 ELSE 0 END AS distance,
              (hash(i, 6) %% 500)::BIGINT AS seats,
              (hash(i, 7) %% 1000000)::DOUBLE / 7 AS wind, (hash(i, 8) %% 1000000)::DOUBLE / 11 AS gust,
              CASE WHEN hash(i, 9) %% 5 > 0 THEN (hash(i, 10) %% 1000)::DOUBLE / 3 END AS visibility,
              (hash(i, 11) %% 10000)::DOUBLE / 13 AS pressure, hash(i, 12) %% 2 = 0 AS late
            FROM range(%d, %d) r(i)) TO '%s' (%s)
          """.formatted(
              time.formatted(event),
              time.formatted(known),
              batch * rows,
              (batch + 1) * rows,
              file,
              how));
    }
    return file;
  }

  private static List<Definition> definitions() {
    return List.of(
        new EntityDefinition(
            "trip", Optional.empty(), List.of(new JoinKey("trip", ValueType.INT64))),
        JSON.readValue("""
            {"name":"trips","entity":"trip","event_time":"ended_at","known_at":"reported_at","online":false,"partition":"year",
             "columns":[{"name":"carrier","type":"string"},{"name":"tail","type":"string","nullable":true},
               {"name":"distance","type":"int64"},{"name":"seats","type":"int64"},{"name":"wind","type":"float64"},
               {"name":"gust","type":"float64"},{"name":"visibility","type":"float64","nullable":true},
               {"name":"pressure","type":"float64"},{"name":"late","type":"bool"}],
             "contract":[{"column":"distance","min":0,"max":10000},{"column":"wind","min":0,"max":1000000},
               {"column":"carrier","pattern":"C[0-9]{1,2}"},{"name":"seated","rule":"seats >= 0 && seats < 1000"},
               {"column":"tail","null_share":0.5}]}""", FeatureViewDefinition.class));
  }
}
