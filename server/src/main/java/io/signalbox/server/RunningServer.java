package io.signalbox.server;

import com.google.common.base.Stopwatch;
import com.google.common.base.Throwables;
import io.signalbox.features.StartRefused;
import io.signalbox.migrations.Migrations;
import io.signalbox.registry.delivery.SettingRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/**
 * A server from its first line to its last: the home, then the database, then its tables, then the
 * web server; and back in the opposite order, also where the start stops half way.
 */
public final class RunningServer implements AutoCloseable {

  /** What PostgreSQL keeps of a time: a change is answered with the very moment that it is read back with. */
  private static final Duration MICROSECOND = Duration.of(1, ChronoUnit.MICROS);

  private static final Logger log = LoggerFactory.getLogger(RunningServer.class);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>(); // the last started first
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread atExit = new Thread(this::stop, "stop");
  private volatile boolean stopping;
  private URI url = URI.create("http://" + Listening.LOOPBACK);

  private RunningServer() {}

  /** {@code clock} tells business time to every module; a replay moves it on. */
  public static RunningServer start(Configuration configuration, Clock clock) {
    return start(configuration, clock, Map.of());
  }

  /** With further Spring properties, which win over all others. */
  public static RunningServer start(
      Configuration configuration, Clock clock, Map<String, String> properties) {
    RunningServer server = new RunningServer();
    Runtime.getRuntime().addShutdownHook(server.atExit);
    try {
      server.startParts(configuration, clock, properties);
      return server;
    } catch (RuntimeException e) {
      boolean asked = server.isStopping(); // what it then failed at is no news
      server.close();
      throw asked ? new StartupFailure("stopped before it was ready", e) : e;
    }
  }

  /** Throws away all that a server of this configuration keeps in its home; refused while one runs on it. */
  public static void clear(Configuration configuration) {
    expectFree(configuration.port());
    try (Home home = Home.take(configuration.home())) {
      home.clear();
    } catch (IOException e) {
      throw new StartupFailure("home: %s cannot be cleared".formatted(configuration.home()), e);
    }
  }

  /** Where it answers, for example {@code http://127.0.0.1:8080}. */
  public URI url() {
    return url;
  }

  /** Returns when someone else has stopped it. */
  public void awaitStop() throws InterruptedException {
    stopped.await();
  }

  /** True from the moment on at which someone asked it to stop. */
  public boolean isStopping() {
    return stopping;
  }

  private void startParts(
      Configuration configuration, Clock clock, Map<String, String> properties) {
    Stopwatch watch = Stopwatch.createStarted();
    expectFree(configuration.port());
    Home home = part(() -> Home.take(configuration.home()));
    DatabaseAddress database = configuration.database().orElseGet(() -> embedded(home));
    migrate(database);
    DatabaseMark.expect(configuration, database);
    Listening.expectTokens(configuration.address(), database);
    ConfigurableApplicationContext context =
        part(() -> web(application(database, clock), configuration, properties));
    url = URI.create("http://%s:%s"
        .formatted(
            Listening.reachable(configuration.address()),
            context.getEnvironment().getProperty("local.server.port")));
    log.info(
        "Ready url={} home={} database={} seconds={}",
        url,
        home.folder(),
        configuration.database().map(Object::toString).orElse("embedded"),
        "%.1f".formatted(watch.elapsed().toMillis() / 1000.0));
  }

  private DatabaseAddress embedded(Home home) {
    return part(() -> EmbeddedDatabase.start(home.folder())).address();
  }

  private <T extends AutoCloseable> T part(Supplier<T> start) {
    if (stopping) {
      throw new StartupFailure("stopped before it was ready");
    }
    synchronized (parts) { // so that a stop in the middle finds the part, or none
      T part = start.get();
      parts.push(part);
      return part;
    }
  }

  private static void migrate(DatabaseAddress database) {
    database.check();
    try {
      Migrations.apply(database.forMigrations());
    } catch (FlywayException e) {
      throw new StartupFailure(
          "database: %s cannot be migrated: %s"
              .formatted(database, inOneLine(Throwables.getRootCause(e))),
          e);
    }
  }

  private static String inOneLine(Throwable failure) {
    return String.valueOf(failure.getMessage())
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private static SpringApplication application(DatabaseAddress database, Clock clock) {
    SpringApplication application = new SpringApplication(ServerApplication.class);
    application.setRegisterShutdownHook(false); // the database must outlive the context
    application.addInitializers(context -> {
      var beans = (GenericApplicationContext) context;
      beans.registerBean(Clock.class, () -> Clock.tick(clock, MICROSECOND));
      beans.registerBean(JdbcConnectionDetails.class, () -> new Connection(database));
    });
    return application;
  }

  /** As arguments these properties win over the environment. */
  private static ConfigurableApplicationContext web(
      SpringApplication application, Configuration configuration, Map<String, String> properties) {
    Deque<String> arguments = new ArrayDeque<>();
    properties.forEach((name, value) -> arguments.add("--%s=%s".formatted(name, value)));
    arguments.add(
        "--spring.config.location=classpath:/"); // not that of whatever lies in the current folder
    arguments.add("--server.address=" + configuration.address());
    arguments.add("--server.port=" + configuration.port());
    arguments.add("--signalbox.home=" + configuration.home());
    arguments.add("--signalbox.files=" + configuration.files());
    arguments.add("--signalbox.instance=" + UUID.randomUUID());
    try {
      return application.run(arguments.toArray(String[]::new));
    } catch (RuntimeException e) {
      if (e instanceof PortInUseException || e.getCause() instanceof PortInUseException) {
        throw portInUse(configuration.port(), e);
      }
      Throwable cause = Throwables.getRootCause(e);
      if (cause instanceof SettingRefused || cause instanceof StartRefused) {
        throw new StartupFailure(String.valueOf(cause.getMessage()), e);
      }
      throw e;
    }
  }

  /** Asked first, because the web server is started last. */
  private static void expectFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw portInUse(port, e);
    }
  }

  private static StartupFailure portInUse(int port, Exception cause) {
    return new StartupFailure(
        "port: %d cannot be used: %s (set SIGNALBOX_PORT to another)"
            .formatted(port, String.valueOf(cause.getMessage())),
        cause);
  }

  /** Stops everything in the opposite order of the start; again has no effect. */
  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      log.debug("Stopped by the end of the process");
    }
  }

  private void stop() {
    stopping = true;
    synchronized (parts) {
      while (!parts.isEmpty()) {
        AutoCloseable part = parts.pop();
        try {
          part.close();
        } catch (Exception e) { // the others are still to be stopped
          log.error("Did not stop cleanly part={}", part.getClass().getSimpleName(), e);
        }
      }
    }
    stopped.countDown();
  }

  private record Connection(DatabaseAddress database) implements JdbcConnectionDetails {
    @Override
    public String getUsername() {
      return database.user();
    }

    @Override
    public String getPassword() {
      return database.password();
    }

    @Override
    public String getJdbcUrl() {
      return database.url();
    }
  }
}
