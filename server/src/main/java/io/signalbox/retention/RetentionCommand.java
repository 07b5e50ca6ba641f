package io.signalbox.retention;

import io.signalbox.remote.RemoteCommand;
import io.signalbox.remote.RemoteFailure;
import io.signalbox.remote.RemoteServer;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Deletes the archived versions and old runs that no policy keeps. */
@Command(
    name = "retention",
    description = {
      "Delete the archived versions and old runs that are kept no longer, with their files; history stays.",
      "The policies of models and experiments say what is kept; without one everything is."
    })
public final class RetentionCommand extends RemoteCommand {

  @Option(names = "--dry-run", description = "only list what would go, and how many bytes")
  private boolean dryRun;

  @Option(names = "--reason", paramLabel = "TEXT", description = "kept in the history of changes")
  private String reason = "kept no longer";

  @Override
  protected int run(RemoteServer server, PrintWriter out)
      throws RemoteFailure, InterruptedException {
    JsonNode sweep = dryRun
        ? server.get("/api/v1/retention/preview")
        : server.post("/api/v1/retention/runs", Map.of("reason", reason));
    for (JsonNode each : sweep.path("gone")) {
      out.println("%-7s  %-40s  %,9d files  %,15d bytes"
          .formatted(
              each.path("kind").asString(),
              each.path("subject").asString(),
              each.path("files").asLong(),
              each.path("bytes").asLong()));
    }
    out.println("%d %s, %,d bytes%s"
        .formatted(
            sweep.path("gone").size(),
            dryRun ? "would go" : "are gone",
            sweep.path("bytes").asLong(),
            sweep.path("more").asBoolean() ? "; there is more: run it again" : ""));
    return ExitCode.OK;
  }
}
