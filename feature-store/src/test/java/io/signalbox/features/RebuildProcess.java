package io.signalbox.features;

import io.signalbox.features.EntityDefinition.JoinKey;
import io.signalbox.features.FeatureServer.StandingClock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A process that fills a feature store of its own, always with the same, asks for a training set, and waits to be killed. */
final class RebuildProcess {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final String FILLED = "is filled";
  static final String SUBMITTED = "submitted, job=";
  private static final int ROWS = 12_000;
  private static final int SITES = 300;
  private static final long SEED = 20260704;

  private RebuildProcess() {}

  /** Database's address, user and password, the home folder. */
  public static void main(String[] arguments) {
    var database = new PGSimpleDataSource();
    database.setUrl(arguments[0]);
    database.setUser(arguments[1]);
    database.setPassword(arguments[2]);
    try (FeatureServer server = server(database, Path.of(arguments[3]))) {
      fill(server);
      System.out.println(FILLED);
      if (IO.readln() != null) {
        System.out.println(SUBMITTED + submit(server).id());
        System.out.println("not killed: " + IO.readln()); // waits until it is killed
      }
    }
  }

  static FeatureServer server(DataSource database, Path home) {
    return FeatureServer.start(database, home, new StandingClock(NOW));
  }

  /** Files and rows of PostgreSQL, some late, some missing. */
  static void fill(FeatureServer server) {
    server.features().apply(definitions(), "test");
    var random = new Random(SEED);
    ingest(server, "readings", ROWS, random);
    ingest(server, "readings", SITES, random);
    ingest(server, "questions", ROWS, random);
  }

  static TrainingSetJob submit(FeatureServer server) {
    var spine = new Spine("questions", "at", "value", Instant.EPOCH, NOW, NOW);
    return server
        .jobs()
        .submit(new TrainingSetRequest("all", new TrainingSetRequest.OfView(spine), true), "test");
  }

  private static void ingest(FeatureServer server, String view, int rows, Random random) {
    List<Map<String, Object>> batch = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      Instant at = NOW.minusSeconds(1 + random.nextInt(40 * 86_400));
      var row = new java.util.LinkedHashMap<String, Object>();
      row.put("site", "s" + random.nextInt(SITES));
      row.put("at", at);
      row.put("known_at", at.plusSeconds(random.nextInt(100) == 0 ? 86_400 : 0));
      row.put("value", random.nextInt(20) == 0 ? null : random.nextGaussian());
      batch.add(row);
    }
    server.ingestion().ingest(List.of(new RowBatch(view, "test", batch)), "test");
  }

  private static List<Definition> definitions() {
    return List.of(
        new EntityDefinition(
            "site", Optional.empty(), List.of(new JoinKey("site", ValueType.STRING))),
        view("readings"),
        view("questions"),
        new FeatureServiceDefinition(
            "all", List.of(), List.of(FeatureReference.parse("readings:value as found"))));
  }

  private static FeatureViewDefinition view(String name) {
    return new FeatureViewDefinition(
        name,
        Optional.empty(),
        "site",
        "at",
        Optional.of("known_at"),
        Optional.empty(),
        Optional.of(java.time.Duration.ofDays(7)),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(new ColumnDefinition("value", ValueType.FLOAT64, Optional.of(true))),
        List.of());
  }
}
