package io.signalbox.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How much memory the server and its PostgreSQL hold, where the system says so (Linux). */
final class Footprint {
  private static final double KIB_PER_GIB = 1024.0 * 1024.0;

  private Footprint() {}

  /**
   * One sentence; empty where the system does not tell.
   *
   * @param home the server's, whose folder {@code postgres} names the database's first process
   */
  static String describe(Path home) {
    try {
      double gib = kib(Path.of("/proc/self/status"), "VmHWM:") / KIB_PER_GIB;
      String postgres = postgresKib(home)
          .map(kib -> String.format(Locale.ROOT, ", PostgreSQL %.2f GiB", kib / KIB_PER_GIB))
          .orElse("");
      return String.format(Locale.ROOT, "Memory: JVM %.2f GiB at its peak%s.", gib, postgres);
    } catch (IOException e) {
      return "";
    }
  }

  /** Of all its processes, with shared pages counted once. */
  private static Optional<Long> postgresKib(Path home) throws IOException {
    Path postmaster = home.resolve("postgres").resolve("postmaster.pid");
    if (!Files.isReadable(postmaster)) {
      return Optional.empty();
    }
    long first = Long.parseLong(Files.readAllLines(postmaster).getFirst().strip());
    Optional<ProcessHandle> handle = ProcessHandle.of(first);
    if (handle.isEmpty()) {
      return Optional.empty();
    }
    long kib = 0;
    try (Stream<ProcessHandle> processes =
        Stream.concat(handle.stream(), handle.get().descendants())) {
      for (ProcessHandle process : processes.toList()) {
        kib += kib(Path.of("/proc/" + process.pid() + "/smaps_rollup"), "Pss:");
      }
    }
    return Optional.of(kib);
  }

  private static long kib(Path file, String field) throws IOException {
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith(field)) {
        return Long.parseLong(line.replaceAll("\\D+", ""));
      }
    }
    return 0;
  }
}
