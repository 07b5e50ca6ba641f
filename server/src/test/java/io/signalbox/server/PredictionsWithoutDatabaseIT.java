package io.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged stays, also where the database was away at the time. */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PredictionsWithoutDatabaseIT {

  private static final int AWAY_SECONDS = 30;
  private static final int CALLERS = 4;

  /** Each caller's: 200 predictions a second from all of them, however fast the machine is. */
  private static final int PERIOD_MILLIS = 20;

  @TempDir
  Path home;

  @Test
  void with_its_database_away_a_server_answers_and_catches_up() throws Exception {
    var broken = new AtomicInteger();
    try (ServedModel model = new ServedModel(home);
        ServerProcess server = ServerProcess.start(home, Map.of())) {
      URI url = server.awaitReady();
      model.register(url);
      model.awaitAnswer(url);
      List<Future<?>> calls = new ArrayList<>();
      try (ScheduledExecutorService callers = Executors.newScheduledThreadPool(CALLERS)) {
        for (int i = 0; i < CALLERS; i++) {
          calls.add(callers.scheduleAtFixedRate(
              () -> ask(model, url, broken), 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS));
        }
        signal(model, "-STOP");
        try {
          int before = model.acknowledged().size();
          long end = System.nanoTime() + AWAY_SECONDS * 1_000_000_000L;
          Awaitility.await().forever().until(() -> System.nanoTime() > end);
          assertThat(model.acknowledged().size())
              .as("answered meanwhile")
              .isGreaterThan(before + 100);
        } finally {
          signal(model, "-CONT");
        }
      }

      assertThat(calls).allMatch(Future::isCancelled); // none has failed
      assertThat(model.refused()).isZero();
      assertThat(broken).hasValue(0);
      model.drain(url);
      assertThat(new HashSet<>(model.stored())).containsAll(model.acknowledged());
    }
  }

  private static void ask(ServedModel model, URI url, AtomicInteger broken) {
    try {
      model.ask(url);
    } catch (IOException e) {
      broken.incrementAndGet();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops the whole process group of the database, or lets it go on. */
  private static void signal(ServedModel model, String signal) throws Exception {
    ProcessHandle postmaster =
        ProcessHandle.of(Long.parseLong(model.postmaster(0))).orElseThrow();
    List<String> command = new ArrayList<>(List.of("kill", signal, "" + postmaster.pid()));
    postmaster.descendants().forEach(child -> command.add("" + child.pid()));
    assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
  }
}
