package io.signalbox.apply;

import io.signalbox.remote.RemoteCommand;
import io.signalbox.remote.RemoteFailure;
import io.signalbox.remote.RemoteServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Sends definitions to a running server. */
@Command(
    name = "apply",
    description =
        "Put the definitions of YAML files in force, all or none; applying again changes nothing.")
public final class ApplyCommand extends RemoteCommand {

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "FILE-OR-FOLDER",
      description = "a YAML file, or a folder of them")
  private Path file;

  /** Filled by the command line. */
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
  public ApplyCommand() {}

  @Override
  protected int run(RemoteServer server, PrintWriter out)
      throws RemoteFailure, InterruptedException {
    JsonNode body;
    try {
      body = server.post("/api/v1/apply", DefinitionFiles.request(file));
    } catch (IOException e) {
      throw new RemoteFailure(String.valueOf(e.getMessage()));
    }
    for (JsonNode one : body.path("applied")) {
      String state = one.path("changed").asBoolean() ? "applied  " : "unchanged";
      String status = one.path("status").asString("");
      out.println("%s  %-14s  %s%s"
          .formatted(
              state,
              one.path("kind").asString(),
              one.path("name").asString(),
              status.isEmpty() ? "" : ": " + status));
    }
    return ExitCode.OK;
  }
}
