package io.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged stays, whenever the server is killed. */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PredictionsUnderKillIT {

  private static final int KILLS = 5;
  private static final int ANSWERS_BETWEEN_KILLS = 300;
  private static final int CALLERS = 4;

  @TempDir
  Path home;

  @Test
  void killed_five_times_under_load_a_server_loses_nothing_and_stores_nothing_twice()
      throws Exception {
    Path folder = Files.createDirectory(home.resolve("temporary"));
    var temporary = Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder);
    try (ServedModel model = new ServedModel(home)) {
      for (int kill = 0; kill < KILLS; kill++) {
        try (ServerProcess server = ServerProcess.start(home, temporary)) {
          URI url = server.awaitReady();
          if (kill == 0) {
            model.register(url);
          }
          model.awaitAnswer(url);
          int before = model.acknowledged().size();
          var running = new AtomicBoolean(true);
          List<Thread> callers = call(model, url, running);
          Awaitility.await()
              .until(() -> model.acknowledged().size() > before + ANSWERS_BETWEEN_KILLS);
          server.kill();
          server.awaitEnd();
          running.set(false);
          for (Thread caller : callers) {
            caller.join();
          }
        }
      }

      assertThat(nativeLibraries(folder)).isEmpty();
      try (ServerProcess server = ServerProcess.start(home, Map.of())) {
        model.drain(server.awaitReady());
        List<String> stored = model.stored();
        Set<String> distinct = new HashSet<>(stored);
        assertThat(distinct).hasSameSizeAs(stored).containsAll(model.acknowledged());
        assertThat(model.acknowledged()).hasSizeGreaterThan(KILLS * ANSWERS_BETWEEN_KILLS);
      }
    }
  }

  /** Those that killed servers left behind, of up to 72 MB each; only on Linux they can be deleted while they are loaded. */
  private static List<Path> nativeLibraries(Path folder) throws IOException {
    if (!Files.exists(Path.of("/proc/self/maps"))) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".so")).toList();
    }
  }

  /** As fast as they are answered, until there is nobody to ask. */
  private static List<Thread> call(ServedModel model, URI url, AtomicBoolean running) {
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      callers.add(Thread.ofVirtual().start(() -> {
        while (running.get()) {
          try {
            model.ask(url);
          } catch (IOException killed) {
            return;
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        }
      }));
    }
    return callers;
  }
}
