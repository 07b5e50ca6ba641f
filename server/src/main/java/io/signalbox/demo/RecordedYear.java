package io.signalbox.demo;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The recorded year: flights and weather out of the Parquet files, a stretch of time at once. */
final class RecordedYear implements AutoCloseable {
  static final List<String> MEASURES = List.of(
      "temperature_f",
      "dew_point_f",
      "humidity_percent",
      "wind_speed_mph",
      "precipitation_inches",
      "pressure_millibars",
      "visibility_miles");

  private final Path folder;
  private final Connection connection;

  /** Opens the files of this folder. */
  RecordedYear(Path folder) throws SQLException {
    this.folder = folder;
    this.connection = DriverManager.getConnection("jdbc:duckdb:");
    try (var statement = connection.createStatement()) {
      statement.execute("SET memory_limit = '128MB'");
      statement.execute("SET threads = 1");
    }
  }

  /** Flights by scheduled departure in [from, until), in order. */
  List<Flight> flights(Instant from, Instant until) throws SQLException {
    return flights("scheduled_departure", from, until);
  }

  /** Flights that left the ground in [from, until), in order. */
  List<Flight> departures(Instant from, Instant until) throws SQLException {
    return flights("departed_at", from, until);
  }

  /** Flights that landed in [from, until), in order. */
  List<Flight> landings(Instant from, Instant until) throws SQLException {
    return flights("landed_at", from, until);
  }

  private List<Flight> flights(String by, Instant from, Instant until) throws SQLException {
    String sql = """
        SELECT flight_id, epoch_us(scheduled_departure), carrier, tail_number, origin, destination, distance_miles,
               epoch_us(departed_at), departure_delay_minutes, epoch_us(landed_at), arrival_delay_minutes
          FROM read_parquet(?)
         WHERE epoch_us(%s) >= ? AND epoch_us(%s) < ?
         ORDER BY %s, flight_id
        """.formatted(by, by, by);
    try (var query = connection.prepareStatement(sql)) {
      query.setString(1, folder.resolve("flights.parquet").toString());
      query.setLong(2, micros(from));
      query.setLong(3, micros(until));
      var flights = new ArrayList<Flight>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          flights.add(flight(row));
        }
      }
      return flights;
    }
  }

  private static Flight flight(ResultSet row) throws SQLException {
    return new Flight(
        row.getLong(1),
        instant(row.getLong(2)),
        row.getString(3).intern(),
        Optional.ofNullable(row.getString(4)),
        row.getString(5).intern(),
        row.getString(6).intern(),
        row.getInt(7),
        moment(row, 8),
        row.getInt(9),
        moment(row, 10),
        row.getInt(11));
  }

  /** Weather observed in [from, until), in order. */
  List<Weather> weather(Instant from, Instant until) throws SQLException {
    String sql = """
        SELECT origin, epoch_us(observed_at), %s
          FROM read_parquet(?)
         WHERE epoch_us(observed_at) >= ? AND epoch_us(observed_at) < ?
         ORDER BY observed_at, origin
        """.formatted(String.join(", ", MEASURES));
    try (var query = connection.prepareStatement(sql)) {
      query.setString(1, folder.resolve("weather.parquet").toString());
      query.setLong(2, micros(from));
      query.setLong(3, micros(until));
      var hours = new ArrayList<Weather>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          hours.add(new Weather(row.getString(1).intern(), instant(row.getLong(2)), measures(row)));
        }
      }
      return hours;
    }
  }

  private static Map<String, Double> measures(ResultSet row) throws SQLException {
    var measures = ImmutableMap.<String, Double>builderWithExpectedSize(MEASURES.size());
    for (int i = 0; i < MEASURES.size(); i++) {
      double value = row.getDouble(i + 3);
      measures.put(MEASURES.get(i), row.wasNull() ? Double.NaN : value);
    }
    return measures.buildOrThrow();
  }

  private static Optional<Instant> moment(ResultSet row, int column) throws SQLException {
    long micros = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(instant(micros));
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
  }

  private static long micros(Instant instant) {
    return Math.multiplyExact(instant.getEpochSecond(), 1_000_000L) + instant.getNano() / 1_000;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
