package io.signalbox.importing;

import io.signalbox.remote.RemoteCommand;
import io.signalbox.remote.RemoteFailure;
import io.signalbox.remote.RemoteServer;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Copies from other servers. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = "Copy what is on another server.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = ImportCommand.FromMlflow.class)
public final class ImportCommand {
  private static final String PATH = "/api/v1/imports";
  private static final Duration LOOK = Duration.ofSeconds(1);

  @Command(
      name = "mlflow",
      description = {
        "Copy experiments, runs with their whole history, logged models, registered models and files from a running MLflow server.",
        "Started again, it goes on where it stopped. The running Signalbox server does the work.",
        "Exit code 0 if everything is there, counted on both sides; 1 if not."
      },
      footerHeading = "%nEnvironment:%n",
      footer = {
        "  MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and",
        "  MLFLOW_TRACKING_PASSWORD",
        "                    for the server to copy from",
        "  SIGNALBOX_URL     the server to copy to (http://127.0.0.1:8080, or",
        "                    SIGNALBOX_PORT's)",
        "  SIGNALBOX_TOKEN   the secret of a token, where that server has tokens"
      })
  static final class FromMlflow extends RemoteCommand {
    @Option(
        names = "--from",
        required = true,
        paramLabel = "URL",
        description = "the server to copy from, e.g. https://mlflow.example.org")
    private String from = "";

    @Override
    protected int run(RemoteServer server, PrintWriter out)
        throws RemoteFailure, InterruptedException {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("from", from);
      body.put("token", environment("MLFLOW_TRACKING_TOKEN"));
      body.put("user", environment("MLFLOW_TRACKING_USERNAME"));
      body.put("password", environment("MLFLOW_TRACKING_PASSWORD"));
      JsonNode progress = server.post(PATH, body);
      String one = PATH + "/" + progress.path("id").asLong();
      String said = "";
      while (progress.path("state").asString().equals("running")) {
        String doing = progress.path("doing").asString();
        if (!doing.equals(said)) {
          out.println(doing);
          out.flush();
          said = doing;
        }
        Thread.sleep(LOOK);
        progress = server.get(one);
      }
      return report(progress, out);
    }

    private static String environment(String name) {
      return System.getenv().getOrDefault(name, "");
    }

    private static int report(JsonNode progress, PrintWriter out) throws RemoteFailure {
      String state = progress.path("state").asString();
      if (state.equals("failed") || state.equals("interrupted")) {
        throw new RemoteFailure("the import stopped: %s (start it again to go on)"
            .formatted(progress.path("error").asString("the server was stopped")));
      }
      out.println("%-15s %15s %15s".formatted("", "there", "here"));
      progress
          .path("counts")
          .forEachEntry((what, count) -> out.println("%-15s %,15d %,15d%s"
              .formatted(
                  what,
                  count.path("source").asLong(),
                  count.path("here").asLong(),
                  count.path("source").equals(count.path("here")) ? "" : "   differs")));
      notes("archived", progress.path("archived"), out);
      notes("left out", progress.path("left_out"), out);
      boolean done = state.equals("done");
      out.println(done ? "Everything is here." : "Not everything is here as it is there.");
      return done ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static void notes(String title, JsonNode notes, PrintWriter out) {
      for (JsonNode note : notes) {
        out.println("%s: %s: %s"
            .formatted(title, note.path("subject").asString(), note.path("note").asString()));
      }
    }
  }
}
