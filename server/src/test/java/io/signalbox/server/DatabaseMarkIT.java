package io.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.migrations.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

class DatabaseMarkIT {
  private static final TestDatabase ONE = TestDatabase.fresh();
  private static final TestDatabase TWO = TestDatabase.fresh();

  @TempDir
  Path folder;

  @AfterAll
  static void drop() {
    ONE.close();
    TWO.close();
  }

  @BeforeEach
  void forget() {
    for (TestDatabase database : new TestDatabase[] {ONE, TWO}) {
      JdbcClient.create(database.dataSource()).sql("DELETE FROM server.files").update();
    }
  }

  @Test
  void a_home_goes_on_with_the_database_that_it_began_with() {
    expect("home", "home", ONE);
    expect("home", "home", ONE);
  }

  @Test
  void a_home_of_another_database_is_refused_and_left_as_it_is() throws IOException {
    expect("home", "home", ONE);
    String mark = Files.readString(folder.resolve("home").resolve(DatabaseMark.NAME));

    for (int again = 0; again < 2; again++) {
      assertThatThrownBy(() -> expect("home", "home", TWO))
          .isInstanceOf(StartupFailure.class)
          .hasMessageStartingWith(
              "files: %s belongs to another database than ", folder.resolve("home"));
    }

    assertThat(folder.resolve("home").resolve(DatabaseMark.NAME)).hasContent(mark);
    expect("home", "home", ONE);
    expect("new", "new", TWO);
  }

  @Test
  void a_new_home_on_a_database_with_files_elsewhere_is_refused() {
    expect("home", "home", ONE);

    assertThatThrownBy(() -> expect("other", "other", ONE))
        .isInstanceOf(StartupFailure.class)
        .hasMessageStartingWith(
            "files: %s holds none of the database's files", folder.resolve("other"))
        .hasMessageContaining(folder.resolve("home").toString());
  }

  @Test
  void servers_with_homes_of_their_own_share_the_files() {
    expect("home", "files", ONE);
    expect("other", "files", ONE);

    assertThatThrownBy(() -> expect("home", "more", TWO))
        .isInstanceOf(StartupFailure.class)
        .hasMessageStartingWith("home: %s belongs to another", folder.resolve("home"));
  }

  @Test
  void a_first_start_that_was_cut_off_before_the_mark_is_taken_up() throws IOException {
    expect("home", "home", ONE);
    Files.delete(folder.resolve("home").resolve(DatabaseMark.NAME));

    expect("home", "home", ONE);

    assertThat(folder.resolve("home").resolve(DatabaseMark.NAME)).exists();
  }

  @Test
  void files_that_lost_their_mark_are_not_taken_for_the_databases() throws IOException {
    expect("home", "home", ONE);
    Files.delete(folder.resolve("home").resolve(DatabaseMark.NAME));
    Path kept = folder.resolve("home").resolve("features").resolve("some.parquet");
    Files.createDirectories(kept.getParent());
    Files.createFile(kept);

    assertThatThrownBy(() -> expect("home", "home", ONE)).isInstanceOf(StartupFailure.class);
  }

  @Test
  void a_damaged_mark_is_told() throws IOException {
    Path mark = Files.createDirectories(folder.resolve("home")).resolve(DatabaseMark.NAME);
    Files.writeString(mark, "12");

    assertThatThrownBy(() -> expect("home", "home", ONE))
        .isInstanceOf(StartupFailure.class)
        .hasMessage(
            "files: %s is damaged (expected: the id that the database has in server.files)", mark);
  }

  private void expect(String home, String files, TestDatabase database) {
    try {
      Files.createDirectories(folder.resolve(home)); // as Home.take does
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    var address = new DatabaseAddress(database.url(), database.user(), database.password());
    DatabaseMark.expect(
        new Configuration(
            folder.resolve(home),
            folder.resolve(files),
            0,
            Optional.of(address),
            Listening.LOOPBACK),
        address);
  }
}
