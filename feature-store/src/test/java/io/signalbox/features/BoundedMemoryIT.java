package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.features.FeatureServer.StandingClock;
import io.signalbox.features.OnlineFeatures.Status;
import io.signalbox.migrations.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What does not fit into memory is served from PostgreSQL, and is as right; so on every server of one database. */
class BoundedMemoryIT {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  /** Of these, memory holds about one in ten. */
  private static final int KEYS = 2_000;

  private static final Map<String, Object> SMALL =
      Map.of("signalbox.features.online-memory", "100KB");

  @TempDir
  Path home;

  @TempDir
  Path otherHome;

  TestDatabase database;
  FeatureServer server;

  @BeforeEach
  void start() {
    database = TestDatabase.fresh();
    server = small(home);
    server.features().apply(WeatherDefinitions.all(), "test");
  }

  @AfterEach
  void stop() {
    server.close();
    database.close();
  }

  private FeatureServer small(Path folder) {
    return FeatureServer.start(database.dataSource(), folder, new StandingClock(NOON), SMALL);
  }

  @Test
  void every_key_is_found_whether_memory_has_it_or_not() {
    ingest(IntStream.range(0, KEYS).mapToObj(i -> row(i, i)).toList());

    for (int pass = 0; pass < 2; pass++) {
      assertThat(flights(server, KEYS + 1)).isEqualTo(expected(KEYS, 0));
    }
  }

  @Test
  void every_key_comes_back_at_start() {
    ingest(IntStream.range(0, KEYS).mapToObj(i -> row(i, i)).toList());
    server.close();

    server = small(home);

    assertThat(flights(server, KEYS + 1)).isEqualTo(expected(KEYS, 0));
  }

  @Test
  void an_older_row_never_wins_over_one_that_memory_has_let_go() {
    ingest(IntStream.range(0, KEYS).mapToObj(i -> row(i, i)).toList());
    List<Map<String, Object>> older =
        IntStream.range(0, KEYS).mapToObj(i -> row(i, -1)).toList();
    older.forEach(row -> row.put("observed_at", NOON.minusSeconds(3_600)));

    ingest(older);

    assertThat(flights(server, KEYS + 1)).isEqualTo(expected(KEYS, 0));
  }

  @Test
  void a_key_that_was_asked_for_before_it_was_written_is_found() {
    ingest(IntStream.range(0, KEYS).mapToObj(i -> row(i, i)).toList());
    assertThat(flights(server, KEYS + 100).subList(KEYS, KEYS + 100)).containsOnlyNulls();

    ingest(IntStream.range(KEYS, KEYS + 100).mapToObj(i -> row(i, i)).toList());

    assertThat(flights(server, KEYS + 101)).isEqualTo(expected(KEYS + 100, 0));
  }

  @Test
  void another_server_forgets_what_it_read_once_it_is_written_anew() {
    try (FeatureServer other = small(otherHome)) {
      ingest(IntStream.range(0, KEYS).mapToObj(i -> row(i, i)).toList());
      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> flights(other, KEYS + 1).equals(expected(KEYS, 0)));

      List<Map<String, Object>> newer =
          IntStream.range(0, KEYS).mapToObj(i -> row(i, i + 7)).toList();
      newer.forEach(row -> row.put("observed_at", NOON.minusSeconds(60)));
      newer.forEach(row -> row.put("reported_at", NOON.minusSeconds(60)));
      ingest(newer);

      Awaitility.await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> flights(other, KEYS + 1).equals(expected(KEYS, 7)));
    }
  }

  @Test
  void a_key_that_is_written_hour_by_hour_leaves_nothing_that_can_never_win_again() {
    StandingClock clock = new StandingClock(NOON);
    server.close();
    server = FeatureServer.start(database.dataSource(), home, clock, SMALL);

    for (int hour = 0; hour < 50; hour++) {
      Instant now = NOON.plus(Duration.ofHours(hour));
      clock.set(now);
      Map<String, Object> row = row(1, hour);
      row.put("observed_at", now);
      row.put("reported_at", now);
      ingest(List.of(row));
    }

    // the one that holds at the horizon, ten minutes ago, and the one since
    assertThat(JdbcClient.create(database.dataSource())
            .sql("SELECT event / 3600000000 FROM features.online_rows ORDER BY event")
            .query(Long.class)
            .list())
        .containsExactly(hours(NOON) + 48, hours(NOON) + 49);
  }

  private static long hours(Instant moment) {
    return moment.getEpochSecond() / 3_600;
  }

  private void ingest(List<Map<String, Object>> rows) {
    server.ingestion().ingest(List.of(new RowBatch("weather", "test", rows)), "test");
  }

  private static Map<String, Object> row(int key, long flights) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("origin", "airport " + key);
    row.put("observed_at", NOON.minusSeconds(600));
    row.put("reported_at", NOON.minusSeconds(600));
    row.put("wind_mph", 7.5);
    row.put("flights", flights);
    row.put("sky", "clear");
    row.put("station", null);
    return row;
  }

  private static List<Long> expected(int known, long more) {
    List<Long> expected = new ArrayList<>();
    for (long i = 0; i < known; i++) {
      expected.add(i + more);
    }
    expected.add(null);
    return expected;
  }

  /** Of the keys from 0 on; null where a key is not found. */
  private static List<Long> flights(FeatureServer asked, int keys) {
    List<String> names = IntStream.range(0, keys).mapToObj(i -> "airport " + i).toList();
    OnlineFeatures found = asked
        .features()
        .lookup(
            List.of(FeatureReference.parse("weather:flights")),
            NOON,
            new Table(keys, List.of(new Column.Texts("origin", names))));
    Column.Longs column = (Column.Longs) found.features().getFirst();
    List<Long> flights = new ArrayList<>();
    for (int row = 0; row < keys; row++) {
      Status expected = column.isMissing(row) ? Status.NOT_FOUND : Status.PRESENT;
      assertThat(found.statuses().getFirst()[row]).isEqualTo(expected);
      flights.add(column.isMissing(row) ? null : column.at(row));
    }
    return flights;
  }
}
