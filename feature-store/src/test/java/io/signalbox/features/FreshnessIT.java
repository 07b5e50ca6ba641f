package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.features.FeatureServer.StandingClock;
import io.signalbox.migrations.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How old the newest event of a view is. */
class FreshnessIT {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir
  Path home;

  @Test
  void the_age_of_the_newest_event_grows_with_the_clock_and_falls_with_what_is_ingested() {
    var clock = new StandingClock(NOON);
    try (TestDatabase database = TestDatabase.fresh();
        FeatureServer server = FeatureServer.start(
            database.dataSource(),
            home,
            clock,
            Map.of("signalbox.features.age-interval", "50ms"))) {
      server.features().apply(Trips.definitions(), "test");
      ingest(server, NOON.minusSeconds(90));
      ingest(server, NOON.minusSeconds(200)); // an older one makes nothing older
      await().atMost(Duration.ofSeconds(40)).until(() -> age(server, "winds") == 90);

      clock.set(NOON.plusSeconds(60));
      assertThat(age(server, "winds")).isEqualTo(150);
      assertThat(age(server, "flights")).as("nothing was ingested").isNaN();

      ingest(server, NOON.plusSeconds(58));
      await().atMost(Duration.ofSeconds(40)).until(() -> age(server, "winds") == 2);
    }
  }

  private static double age(FeatureServer server, String view) {
    var gauge = server.meters().find(Freshness.NAME).tag("view", view).gauge();
    return gauge == null ? Double.NaN : gauge.value();
  }

  private static void ingest(FeatureServer server, Instant at) {
    Map<String, Object> row = Map.of("site", "a", "read_at", at, "speed", 3.0);
    server.ingestion().ingest(List.of(new RowBatch("winds", "test", List.of(row))), "test");
  }
}
