package io.signalbox.server;

import com.google.common.primitives.Longs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first process of the PostgreSQL that works on a data folder, where there is one. */
record Postmaster(Path pidFile, Optional<ProcessHandle> process) {

  private static final Logger log = LoggerFactory.getLogger(Postmaster.class);
  private static final int STOP_SECONDS = 60;

  /** PostgreSQL's pid file has its process id in the first line and its folder in the second. */
  static Postmaster of(Path data) throws IOException {
    Path pidFile = data.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return new Postmaster(pidFile, Optional.empty());
    }
    List<String> lines = Files.readAllLines(pidFile);
    Optional<ProcessHandle> process = Optional.ofNullable(
            lines.isEmpty() ? null : Longs.tryParse(lines.getFirst().strip()))
        .flatMap(ProcessHandle::of)
        .filter(found -> worksOn(data, found));
    return new Postmaster(pidFile, process);
  }

  /** The number may belong to another program by now, above all in a container: to somebody else's PostgreSQL, too. */
  private static boolean worksOn(Path data, ProcessHandle process) {
    return process.info().command().orElse("").endsWith("/postgres")
        && (isIn(data, process) || isTold(data, process));
  }

  /** Its working folder is its data, and stays so where that is moved while it runs. Not every system tells. */
  private static boolean isIn(Path data, ProcessHandle process) {
    try {
      return Files.isSameFile(Path.of("/proc", Long.toString(process.pid()), "cwd"), data);
    } catch (IOException untold) {
      return false;
    }
  }

  private static boolean isTold(Path data, ProcessHandle process) {
    return List.of(process.info().arguments().orElse(new String[0])).contains(data.toString());
  }

  boolean runs() {
    return process.isPresent();
  }

  /** Asks for a fast shutdown; what was committed is on disk either way. */
  void stop() throws IOException {
    if (process.isPresent()) {
      log.debug("Stopping PostgreSQL pid={}", process.get().pid());
      interrupt(process.get());
    }
    Files.deleteIfExists(pidFile);
  }

  /** SIGINT is "fast"; the SIGTERM that {@link ProcessHandle#destroy} sends would wait for clients. */
  private static void interrupt(ProcessHandle process) throws IOException {
    try {
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new IOException("pid " + process.pid() + " does not stop", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
