package io.signalbox.server;

import com.google.common.io.MoreFiles;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of the server's own, in its home, as durable as one that an administrator runs:
 *
 * <pre>
 * postgres/            data, mode 0700
 * postgres.password    generated, mode 0600
 * postgres.log         what PostgreSQL itself has to say
 * postgres.binaries/   its programs, unpacked from the jar
 * </pre>
 */
final class EmbeddedDatabase implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EmbeddedDatabase.class);
  static final String DATA = "postgres";
  static final String PROGRAMS = "postgres.binaries";
  private static final String USER = "postgres";
  private static final Duration RECOVERY_AFTER_A_CRASH = Duration.ofMinutes(2);

  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final int ANY_PORT = 0;

  private final Path home;
  private final DatabaseAddress address;
  private EmbeddedPostgres postgres;
  private final CountDownLatch closing = new CountDownLatch(1);

  private EmbeddedDatabase(Path home, EmbeddedPostgres postgres, String password) {
    this.home = home;
    this.postgres = postgres;
    this.address = new DatabaseAddress(
        "jdbc:postgresql://localhost:%d/postgres".formatted(postgres.getPort()), USER, password);
  }

  /** The caller holds the home's lock, so a PostgreSQL that still runs there is an orphan. */
  static EmbeddedDatabase start(Path home) {
    try {
      Path data = home.resolve(DATA);
      PasswordFile passwordFile = passwordFile(home);
      if (!Files.exists(data)) {
        initialise(home, data, passwordFile);
      }
      stopOrphan(data);
      String password = passwordFile.read();
      var database =
          new EmbeddedDatabase(home, start(home, data, passwordFile, ANY_PORT), password);
      database.watch();
      return database;
    } catch (IOException | IllegalStateException e) {
      throw new StartupFailure(
          "database: PostgreSQL did not start (see %s)".formatted(home.resolve("postgres.log")), e);
    }
  }

  DatabaseAddress address() {
    return address;
  }

  private static PasswordFile passwordFile(Path home) {
    return new PasswordFile(home.resolve("postgres.password"));
  }

  /** PostgreSQL may be ended from without: a system that is short of memory picks it early. */
  private void watch() throws IOException {
    Postmaster.of(home.resolve(DATA))
        .process()
        .ifPresent(
            process -> Thread.ofPlatform().name("postgres-watch").daemon().start(() -> {
              process.onExit().join();
              startAgain();
            }));
  }

  /**
   * On the same port, and as often as it takes: what is left of the old one may go on for a moment, and PostgreSQL waits for that. Whoever ends
   * both at once, as a service manager does, is about to close this.
   */
  private synchronized void startAgain() {
    boolean told = false;
    while (!isClosing()) {
      if (!told) {
        log.error(
            "PostgreSQL was ended by somebody else: starting it again. see={}",
            home.resolve("postgres.log"));
        told = true;
      }
      try {
        postgres.close(); // the library's hold on the folder
        postgres = start(home, home.resolve(DATA), passwordFile(home), postgres.getPort());
        watch();
        log.info("PostgreSQL runs again");
        return;
      } catch (IOException | IllegalStateException e) {
        log.error("PostgreSQL did not start; trying again. cause={}", e.getMessage());
      }
    }
  }

  private boolean isClosing() {
    try {
      return closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /** In a draft folder first: a kill in the middle never leaves half a data folder behind. */
  private static void initialise(Path home, Path data, PasswordFile password) throws IOException {
    Path draft = home.resolve("postgres.new");
    if (Files.exists(draft)) {
      stopOrphan(draft);
      MoreFiles.deleteRecursively(draft);
    }
    password.generate();
    start(home, draft, password, ANY_PORT).close();
    Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
  }

  private static EmbeddedPostgres start(Path home, Path data, PasswordFile password, int port)
      throws IOException {
    Redirect log = Redirect.appendTo(home.resolve("postgres.log").toFile());
    return EmbeddedPostgres.builder()
        .setOverrideWorkingDirectory(programs(home).toFile())
        .setDataDirectory(data)
        .setPort(port)
        .setCleanDataDirectory(false)
        .setRegisterShutdownHook(false)
        .setPGStartupWait(RECOVERY_AFTER_A_CRASH)
        .setOutputRedirector(log)
        .setErrorRedirector(log)
        // These two reach initdb as --auth and --pwfile, after the library's own "trust".
        .setLocaleConfig("auth", "scram-sha-256")
        .setLocaleConfig("pwfile", password.path().toString())
        .setConnectConfig("password", password.read())
        // Durable, where the library's defaults are for tests
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("listen_addresses", "localhost")
        .setServerConfig("unix_socket_directories", "")
        // Modest: the page cache does most of the work
        .setServerConfig("shared_buffers", "48MB")
        .setServerConfig("max_connections", "60")
        // A read of all predictions locks every day that there is, and its index
        .setServerConfig("max_locks_per_transaction", "256")
        .setServerConfig("io_method", "sync")
        .setServerConfig("jit", "off")
        .setServerConfig("max_parallel_workers_per_gather", "0")
        .setServerConfig("autovacuum_max_workers", "2")
        .setServerConfig("log_checkpoints", "off")
        .start();
  }

  /** The library lets everybody write where it unpacks them: here nobody else gets that far. */
  private static Path programs(Path home) throws IOException {
    Path closed = home.resolve(PROGRAMS);
    Files.createDirectories(closed);
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    return Files.createDirectories(closed.resolve("unpacked"));
  }

  /** A server that was killed leaves its PostgreSQL running, and that keeps the data folder. */
  private static void stopOrphan(Path data) throws IOException {
    Postmaster postmaster = Postmaster.of(data);
    if (postmaster.runs()) {
      log.info("Stopping the PostgreSQL of a killed server data={}", data);
    }
    postmaster.stop();
  }

  /**
   * The library gives up after five seconds, which a slow disk's last checkpoint may take: most of it is done before. Should it still take
   * longer, that is waited for.
   */
  @Override
  public void close() throws IOException {
    closing.countDown();
    synchronized (this) { // a start at hand ends first
      checkpoint();
      postgres.close();
      Postmaster.of(home.resolve(DATA)).stop();
    }
  }

  private void checkpoint() {
    try (Connection connection = address().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CHECKPOINT");
    } catch (SQLException e) {
      log.warn("PostgreSQL took no last checkpoint cause={}", e.getMessage());
    }
  }
}
