package io.signalbox.features;

import io.signalbox.features.EntityDefinition.JoinKey;
import io.signalbox.features.FeatureServer.StandingClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A feature store in a process of its own that says its port, and serves until it is killed. */
final class ServingProcess {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final String PORT = "serves, port=";

  private ServingProcess() {}

  /** Database's address, user and password, the home folder. */
  public static void main(String[] arguments) throws IOException {
    var database = new PGSimpleDataSource();
    database.setUrl(arguments[0]);
    database.setUser(arguments[1]);
    database.setPassword(arguments[2]);
    try (FeatureServer server = server(database, Path.of(arguments[3]))) {
      System.out.println(PORT + server.port());
      System.out.println("input ended: " + System.in.read());
    }
  }

  static FeatureServer server(DataSource database, Path home) {
    FeatureServer server = FeatureServer.start(database, home, new StandingClock(NOW));
    server.features().apply(definitions(), "test");
    return server;
  }

  private static List<Definition> definitions() {
    return List.of(
        new EntityDefinition(
            "driver", Optional.empty(), List.of(new JoinKey("driver_id", ValueType.INT64))),
        new FeatureViewDefinition(
            "driver_stats",
            Optional.empty(),
            "driver",
            "event_timestamp",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(new ColumnDefinition("trips", ValueType.INT64, Optional.empty())),
            List.of()));
  }
}
