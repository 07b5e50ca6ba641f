package io.signalbox.features;

import io.signalbox.features.FeatureServer.StandingClock;
import io.signalbox.migrations.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.FileSystemUtils;

/** One feature store, at one moment, for all tests that use names of their own; it stops with the last of them. */
final class OneFeatureServer implements BeforeAllCallback {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private static Started started;

  static FeatureServer server() {
    return started.server();
  }

  static JdbcClient jdbc() {
    return JdbcClient.create(started.database().dataSource());
  }

  /** Another server on the same database and the same files, which the caller closes. */
  static FeatureServer another() {
    return FeatureServer.start(started.database(), started.home(), new StandingClock(NOW));
  }

  static javax.sql.DataSource dataSource() {
    return started.database().dataSource();
  }

  static Path home() {
    return started.home();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    started = context
        .getRoot()
        .getStore(Namespace.create(OneFeatureServer.class))
        .computeIfAbsent(Started.class, key -> Started.now(), Started.class);
  }

  private record Started(TestDatabase database, Path home, FeatureServer server)
      implements AutoCloseable {
    static Started now() {
      TestDatabase database = TestDatabase.fresh();
      try {
        Path home = Files.createTempDirectory("one-feature-server");
        return new Started(
            database,
            home,
            FeatureServer.start(
                database.dataSource(),
                home,
                new StandingClock(NOW),
                Map.of(
                    "signalbox.features.spine-folders",
                    Files.createDirectory(home.resolve("allowed")).toString())));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
      database.close();
      FileSystemUtils.deleteRecursively(home);
    }
  }
}
