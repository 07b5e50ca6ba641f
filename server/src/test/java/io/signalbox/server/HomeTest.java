package io.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {

  @TempDir
  Path folder;

  @Test
  void a_home_that_does_not_exist_is_made_for_its_owner_alone() throws IOException {
    try (Home home = Home.take(folder.resolve("a/b"))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.folder())))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void a_home_has_one_server_at_a_time() throws IOException {
    try (Home home = Home.take(folder)) {
      assertThatThrownBy(() -> Home.take(home.folder()))
          .isInstanceOf(StartupFailure.class)
          .hasMessage(
              "home: %s is in use by another server (set SIGNALBOX_HOME to another folder)",
              folder);
    }

    Home.take(folder).close();
  }

  @Test
  void a_home_that_cannot_be_written_is_told_with_its_reason() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> Home.take(file.resolve("home")))
        .isInstanceOf(StartupFailure.class)
        .hasMessageStartingWith("home: " + file.resolve("home") + " cannot be written: ");
  }

  @Test
  void a_full_home_is_refused_and_free_again() throws IOException {
    assertThatThrownBy(() -> Home.take(folder, Long.MAX_VALUE))
        .isInstanceOf(StartupFailure.class)
        .hasMessageMatching("home: .* has \\d+ MB free \\(expected: at least \\d+ MB\\)");

    Home.take(folder).close();
  }
}
