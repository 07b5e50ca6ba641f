package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.signalbox.migrations.SettableClock;
import io.signalbox.migrations.SilentWay;
import io.signalbox.migrations.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A connection on which nothing arrives any more, and which nobody has closed. */
@Timeout(300)
class SilentDatabaseIT {
  private final SettableClock clock = new SettableClock(Instant.parse("2013-04-15T12:00:00Z"));

  @Test
  void a_server_whose_connection_was_lost_hears_again_what_others_apply(
      @TempDir Path home, @TempDir Path otherHome) throws Exception {
    try (TestDatabase database = TestDatabase.fresh();
        SilentWay way = SilentWay.to(database);
        HikariDataSource pool = pool(way, database);
        FeatureServer server = FeatureServer.start(pool, home, clock);
        FeatureServer other = FeatureServer.start(database, otherHome, clock)) {
      other.features().apply(List.of(entity("flight")), "alice");
      await().atMost(Duration.ofSeconds(60)).until(() -> known(server).contains("flight"));

      way.loseConnections();
      other.features().apply(List.of(entity("airport")), "alice");

      await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(() -> assertThat(known(server)).contains("flight", "airport"));
    }
  }

  /** Answers are waited for as long as in a server. */
  private static HikariDataSource pool(SilentWay way, TestDatabase database) {
    var pool = new HikariDataSource();
    pool.setJdbcUrl(way.url());
    pool.setUsername(database.user());
    pool.setPassword(database.password());
    pool.setMaximumPoolSize(4);
    pool.setConnectionTimeout(5_000);
    pool.addDataSourceProperty("socketTimeout", "30");
    return pool;
  }

  private static List<String> known(FeatureServer server) {
    return server.features().definitions("Entity").stream()
        .map(DefinitionVersion::name)
        .toList();
  }

  private static Definition entity(String name) {
    return new EntityDefinition(
        name, Optional.empty(), List.of(new EntityDefinition.JoinKey(name, ValueType.STRING)));
  }
}
