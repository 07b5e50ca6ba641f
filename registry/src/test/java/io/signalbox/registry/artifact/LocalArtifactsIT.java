package io.signalbox.registry.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.registry.Artifacts;
import io.signalbox.registry.RegistryException;
import io.signalbox.registry.RegistryServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalArtifactsIT {
  private static final RegistryServer SERVER = new RegistryServer();
  private static final Artifacts ARTIFACTS = SERVER.bean(Artifacts.class);

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void a_file_comes_back_with_its_size_and_hash_recorded() throws IOException {
    ARTIFACTS.write("1/run/artifacts/a b/ü.txt", bytes("hello"));

    try (InputStream read = ARTIFACTS.read("1/run/artifacts/a b/ü.txt")) {
      assertThat(read.readAllBytes()).asString().isEqualTo("hello");
    }
    // sha256sum of "hello"
    assertThat(SERVER
            .jdbc()
            .sql(
                "SELECT encode(sha256, 'hex') || ' ' || bytes FROM registry.artifacts WHERE path = ?")
            .params("1/run/artifacts/a b/ü.txt")
            .query(String.class)
            .single())
        .isEqualTo("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824 5");
  }

  @Test
  void a_folder_lists_what_is_directly_below_it() throws IOException {
    ARTIFACTS.write("2/x/b.txt", bytes("12"));
    ARTIFACTS.write("2/x/a/deep.txt", bytes("1"));

    assertThat(ARTIFACTS.list("2/x"))
        .containsExactly(
            new Artifacts.ArtifactInfo("2/x/a", true, 0),
            new Artifacts.ArtifactInfo("2/x/b.txt", false, 2));
    assertThat(ARTIFACTS.list("2/unknown")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret",
        "a/../../secret",
        "a/..",
        "..",
        "./a",
        "a/./b",
        "/etc/passwd",
        "//etc/passwd",
        "%2e%2e/secret",
        "a/%2e%2e/%2e%2e/secret",
        "%252e%252e/secret",
        "%25252e%25252e%25252fsecret",
        "..%2fsecret",
        "..%5csecret",
        "a\\..\\secret",
        "C:/secret",
        "C:\\secret",
        "file:/etc/passwd",
        "a#b",
        "a\nb",
        "a\0b",
        "a%00b",
        "%2fetc/passwd"
      })
  void a_path_that_could_leave_the_root_is_refused(String path) throws IOException {
    assertThatThrownBy(() -> ARTIFACTS.write(path, bytes("x")))
        .isInstanceOf(RegistryException.Invalid.class);
    assertThatThrownBy(() -> ARTIFACTS.read(path)).isInstanceOf(RegistryException.Invalid.class);
    assertThatThrownBy(() -> ARTIFACTS.list(path)).isInstanceOf(RegistryException.Invalid.class);
    assertThatThrownBy(() -> ARTIFACTS.delete(path)).isInstanceOf(RegistryException.Invalid.class);
  }

  @Test
  void a_link_out_of_the_root_is_refused() throws IOException {
    Path outside = Files.createTempDirectory("outside");
    Files.writeString(outside.resolve("secret"), "secret");
    Files.createSymbolicLink(SERVER.home().resolve("artifacts/link"), outside);
    Files.createSymbolicLink(SERVER.home().resolve("artifacts/nowhere"), Path.of("/no/where"));

    assertThatThrownBy(() -> ARTIFACTS.read("link/secret"))
        .isInstanceOf(RegistryException.Invalid.class);
    assertThatThrownBy(() -> ARTIFACTS.write("link/new", bytes("x")))
        .isInstanceOf(RegistryException.Invalid.class);
    assertThatThrownBy(() -> ARTIFACTS.write("nowhere/new", bytes("x")))
        .isInstanceOf(RegistryException.Invalid.class);
    assertThat(outside.resolve("new")).doesNotExist();
  }

  @Test
  void an_upload_that_breaks_off_leaves_nothing() throws IOException {
    InputStream lost = new InputStream() {
      @Override
      public int read() throws IOException {
        throw new IOException("connection lost");
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        throw new IOException("connection lost");
      }
    };
    InputStream broken = new SequenceInputStream(bytes("x".repeat(100_000)), lost);

    assertThatThrownBy(() -> ARTIFACTS.write("3/broken.bin", broken))
        .isInstanceOf(IOException.class);

    assertThat(ARTIFACTS.find("3/broken.bin")).isEmpty();
    try (Stream<Path> unfinished = Files.list(SERVER.home().resolve("incoming"))) {
      assertThat(unfinished).isEmpty();
    }
  }

  @Test
  void a_file_is_written_over_as_a_whole_and_never_over_a_folder() throws IOException {
    ARTIFACTS.write("4/a/b.txt", bytes("long content"));
    ARTIFACTS.write("4/a/b.txt", bytes("x"));

    assertThat(ARTIFACTS.find("4/a/b.txt"))
        .contains(new Artifacts.ArtifactInfo("4/a/b.txt", false, 1));
    assertThatThrownBy(() -> ARTIFACTS.write("4/a", bytes("x")))
        .isInstanceOf(RegistryException.Invalid.class);
    assertThatThrownBy(() -> ARTIFACTS.write("4/a/b.txt/c", bytes("x")))
        .isInstanceOf(RegistryException.Invalid.class);
    assertThatThrownBy(() -> ARTIFACTS.write("4/a/b.txt/c/d", bytes("x")))
        .isInstanceOf(RegistryException.Invalid.class);
  }

  @Test
  void a_folder_is_deleted_with_all_that_is_in_it() throws IOException {
    ARTIFACTS.write("5/a/b/c.txt", bytes("x"));
    ARTIFACTS.write("5/ab.txt", bytes("x"));

    ARTIFACTS.delete("5/a");

    assertThat(ARTIFACTS.find("5/a")).isEmpty();
    assertThat(ARTIFACTS.find("5/ab.txt")).isPresent();
    assertThat(SERVER
            .jdbc()
            .sql("SELECT path FROM registry.artifacts WHERE path LIKE '5/%'")
            .query(String.class)
            .list())
        .containsExactly("5/ab.txt");
    assertThatThrownBy(() -> ARTIFACTS.delete("5/a"))
        .isInstanceOf(RegistryException.NotFound.class);
  }

  /** Whoever comes too late is told that there is nothing; nothing else is told to anybody. */
  @Test
  void a_folder_may_be_deleted_while_others_write_read_and_list_it() throws Exception {
    AtomicInteger written = new AtomicInteger();
    List<Callable<Object>> doings = List.of(
        () -> ARTIFACTS.write("6/a/b/f" + written.incrementAndGet() % 5, bytes("x".repeat(100))),
        () -> {
          ARTIFACTS.delete("6/a");
          return true;
        },
        () -> ARTIFACTS.list("6/a/b"),
        () -> {
          try (Artifacts.Content content = ARTIFACTS.open("6/a/b/f1")) {
            return content.bytes();
          }
        },
        () -> ARTIFACTS.find("6/a/b/f2"));

    try (ExecutorService callers = Executors.newFixedThreadPool(10)) {
      List<Future<?>> under = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        under.add(callers.submit(doings.get(i % doings.size())));
      }
      for (Future<?> each : under) {
        try {
          each.get();
        } catch (ExecutionException e) {
          assertThat(e.getCause()).isInstanceOf(RegistryException.NotFound.class);
        }
      }
    }

    ARTIFACTS.write("6/a/b/last", bytes("x"));
    assertThat(ARTIFACTS.find("6/a/b/last")).isPresent();
    try (Stream<Path> left = Files.list(SERVER.home().resolve("incoming"))) {
      assertThat(left).isEmpty();
    }
  }
}
