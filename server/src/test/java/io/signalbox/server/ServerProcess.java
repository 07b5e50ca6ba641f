package io.signalbox.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The program in a process of its own, as a user starts it, on the tests' class path. */
final class ServerProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;
  private final List<String> lines = new ArrayList<>();

  private ServerProcess(Process process) {
    this.process = process;
    this.output = process.inputReader();
  }

  static ServerProcess start(Path home, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        "io.signalbox.Signalbox",
        "server");
    builder.environment().put("SIGNALBOX_HOME", home.toString());
    builder.environment().put("SIGNALBOX_PORT", "0");
    builder
        .environment()
        .put("LOGGING_CONFIG", "classpath:logback.xml"); // not the tests' quiet one
    builder.environment().putAll(environment);
    try {
      return new ServerProcess(builder.redirectErrorStream(true).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Blocks until it answers; fails with everything it said if it ends before. */
  URI awaitReady() throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      lines.add(line);
      int at = line.indexOf("Ready url=");
      if (at >= 0) {
        return URI.create(line.substring(at + "Ready url=".length()).split(" ", 2)[0]);
      }
    }
    throw new AssertionError("ended before it was ready: " + lines);
  }

  /** Everything it says until its end. */
  List<String> awaitEnd() throws IOException, InterruptedException {
    output.lines().forEach(lines::add);
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("still runs");
    }
    return List.copyOf(lines);
  }

  int exitCode() {
    return process.exitValue();
  }

  /** SIGTERM, by the handle: {@link Process#destroy} would close the output too. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** SIGKILL. */
  void kill() {
    process.toHandle().destroyForcibly();
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().completeOnTimeout(process, 20, TimeUnit.SECONDS).join().destroyForcibly();
  }
}
