package io.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

@Timeout(300)
class EmbeddedDatabaseIT {

  @TempDir
  static Path home;

  @Test
  void it_is_configured_as_a_users_database() throws Exception {
    Map<String, String> expected = Map.of(
        "fsync", "on",
        "synchronous_commit", "on",
        "full_page_writes", "on",
        "password_encryption", "scram-sha-256",
        "unix_socket_directories", "");

    try (EmbeddedDatabase database = EmbeddedDatabase.start(home)) {
      assertThat(expected.keySet())
          .allSatisfy(setting -> assertThat(jdbc(database.address())
                  .sql("SHOW " + setting)
                  .query(String.class)
                  .single())
              .as(setting)
              .isEqualTo(expected.get(setting)));
    }
  }

  @Test
  void its_programs_are_its_owners_alone_also_in_a_home_that_others_may_enter(@TempDir Path open)
      throws Exception {
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));

    EmbeddedDatabase.start(open).close();

    assertThat(PosixFilePermissions.toString(
            Files.getPosixFilePermissions(open.resolve(EmbeddedDatabase.PROGRAMS))))
        .isEqualTo("rwx------");
  }

  @Test
  void the_postgres_of_a_folder_is_stopped_by_its_pid_file() throws Exception {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(home)) {
      Path data = home.resolve(EmbeddedDatabase.DATA);

      Postmaster postmaster = Postmaster.of(data);
      assertThat(postmaster.runs()).isTrue();
      database.address().check();
      postmaster.stop();
      assertThat(postmaster.process().orElseThrow().isAlive()).isFalse();
    }
  }

  @Test
  void a_postgres_that_somebody_kills_is_started_again_where_it_was() throws Exception {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(home)) {
      jdbc(database.address()).sql("CREATE TABLE outlives (n int)").update();
      ProcessHandle killed =
          Postmaster.of(home.resolve(EmbeddedDatabase.DATA)).process().orElseThrow();

      killed.destroyForcibly();

      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(jdbc(database.address())
                  .sql("SELECT count(*) FROM outlives")
                  .query(Long.class)
                  .single())
              .isZero());
      assertThat(Postmaster.of(home.resolve(EmbeddedDatabase.DATA)).process())
          .isPresent()
          .isNotEqualTo(Optional.of(killed));
    }
  }

  @Test
  void a_postgres_that_works_on_another_folder_is_left_alone(@TempDir Path other) throws Exception {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(home)) {
      Path data = home.resolve(EmbeddedDatabase.DATA);
      Files.copy(data.resolve("postmaster.pid"), other.resolve("postmaster.pid"));

      assertThat(Postmaster.of(data).runs()).isTrue();
      assertThat(Postmaster.of(other).runs()).isFalse();
      Postmaster.of(other).stop();
      database.address().check();
    }
  }

  @Test
  void nobody_enters_without_the_password() throws Exception {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(home)) {
      DatabaseAddress known = database.address();

      assertThatThrownBy(() -> new DatabaseAddress(known.url(), known.user(), "guess").check())
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void data_survive_a_restart() throws Exception {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(home)) {
      jdbc(database.address()).sql("CREATE TABLE kept AS SELECT 1 AS id").update();
    }

    try (EmbeddedDatabase database = EmbeddedDatabase.start(home)) {
      assertThat(jdbc(database.address())
              .sql("SELECT id FROM kept")
              .query(Integer.class)
              .single())
          .isEqualTo(1);
    }
  }

  @Test
  void a_lost_password_is_told_in_one_line(@TempDir Path other) throws Exception {
    EmbeddedDatabase.start(other).close();
    Files.delete(other.resolve("postgres.password"));

    assertThatThrownBy(() -> EmbeddedDatabase.start(other))
        .isInstanceOf(StartupFailure.class)
        .hasMessage(
            "database: %s is missing (expected: the password that was made with the data)",
            other.resolve("postgres.password"));
  }

  @Test
  void a_database_that_cannot_hold_every_text_is_refused() throws Exception {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(home)) {
      DatabaseAddress all = database.address();
      jdbc(all).sql("DROP DATABASE IF EXISTS latin").update();
      jdbc(all)
          .sql("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
          .update();
      String url = all.url().replaceFirst("/postgres$", "/latin");

      assertThatThrownBy(() -> new DatabaseAddress(url, all.user(), all.password()).check())
          .isInstanceOf(StartupFailure.class)
          .hasMessage("database: %s has the encoding LATIN1 (expected: UTF8)", url);
    }
  }

  private static JdbcClient jdbc(DatabaseAddress address) {
    return JdbcClient.create(address.dataSource());
  }
}
