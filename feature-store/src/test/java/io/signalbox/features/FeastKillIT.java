package io.signalbox.features;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.migrations.JavaProcess;
import io.signalbox.migrations.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A server that is killed while Feast's SDK writes and materializes: all of it sent again, everything is there once, and is served. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FeastKillIT {
  private static final int KILLS = 3;
  private static final int ROWS = 40;
  private static final int DRIVERS = 25;
  private static final Instant START = ServingProcess.NOW.minusSeconds(86_400);
  private static final String RANGE = """
      {"start_ts":"2026-02-01T00:00:00","end_ts":"2026-03-02T00:00:00","feature_views":["driver_stats"]}""";

  private final Random random = new Random(20260917);
  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir
  Path home;

  @Test
  void killed_while_it_writes_and_materializes_nothing_is_lost_or_doubled() throws Exception {
    try (TestDatabase database = TestDatabase.fresh()) {
      int next = 0;
      for (int kill = 0; kill < KILLS; kill++) {
        // The one after the last acknowledged may stand already: it is sent again.
        next = writeUntilKilled(database, next);
      }

      try (FeatureServer server = ServingProcess.server(database.dataSource(), home)) {
        assertServed(server, next, next + 1);
        for (int write = 0; write <= next; write++) {
          assertThat(server.post("/write-to-online-store", body(write)).statusCode())
              .isEqualTo(200);
        }
        assertThat(server.ingestion().manifests("driver_stats", 1_000).stream()
                .mapToLong(Manifest::accepted)
                .sum())
            .isEqualTo((next + 1L) * ROWS);
        List<String> stored = stored(database);
        for (int times = 0; times < 2; times++) {
          assertThat(server.post("/materialize", RANGE).statusCode()).isEqualTo(200);
          assertThat(stored(database)).isEqualTo(stored);
        }
        assertServed(server, next + 1, next + 1);
      }
    }
  }

  /** The first write that was not acknowledged. */
  private int writeUntilKilled(TestDatabase database, int first) throws Exception {
    try (JavaProcess process = JavaProcess.start(ServingProcess.class, database, home)) {
      String url = "http://127.0.0.1:" + process.await(ServingProcess.PORT);
      Thread materializing = Thread.ofVirtual().start(() -> {
        while (isTaken(url + "/materialize", RANGE)) {
          Thread.onSpinWait();
        }
      });
      int last = first + 10 + random.nextInt(15);
      int write = first;
      while (write < last && isTaken(url + "/write-to-online-store", body(write))) {
        write++;
      }
      int acknowledged = write;
      // One more is on its way when it is killed.
      Thread writing = Thread.ofVirtual()
          .start(() -> isTaken(url + "/write-to-online-store", body(acknowledged)));
      process.kill();
      process.awaitEnd();
      writing.join();
      materializing.join();
      assertThat(acknowledged).isEqualTo(last);
      return acknowledged;
    }
  }

  /** False where the server is gone; a refusal is a failure. */
  private boolean isTaken(String url, String body) {
    try {
      HttpResponse<String> answer = http.send(
          HttpRequest.newBuilder(URI.create(url))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return true;
    } catch (IOException gone) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Row i of a write counts on over all writes; it is of driver n modulo 25, a second later than the one before. */
  private static String body(int write) {
    return """
        {"feature_view_name":"driver_stats","df":{"driver_id":[%s],"trips":[%s],"event_timestamp":[%s]},"allow_registry_cache":false}""".formatted(
            column(write, n -> n % DRIVERS),
            column(write, n -> n),
            IntStream.range(write * ROWS, (write + 1) * ROWS)
                .mapToObj(n -> "\"" + START.plusSeconds(n).toString().replace("Z", "") + "\"")
                .collect(joining(",")));
  }

  private static String column(int write, IntToLongFunction value) {
    return IntStream.range(write * ROWS, (write + 1) * ROWS)
        .mapToObj(n -> Long.toString(value.applyAsLong(n)))
        .collect(joining(","));
  }

  /** Of each driver the last of so many writes. */
  private static void assertServed(FeatureServer server, int leastWrites, int mostWrites) {
    long[] ids = IntStream.range(0, DRIVERS).mapToLong(id -> id).toArray();
    var trips = (Column.Longs) server
        .features()
        .lookup(
            List.of(FeatureReference.parse("driver_stats:trips")),
            ServingProcess.NOW,
            new Table(
                DRIVERS,
                List.of(
                    new Column.Longs("driver_id", ValueType.INT64, ids, new java.util.BitSet()))))
        .features()
        .getFirst();
    List<Long> served = IntStream.range(0, DRIVERS).mapToObj(trips::at).toList();
    assertThat(served).isIn(last(leastWrites), last(mostWrites));
  }

  private static List<Long> last(int writes) {
    return IntStream.range(0, DRIVERS)
        .mapToObj(driver -> {
          long newest = (long) writes * ROWS - 1;
          return newest - Math.floorMod(newest - driver, DRIVERS);
        })
        .toList();
  }

  private static List<String> stored(TestDatabase database) {
    return JdbcClient.create(database.dataSource())
        .sql("SELECT online_rows::text FROM features.online_rows ORDER BY key, sequence")
        .query((rs, row) -> rs.getString(1))
        .list();
  }
}
