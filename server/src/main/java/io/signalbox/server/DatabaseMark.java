package io.signalbox.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Files and database belong together: what one lists the other holds. Both bear the same id, the folder in {@value #NAME}, so that a server
 * that is started with the one and not the other says so, and touches neither.
 */
final class DatabaseMark {

  static final String NAME = "database.id";

  /** The folders that hold files which a database lists. */
  private static final String[] LISTED = {"features", "artifacts"};

  private final DatabaseAddress address;
  private final Path home;
  private final Path files;

  private DatabaseMark(Configuration configuration, DatabaseAddress address) {
    this.address = address;
    this.home = configuration.home();
    this.files = configuration.files();
  }

  /**
   * Marks what is new, and refuses what does not belong together.
   *
   * @throws StartupFailure if it does not, or a folder cannot be written
   */
  static void expect(Configuration configuration, DatabaseAddress address) {
    try {
      Files.createDirectories(configuration.files());
      new DatabaseMark(configuration, address).expect();
    } catch (IOException e) {
      throw new StartupFailure(
          "files: %s cannot be written: %s".formatted(configuration.files(), e.getMessage()), e);
    }
  }

  private void expect() throws IOException {
    Optional<UUID> marked = read(files);
    Claim claim = claim(marked.orElseGet(UUID::randomUUID));
    if (marked.isEmpty()) {
      if (!claim.isNew() && !(claim.place().equals(place()) && isEmpty())) {
        throw new StartupFailure(
            "files: %s holds none of the database's files (expected: those of %s; SIGNALBOX_FILES names a folder that several servers share)"
                .formatted(files, claim.place()));
      }
      write(files, claim.id());
    } else if (claim.isNew() || !marked.get().equals(claim.id())) {
      throw foreign("files", files);
    }
    if (!home.equals(files)) {
      expectHome(claim.id());
    }
  }

  /** The journal in the home is drained into the database: a home may be new, but not another database's. */
  private void expectHome(UUID id) throws IOException {
    Optional<UUID> marked = read(home);
    if (marked.isEmpty()) {
      write(home, id);
    } else if (!marked.get().equals(id)) {
      throw foreign("home", home);
    }
  }

  private StartupFailure foreign(String what, Path folder) {
    return new StartupFailure(
        "%s: %s belongs to another database than %s (expected: its own; see SIGNALBOX_DATABASE_URL and SIGNALBOX_HOME)"
            .formatted(what, folder, address));
  }

  /** What the database says of its files; new where it said nothing before and no folder claims to be another's. */
  private record Claim(UUID id, String place, boolean isNew) {}

  private Claim claim(UUID id) {
    var dataSource = address.dataSource();
    JdbcClient jdbc = JdbcClient.create(dataSource);
    var manager = new DataSourceTransactionManager(dataSource);
    return new TransactionTemplate(manager).execute(status -> {
      boolean isNew =
          jdbc.sql("INSERT INTO server.files (id, place) VALUES (?, ?) ON CONFLICT DO NOTHING")
                  .params(id, place())
                  .update()
              == 1;
      if (isNew && Files.exists(files.resolve(NAME))) {
        status.setRollbackOnly(); // the mark is another database's
      }
      return jdbc.sql("SELECT id, place FROM server.files")
          .query((row, number) ->
              new Claim(row.getObject("id", UUID.class), row.getString("place"), isNew))
          .single();
    });
  }

  private String place() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      host = "localhost";
    }
    return host + ":" + files;
  }

  /** A start that was cut off after the database's line and before the mark has left nothing yet. */
  private boolean isEmpty() throws IOException {
    for (Path folder :
        Arrays.stream(LISTED).map(files::resolve).filter(Files::isDirectory).toList()) {
      try (Stream<Path> found = Files.walk(folder)) {
        if (found.anyMatch(Files::isRegularFile)) {
          return false;
        }
      }
    }
    return true;
  }

  private static Optional<UUID> read(Path folder) throws IOException {
    Path mark = folder.resolve(NAME);
    if (!Files.exists(mark)) {
      return Optional.empty();
    }
    String text = Files.readString(mark).strip();
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      throw new StartupFailure(
          "files: %s is damaged (expected: the id that the database has in server.files)"
              .formatted(mark),
          e);
    }
  }

  private static void write(Path folder, UUID id) throws IOException {
    Files.writeString(
        folder.resolve(NAME), id + "\n", StandardOpenOption.CREATE_NEW, StandardOpenOption.SYNC);
  }
}
