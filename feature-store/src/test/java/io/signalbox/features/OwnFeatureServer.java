package io.signalbox.features;

import io.signalbox.features.FeatureServer.StandingClock;
import io.signalbox.migrations.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.util.FileSystemUtils;

/** A feature store of a test class's own, with a database, a home, a clock that stands, and definitions that are applied. */
final class OwnFeatureServer implements BeforeAllCallback, AfterAllCallback {
  private final Instant now;
  private final Supplier<List<Definition>> definitions;
  private @Nullable Path home;
  private @Nullable TestDatabase database;
  private @Nullable FeatureServer server;

  OwnFeatureServer(Instant now, Supplier<List<Definition>> definitions) {
    this.now = now;
    this.definitions = definitions;
  }

  FeatureServer server() {
    return server;
  }

  TestDatabase database() {
    return database;
  }

  Path home() {
    return home;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    home = Files.createTempDirectory("features");
    database = TestDatabase.fresh();
    server = FeatureServer.start(database, home, new StandingClock(now));
    server.features().apply(definitions.get(), "test");
  }

  /** Another process on the same data. */
  void restart() {
    server.close();
    server = FeatureServer.start(database, home, new StandingClock(now));
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    server.close();
    database.close();
    FileSystemUtils.deleteRecursively(home);
  }
}
