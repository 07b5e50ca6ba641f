package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.features.FeatureServer.StandingClock;
import io.signalbox.migrations.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real flights of January to March 2013, and their weather. */
class FlightsIT {

  private static final Path FLIGHTS =
      Path.of("../server/demo/flights").toAbsolutePath().normalize();
  private static final String PARQUET = "application/vnd.apache.parquet";
  private static final Instant NEW_YEAR = Instant.parse("2013-01-01T00:00:00Z");
  private static final Instant APRIL = Instant.parse("2013-04-01T00:00:00Z");
  private static final int DRAWN = 2_000;
  private static final long SEED = 20130401;

  @TempDir
  static Path home;

  static TestDatabase database;
  static FeatureServer server;
  static final StandingClock CLOCK = new StandingClock(NEW_YEAR);

  @BeforeAll
  static void ingestThreeMonths() throws Exception {
    database = TestDatabase.fresh();
    server = FeatureServer.start(database, home, CLOCK);
    server.features().apply(FlightDefinitions.all(), "test");
    post("planes", file("planes.parquet", "SELECT * FROM '%s/planes.parquet'"));
    post("weather", weatherUntilApril());
    post("departures", file("departures.parquet", """
            SELECT flight_id, departed_at, origin, carrier, tail_number, departure_delay_minutes
            FROM '%s/flights.parquet'
            WHERE departed_at IS NOT NULL AND departed_at < TIMESTAMPTZ '2013-04-01 00:00:00+00'
            """));
    post("landings", file("landings.parquet", """
            SELECT flight_id, landed_at, origin, carrier, tail_number, destination, distance_miles,
              arrival_delay_minutes::DOUBLE AS arrival_delay_minutes, arrival_delay_minutes >= 15 AS late,
              date_trunc('hour', scheduled_departure - INTERVAL 1 HOUR) AS asked_at
            FROM '%s/flights.parquet'
            WHERE landed_at IS NOT NULL AND landed_at < TIMESTAMPTZ '2013-04-01 00:00:00+00'
            """));
  }

  @AfterAll
  static void stop() {
    server.close();
    database.close();
  }

  @Test
  void a_wind_of_1048_miles_an_hour_goes_to_quarantine() {
    String quarantine = server.get("/api/v1/features/views/weather/quarantine").body();

    assertThat(quarantine).contains("\"rule\":\"max\"").contains("\"column\":\"wind_speed_mph\"");
    assertThat(quarantine).contains("\"value\":\"1048.36058\"").contains("2013-02-12T");
    Manifest manifest = server.ingestion().manifests("weather", 10).getLast();
    assertThat(manifest.quarantined()).containsExactly(Map.entry("max", 1L));
    assertThat(manifest.accepted()).isEqualTo(manifest.rows() - 1);
  }

  @Test
  void the_same_file_again_is_the_first_manifest_and_nothing_more() throws Exception {
    long before = server.ingestion().manifests("weather", 1_000).size();

    String again = post("weather", weatherUntilApril());

    assertThat(again).contains("\"repeated\":true");
    assertThat(server.ingestion().manifests("weather", 1_000)).hasSize((int) before);
  }

  @Test
  void online_equals_offline_to_the_last_bit_for_2000_real_flights() {
    long started = System.nanoTime();
    TrainingSet set = server
        .features()
        .trainingSet(
            FlightDefinitions.LIVE,
            new Spine("landings", "asked_at", "late", NEW_YEAR, APRIL, APRIL));
    System.out.printf("training set: %d rows, %d ms%n", set.rows(), millisSince(started));
    List<String> names = set.columns().stream().map(Field::name).toList();
    Table offline = server.features().read(set.id(), names);
    FeatureService service = server.features().service(FlightDefinitions.LIVE).orElseThrow();
    List<Integer> drawn = draw(offline.rows());
    System.out.println("seed " + SEED);

    int present = 0;
    for (List<Integer> rows : byMoment(offline, drawn).values()) {
      Instant at = Micros.instant(longAt(offline, "asked_at", rows.getFirst()));
      Table online = server.features().online(service, at, keysOf(offline, service, rows));
      for (Field feature : service.features()) {
        for (int i = 0; i < rows.size(); i++) {
          Object expected = bits(offline.column(feature.name()), rows.get(i));
          assertThat(bits(online.column(feature.name()), i))
              .as("%s of row %d at %s", feature.name(), rows.get(i), at)
              .isEqualTo(expected);
          present += expected.equals("missing") ? 0 : 1;
        }
      }
    }
    assertThat(present).isGreaterThan(DRAWN * 20);
  }

  @Test
  void the_same_request_again_is_the_stored_training_set() throws IOException {
    Spine spine = new Spine("landings", "asked_at", "late", NEW_YEAR, APRIL, APRIL);
    TrainingSet first = server.features().trainingSet(FlightDefinitions.LIVE, spine);

    Path file = home.resolve("features/training-sets/" + first.id().hash() + ".parquet");
    var written = Files.getLastModifiedTime(file);
    TrainingSet second = server.features().trainingSet(FlightDefinitions.LIVE, spine);

    assertThat(second).isEqualTo(first);
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(written);
    assertThat(first.nulls().get("carrier_delays_count")).isZero();
  }

  private static List<Integer> draw(int rows) {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      all.add(i);
    }
    Collections.shuffle(all, new Random(SEED));
    return all.subList(0, DRAWN);
  }

  private static Map<Long, List<Integer>> byMoment(Table table, List<Integer> rows) {
    Map<Long, List<Integer>> byMoment = new TreeMap<>();
    for (int row : rows) {
      byMoment
          .computeIfAbsent(longAt(table, "asked_at", row), it -> new ArrayList<>())
          .add(row);
    }
    return byMoment;
  }

  private static Table keysOf(Table table, FeatureService service, List<Integer> rows) {
    Map<String, Column> inputs = new LinkedHashMap<>();
    service.keys().forEach(it -> inputs.put(it.name(), pick(table.column(it.name()), rows)));
    service
        .requestInputs()
        .forEach(it -> inputs.put(it.name(), pick(table.column(it.name()), rows)));
    return new Table(rows.size(), List.copyOf(inputs.values()));
  }

  private static Column pick(Column column, List<Integer> rows) {
    return switch (column) {
      case Column.Texts texts ->
        new Column.Texts(
            texts.name(), Arrays.asList(rows.stream().map(texts::at).toArray(String[]::new)));
      case Column.Longs longs ->
        new Column.Longs(
            longs.name(), longs.type(), rows.stream().mapToLong(longs::at).toArray(), new BitSet());
      case Column.Doubles doubles -> throw new IllegalArgumentException(doubles.name());
    };
  }

  private static long longAt(Table table, String column, int row) {
    return ((Column.Longs) table.column(column)).at(row);
  }

  private static Object bits(Column column, int row) {
    if (column.isMissing(row)) {
      return "missing";
    }
    return switch (column) {
      case Column.Longs longs -> longs.at(row);
      case Column.Doubles doubles -> Double.doubleToRawLongBits(doubles.at(row));
      case Column.Texts texts -> texts.at(row);
    };
  }

  private static Path weatherUntilApril() throws Exception {
    return file(
        "weather.parquet",
        "SELECT * FROM '%s/weather.parquet' WHERE observed_at < TIMESTAMPTZ '2013-04-01 00:00:00+00'");
  }

  private static Path file(String name, String select) throws SQLException {
    Path file = home.resolve(name);
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:")) {
      duckDb
          .createStatement()
          .execute("COPY (%s) TO '%s' (FORMAT parquet)"
              .formatted(select.replace("%s", FLIGHTS.toString()), file));
    }
    return file;
  }

  private static String post(String view, Path file) throws IOException {
    long started = System.nanoTime();
    var response = server.post(
        "/api/v1/features/views/" + view + "/batches?source=test",
        PARQUET,
        Files.readAllBytes(file));
    System.out.printf("%s: %d ms %s%n", view, millisSince(started), response.body());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  private static long millisSince(long started) {
    return Duration.ofNanos(System.nanoTime() - started).toMillis();
  }
}
