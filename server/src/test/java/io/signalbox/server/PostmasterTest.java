package io.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostmasterTest {

  @TempDir
  Path folder;

  @Test
  void the_postgres_of_another_folder_that_has_the_number_by_now_is_left_alone() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    Process postgres = postgresOn(Files.createDirectory(folder.resolve("others")));
    try {
      pidFile(data, Long.toString(postgres.pid()));

      Postmaster postmaster = Postmaster.of(data);

      assertThat(postmaster.runs()).isFalse();
      postmaster.stop();
      assertThat(postgres.isAlive()).isTrue();
      assertThat(data.resolve("postmaster.pid")).doesNotExist();
    } finally {
      postgres.destroyForcibly();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "no number\n"})
  void a_pid_file_that_was_cut_short_names_nobody(String text) throws IOException {
    pidFile(folder, text);

    assertThat(Postmaster.of(folder).runs()).isFalse();
  }

  /** A shell that waits, under the name of PostgreSQL's program. */
  private Process postgresOn(Path data) throws IOException {
    Path program = Files.copy(Path.of("/bin/sh").toRealPath(), folder.resolve("postgres"));
    return new ProcessBuilder(program.toString(), "-c", "read line")
        .directory(data.toFile())
        .start();
  }

  private static void pidFile(Path data, String text) throws IOException {
    Files.writeString(data.resolve("postmaster.pid"), text);
  }
}
