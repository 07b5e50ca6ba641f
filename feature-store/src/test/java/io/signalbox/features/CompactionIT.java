package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.features.FeatureServer.StandingClock;
import io.signalbox.migrations.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Rows move from PostgreSQL to files, each once, whoever moves them and whenever the server runs. */
class CompactionIT {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final int ROWS = 40;

  @TempDir
  Path files;

  @Test
  void two_servers_that_compact_at_once_keep_every_row_once() throws Exception {
    var clock = new StandingClock(NOON);
    try (TestDatabase database = TestDatabase.fresh();
        FeatureServer one = FeatureServer.start(database, files, clock);
        FeatureServer other = FeatureServer.start(database, files, clock);
        ExecutorService threads = Executors.newFixedThreadPool(2)) {
      one.features().apply(WeatherDefinitions.all(), "test");
      Awaitility.await().until(() -> other.features().service("weather_now").isPresent());
      for (int round = 1; round <= 10; round++) {
        ingest(one, round * 1_000L);
        var together = new CyclicBarrier(2);
        List<Future<Long>> moved = Stream.of(one, other)
            .map(server -> threads.submit(() -> {
              together.await();
              return server.ingestion().compact();
            }))
            .toList();

        assertThat(moved.get(0).get() + moved.get(1).get()).isEqualTo(ROWS);
        assertThat(inFiles(database)).isEqualTo((long) round * ROWS);
        assertThat(recent(database)).isZero();
      }
    }
  }

  @Test
  void rows_of_an_earlier_day_move_although_the_server_did_not_run_at_midnight() {
    var clock = new StandingClock(NOON);
    try (TestDatabase database = TestDatabase.fresh()) {
      try (FeatureServer server = FeatureServer.start(database, files, clock)) {
        server.features().apply(WeatherDefinitions.all(), "test");
        ingest(server, 1_000);
        assertThat(recent(database)).isEqualTo(ROWS);
      }
      clock.set(NOON.plus(Duration.ofDays(1)));
      try (FeatureServer server = FeatureServer.start(database, files, clock)) {
        ingest(server, 100_000);

        Awaitility.await().until(() -> inFiles(database) >= ROWS);
      }
    }
  }

  private static void ingest(FeatureServer server, long from) {
    List<Map<String, Object>> rows =
        LongStream.range(from, from + ROWS).mapToObj(CompactionIT::row).toList();
    server.ingestion().ingest(List.of(new RowBatch("weather", "test " + from, rows)), "test");
  }

  private static Map<String, Object> row(long seconds) {
    Instant at = NOON.minus(Duration.ofDays(2)).plusSeconds(seconds);
    var row = new HashMap<String, Object>();
    row.put("origin", "EWR");
    row.put("observed_at", at);
    row.put("reported_at", at);
    row.put("wind_mph", 10.0);
    row.put("flights", seconds);
    row.put("sky", "clear");
    row.put("station", null);
    return row;
  }

  private static long inFiles(TestDatabase database) {
    return count(database, "SELECT coalesce(sum(rows), 0) FROM features.files");
  }

  private static long recent(TestDatabase database) {
    return count(database, "SELECT count(*) FROM features.recent_rows");
  }

  private static long count(TestDatabase database, String sql) {
    return JdbcClient.create(database.dataSource()).sql(sql).query(Long.class).single();
  }
}
