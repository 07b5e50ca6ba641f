package io.signalbox.server;

import io.signalbox.migrations.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.FileSystemUtils;

/** One server, in this JVM, for all tests that only ask it something; it stops with the last of them. */
public final class OneServer implements BeforeAllCallback {
  private static URI url = URI.create("http://127.0.0.1");

  private static JdbcClient jdbc = JdbcClient.create(new PGSimpleDataSource());

  /** Its database. */
  public static JdbcClient jdbc() {
    return jdbc;
  }

  /** Where it answers. */
  public static URI url() {
    return url;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    Started started = context
        .getRoot()
        .getStore(Namespace.create(OneServer.class))
        .computeIfAbsent(Started.class, key -> Started.now(), Started.class);
    url = started.server().url();
    jdbc = JdbcClient.create(started.database().dataSource());
  }

  /** Quartz keeps its data sources by this name, one for the whole JVM: another server's would stand in for this one's. */
  private static final Map<String, String> SCHEDULER =
      Map.of("spring.quartz.properties.org.quartz.scheduler.instanceName", "one-server");

  private record Started(TestDatabase database, Path home, RunningServer server)
      implements AutoCloseable {
    static Started now() {
      TestDatabase database = TestDatabase.fresh();
      var address = new DatabaseAddress(database.url(), database.user(), database.password());
      try {
        Path home = Files.createTempDirectory("one-server");
        var configuration = new Configuration(home, 0, Optional.of(address));
        return new Started(
            database, home, RunningServer.start(configuration, Clock.systemUTC(), SCHEDULER));
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
