package io.signalbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shell script {@code signalbox} in a checkout whose Maven waits for a word and whose Java says what it was asked. */
@Timeout(
    value = 60,
    threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // opening a pipe cannot be interrupted
class LauncherTest {
  private static final Path CHECKOUT = Path.of("").toAbsolutePath().getParent();

  /** Says that it builds, and then reads whether it shall make a jar or fail. */
  private static final String MVNW = """
      #!/bin/sh
      root=$(dirname "$0")
      echo build >>"$root/builds"
      read -r word <"$root/word"
      [ "$word" = good ] || exit 1
      mkdir -p "$root/server/target"
      echo jar >"$root/server/target/signalbox.jar"
      """;

  private static final String JAVA = """
      #!/bin/sh
      if [ "$1" = -Djarmode=tools ]; then
        mkdir "$6"
        cp "$3" "$6/signalbox.jar"
      else
        echo "runs $$"
      fi
      """;

  /** As with JAVA_TOOL_OPTIONS in the environment. */
  private static final String JAVAC = """
      #!/bin/sh
      echo Picked up JAVA_TOOL_OPTIONS: -Xmx1g >&2
      echo javac 25.0.1
      """;

  @TempDir
  Path root;

  @BeforeEach
  void checkOut() throws Exception {
    Files.copy(CHECKOUT.resolve("signalbox"), root.resolve("signalbox"));
    Files.createDirectories(root.resolve(".mvn"));
    Files.copy(CHECKOUT.resolve(".mvn/jdk25.sh"), root.resolve(".mvn/jdk25.sh"));
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    write("mvnw", MVNW);
    write("jdk/bin/java", JAVA);
    write("jdk/bin/javac", JAVAC);
    run("mkfifo", root.resolve("word").toString());
  }

  private void write(String path, String script) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void run(String... command) throws Exception {
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  private Process launch() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", root.resolve("signalbox").toString());
    builder.environment().put("JAVA_HOME", root.resolve("jdk").toString());
    return builder.redirectErrorStream(true).start();
  }

  /** What Maven shall do, when it asks. */
  private void answer(String word) throws IOException {
    Files.writeString(root.resolve("word"), word + "\n");
  }

  private Path lock() {
    return root.resolve("server/target/build.lock");
  }

  private static String end(Process launcher) throws Exception {
    String said = new String(launcher.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(launcher.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return said;
  }

  private List<String> builds() throws IOException {
    return Files.readAllLines(root.resolve("builds"));
  }

  @Test
  void the_second_of_two_waits_for_the_first_and_does_not_build_again() throws Exception {
    Process first = launch();
    BufferedReader ofFirst = first.inputReader();
    assertThat(ofFirst.readLine()).startsWith("signalbox: building");
    Process second = launch();
    BufferedReader ofSecond = second.inputReader();
    assertThat(ofSecond.readLine())
        .isEqualTo("signalbox: waiting for process %d, which builds (if none does, remove %s*)"
            .formatted(first.pid(), root.toRealPath().resolve("server/target/build.lock")));

    answer("good");

    assertThat(ofFirst.lines()).containsExactly("runs " + first.pid());
    assertThat(ofSecond.lines()).containsExactly("runs " + second.pid());
    assertThat(first.waitFor()).isZero();
    assertThat(second.waitFor()).isZero();
    assertThat(builds()).hasSize(1);
    assertThat(Files.isSymbolicLink(lock())).isFalse();
    assertThat(end(launch())).startsWith("runs ");
  }

  @Test
  void where_the_first_fails_the_second_builds() throws Exception {
    Process first = launch();
    assertThat(first.inputReader().readLine()).startsWith("signalbox: building");
    Process second = launch();
    BufferedReader ofSecond = second.inputReader();
    assertThat(ofSecond.readLine()).startsWith("signalbox: waiting");

    answer("bad");

    assertThat(first.waitFor()).isEqualTo(1);
    assertThat(ofSecond.readLine()).startsWith("signalbox: building");
    answer("good");
    assertThat(ofSecond.lines()).containsExactly("runs " + second.pid());
    assertThat(builds()).hasSize(2);
  }

  @Test
  void a_lock_of_a_dead_process_holds_nobody_up() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    assertThat(dead.waitFor()).isZero();
    Files.createDirectories(lock().getParent());
    Files.createSymbolicLink(lock(), Path.of(Long.toString(dead.pid())));

    Process launcher = launch();
    answer("good");

    assertThat(end(launcher)).doesNotContain("waiting").contains("runs " + launcher.pid());
    assertThat(Files.isSymbolicLink(lock())).isFalse();
  }

  @Test
  void whoever_is_stopped_while_it_builds_leaves_no_lock() throws Exception {
    Process launcher = launch();
    assertThat(launcher.inputReader().readLine()).startsWith("signalbox: building");
    await().until(() -> Files.exists(root.resolve("builds")));
    assertThat(Files.isSymbolicLink(lock())).isTrue();

    launcher.toHandle().destroy();
    answer("bad"); // a shell looks at its signals when the command that it waits for has ended

    assertThat(launcher.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(launcher.exitValue()).isEqualTo(128 + 15);
    assertThat(Files.isSymbolicLink(lock())).isFalse();
  }
}
