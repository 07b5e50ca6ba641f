package io.signalbox.apply;

import io.signalbox.remote.RemoteCommand;
import io.signalbox.remote.RemoteFailure;
import io.signalbox.remote.RemoteServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Asks a running server what an apply would change. */
@Command(
    name = "diff",
    description = {
      "Say what applying YAML files would change; changes nothing.",
      "Exit code 0 if nothing, 1 if something, 2 if they would be refused or the server does not answer."
    })
public final class DiffCommand extends RemoteCommand {
  private static final int SAME = 0;
  private static final int DIFFERENT = 1;
  private static final int TROUBLE = 2;

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "FILE-OR-FOLDER",
      description = "a YAML file, or a folder of them")
  private Path file;

  /** Filled by the command line. */
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
  public DiffCommand() {}

  @Override
  protected int failureCode() {
    return TROUBLE;
  }

  @Override
  protected int run(RemoteServer server, PrintWriter out)
      throws RemoteFailure, InterruptedException {
    JsonNode body;
    try {
      body = server.post("/api/v1/diff", DefinitionFiles.request(file));
    } catch (IOException e) {
      throw new RemoteFailure(String.valueOf(e.getMessage()));
    }
    int code = SAME;
    for (JsonNode one : body.path("differences")) {
      String change = one.path("change").asString();
      if (!change.equals("unchanged")) {
        code = DIFFERENT;
      }
      String version = one.path("version").isMissingNode()
          ? ""
          : " (version " + one.path("version").asInt() + ")";
      out.println("%-9s  %-14s  %s%s"
          .formatted(change, one.path("kind").asString(), one.path("name").asString(), version));
      one.path("fields").forEach(field -> print(field, out));
      one.path("notes").forEach(note -> out.println("    " + note.asString()));
    }
    return code;
  }

  private static void print(JsonNode field, PrintWriter out) {
    String path = field.path("path").asString();
    if (field.has("before")) {
      out.println("  - %s: %s".formatted(path, field.path("before")));
    }
    if (field.has("after")) {
      out.println("  + %s: %s".formatted(path, field.path("after")));
    }
  }
}
