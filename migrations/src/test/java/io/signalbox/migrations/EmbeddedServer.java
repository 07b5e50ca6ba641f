package io.signalbox.migrations;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * An embedded PostgreSQL on a copy of a seed: a data folder that holds the migrated template. The
 * seed is made once for each state of the SQL and kept under the checkout's {@code
 * target/postgres-seed}, so that a module's tests start in half a second. Durability is off.
 */
final class EmbeddedServer {

  private static final String USER = "postgres";

  private EmbeddedServer() {}

  static TestServer start() {
    try {
      Path home = checkout().resolve("target/postgres-seed");
      Files.createDirectories(home);
      removeOrphans(home);
      Path seed = home.resolve("seed-" + hashOfSql());
      if (!Files.exists(seed)) {
        makeSeed(home, seed);
      }
      Path run = home.resolve("run-" + ProcessHandle.current().pid());
      copy(seed, run);
      EmbeddedPostgres postgres = start(home, run);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndDelete(postgres, run)));
      return server(postgres);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Several JVMs may do this at once: the first to move its folder into place wins. */
  private static void makeSeed(Path home, Path seed) throws IOException {
    Path draft = home.resolve("run-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID());
    try (EmbeddedPostgres postgres = start(home, draft)) {
      server(postgres).createTemplate();
    }
    try {
      Files.move(draft, seed, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) { // an atomic move has no name of its own for it
      if (!Files.exists(seed)) {
        throw e;
      }
      delete(draft);
    }
  }

  private static EmbeddedPostgres start(Path home, Path folder) throws IOException {
    return EmbeddedPostgres.builder()
        .setOverrideWorkingDirectory(home.resolve("binaries").toFile())
        .setDataDirectory(folder)
        .setCleanDataDirectory(false)
        .setRegisterShutdownHook(false)
        .setServerConfig("unix_socket_directories", "")
        .setServerConfig("shared_buffers", "32MB")
        .setServerConfig("full_page_writes", "off")
        .setServerConfig("max_wal_size", "256MB")
        .start();
  }

  private static TestServer server(EmbeddedPostgres postgres) {
    return new TestServer(
        "jdbc:postgresql://localhost:" + postgres.getPort() + "/%s",
        "postgres",
        TestServer.TEMPLATE,
        USER,
        "");
  }

  private static void stopAndDelete(EmbeddedPostgres postgres, Path run) {
    try {
      postgres.close();
      delete(run);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops what a killed test JVM left running, and deletes its folder. Of several JVMs one takes it. */
  private static void removeOrphans(Path home) throws IOException {
    try (Stream<Path> runs = Files.list(home)) {
      for (Path orphan : runs.filter(EmbeddedServer::isOrphan).toList()) {
        Path run = home.resolve("run-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID());
        try {
          Files.move(orphan, run, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException taken) {
          continue;
        }
        Path lock = run.resolve("postmaster.pid");
        if (Files.exists(lock)) {
          long pid = Long.parseLong(Files.readAllLines(lock).getFirst().strip());
          ProcessHandle.of(pid)
              .filter(process -> process.info().command().orElse("").endsWith("/postgres"))
              .ifPresent(ProcessHandle::destroyForcibly);
        }
        delete(run);
      }
    }
  }

  private static boolean isOrphan(Path folder) {
    String[] name = folder.getFileName().toString().split("-", 3);
    return name[0].equals("run")
        && ProcessHandle.of(Long.parseLong(name[1]))
            .filter(ProcessHandle::isAlive)
            .isEmpty();
  }

  /** The folder with {@code .mvn}: tests run in a module's folder, or wherever an IDE likes. */
  private static Path checkout() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve(".mvn"))) {
      folder = folder.getParent();
    }
    return folder == null ? Path.of("").toAbsolutePath() : folder;
  }

  private static String hashOfSql() throws IOException {
    URI location = URI.create(Migrations.class.getResource("/db").toString());
    if (location.getScheme().equals("jar")) {
      try (FileSystem jar = FileSystems.newFileSystem(location, Map.of())) {
        return hashOf(jar.getPath("/db"));
      }
    }
    return hashOf(Path.of(location));
  }

  private static String hashOf(Path folder) throws IOException {
    MessageDigest digest = sha256();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        digest.update(folder.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(file));
      }
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(from, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
          throws IOException {
        // attributes too: PostgreSQL refuses a data folder that others may read
        Files.copy(folder, to.resolve(from.relativize(folder)), StandardCopyOption.COPY_ATTRIBUTES);
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
          throws IOException {
        Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
        return FileVisitResult.CONTINUE;
      }
    });
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
