package io.signalbox.features;

import io.signalbox.features.FeatureServer.StandingClock;
import io.signalbox.migrations.TestDatabase;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * An hour of flights after the other through HTTP, as the demo sends them, then the training set over all of them, and online reads.
 * Prints milliseconds. Arguments: the folder, the hours.
 */
final class HoursBenchmark {

  private static final Instant START = Instant.parse("2013-01-01T00:00:00Z");
  private static final int FLIGHTS = 39;
  private static final List<String> ORIGINS = List.of("EWR", "JFK", "LGA");

  private final Random random = new Random(2013);
  private long flight;

  private HoursBenchmark() {}

  public static void main(String[] arguments) {
    int hours = Integer.parseInt(arguments[1]);
    var clock = new StandingClock(START);
    try (TestDatabase database = TestDatabase.fresh();
        FeatureServer server = FeatureServer.start(database, Path.of(arguments[0]), clock)) {
      server.features().apply(FlightDefinitions.all(), "bench");
      new HoursBenchmark().run(server, clock, hours);
    }
  }

  private void run(FeatureServer server, StandingClock clock, int hours) {
    double[] millis = new double[hours];
    for (int hour = 0; hour < hours; hour++) {
      Instant now = START.plus(Duration.ofHours(hour + 1L));
      clock.set(now);
      String body = body(now);
      long started = System.nanoTime();
      HttpResponse<String> response = server.post("/api/v1/features/batches", body);
      millis[hour] = (System.nanoTime() - started) / 1e6;
      if (response.statusCode() != 200) {
        throw new IllegalStateException(response.body());
      }
    }
    double[] warm = Arrays.copyOfRange(millis, hours / 4, hours);
    Arrays.sort(warm);
    System.out.printf(
        "an hour of %d rows: mean %.2f ms, p50 %.2f ms, p99 %.2f ms (%d hours)%n",
        2 * FLIGHTS + ORIGINS.size(),
        Arrays.stream(warm).average().orElseThrow(),
        warm[warm.length / 2],
        warm[warm.length * 99 / 100],
        warm.length);
    Instant end = START.plus(Duration.ofHours(hours));
    for (int share = 2; share >= 1; share--) {
      Instant until = START.plus(Duration.ofHours(hours / share));
      long started = System.nanoTime();
      TrainingSet set = server
          .features()
          .trainingSet(
              FlightDefinitions.LIVE, new Spine("landings", "asked_at", "late", START, until, end));
      System.out.printf(
          "training set of %d rows x %d columns: %.0f ms%n",
          set.rows(), set.columns().size(), (System.nanoTime() - started) / 1e6);
    }
  }

  private String body(Instant now) {
    List<String> weather = new ArrayList<>();
    for (String origin : ORIGINS) {
      weather.add("""
          {"origin":"%s","observed_at":"%s","temperature_f":%.2f,"dew_point_f":30.0,"humidity_percent":50.0,"wind_direction_degrees":200.0,
          "wind_speed_mph":%.2f,"wind_gust_mph":null,"precipitation_inches":0.0,"pressure_millibars":1013.1,"visibility_miles":10.0}""".formatted(
              origin, now.minusSeconds(600), random.nextDouble() * 90, random.nextDouble() * 30));
    }
    List<String> departures = new ArrayList<>();
    List<String> landings = new ArrayList<>();
    for (int i = 0; i < FLIGHTS; i++) {
      String origin = ORIGINS.get(random.nextInt(ORIGINS.size()));
      String carrier = "C" + random.nextInt(16);
      String tail = "N" + random.nextInt(4_000);
      Instant at = now.minusSeconds(60L + random.nextInt(3_500));
      long delay = Math.round(random.nextGaussian() * 30);
      departures.add("""
          {"flight_id":%d,"departed_at":"%s","origin":"%s","carrier":"%s","tail_number":"%s","departure_delay_minutes":%d}""".formatted(flight, at, origin, carrier, tail, delay));
      landings.add("""
          {"flight_id":%d,"landed_at":"%s","asked_at":"%s","origin":"%s","carrier":"%s","tail_number":"%s","destination":"D%d",
          "distance_miles":%d,"arrival_delay_minutes":%d.0,"late":%s}""".formatted(
              flight,
              at,
              at.minusSeconds(10_800),
              origin,
              carrier,
              tail,
              random.nextInt(100),
              200 + random.nextInt(2_000),
              delay,
              delay > 15));
      flight++;
    }
    return "{\"batches\":[%s,%s,%s]}"
        .formatted(
            batch("weather", weather),
            batch("departures", departures),
            batch("landings", landings));
  }

  private static String batch(String view, List<String> rows) {
    return "{\"view\":\"%s\",\"source\":\"bench\",\"rows\":[%s]}"
        .formatted(view, String.join(",", rows));
  }
}
