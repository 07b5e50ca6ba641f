package io.signalbox.server;

import io.signalbox.migrations.JavaProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The server in a process of its own, as a user starts it who is in its home. */
final class ServerProcess implements AutoCloseable {

  private final JavaProcess process;

  private ServerProcess(JavaProcess process) {
    this.process = process;
  }

  static ServerProcess start(Path home, Map<String, String> environment) {
    Map<String, String> all = new HashMap<>();
    all.put("SIGNALBOX_HOME", home.toString());
    all.put("SIGNALBOX_PORT", "0");
    all.put("LOGGING_CONFIG", "classpath:logback.xml"); // not the tests' quiet one
    all.putAll(environment);
    return new ServerProcess(Program.start(home, List.of("server"), all));
  }

  /** Blocks until it answers; fails with everything it said if it ends before. */
  URI awaitReady() throws IOException {
    return URI.create(process.await("Ready url=").split(" ", 2)[0]);
  }

  /** Everything it says until its end. */
  List<String> awaitEnd() throws InterruptedException {
    return process.awaitEnd();
  }

  int exitCode() {
    return process.exitCode();
  }

  void terminate() {
    process.terminate();
  }

  void kill() {
    process.kill();
  }

  @Override
  public void close() {
    process.close();
  }
}
