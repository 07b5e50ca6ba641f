package io.signalbox.server;

import io.signalbox.migrations.JavaProcess;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code ./signalbox} with some arguments, in a process of its own, against a server that runs: how it ended, and what it said. */
public record Command(int code, List<String> lines) {

  public static Command run(URI server, String... arguments) throws InterruptedException {
    return run(server, Map.of(), arguments);
  }

  public static Command run(URI server, Map<String, String> environment, String... arguments)
      throws InterruptedException {
    Map<String, String> all = new HashMap<>(environment);
    all.put("SIGNALBOX_URL", server.toString());
    try (JavaProcess process =
        Program.start(Path.of("").toAbsolutePath(), List.of(arguments), all)) {
      List<String> lines = process.awaitEnd();
      return new Command(process.exitCode(), lines);
    }
  }

  /** All lines as one text. */
  public String out() {
    return String.join("\n", lines);
  }
}
