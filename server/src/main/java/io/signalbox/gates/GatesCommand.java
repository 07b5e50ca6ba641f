package io.signalbox.gates;

import com.google.common.base.Ascii;
import io.signalbox.remote.RemoteCommand;
import io.signalbox.remote.RemoteFailure;
import io.signalbox.remote.RemoteServer;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Asks the gates of a model. */
@Command(
    name = "gates",
    mixinStandardHelpOptions = true,
    description = "Ask what a model's gates say.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = GatesCommand.Check.class)
public final class GatesCommand {

  @Command(
      name = "check",
      description = {
        "Say of each gate what it expects and what it found.",
        "Exit code 0 if the version may enter the stage, 1 if not or if the server does not answer."
      })
  static final class Check extends RemoteCommand {
    @Parameters(index = "0", paramLabel = "MODEL")
    private String model = "";

    @Parameters(index = "1", paramLabel = "VERSION")
    private String version = "";

    @Option(
        names = "--stage",
        defaultValue = "Production",
        paramLabel = "STAGE",
        description = "Staging or Production, as MLflow writes it (default: ${DEFAULT-VALUE})")
    private String stage = "";

    @Override
    protected int run(RemoteServer server, PrintWriter out)
        throws RemoteFailure, InterruptedException {
      JsonNode evaluation = server.get("/api/v1/models/%s/gates/evaluation?version=%s&stage=%s"
          .formatted(
              RemoteServer.encoded(model),
              RemoteServer.encoded(version),
              RemoteServer.encoded(Ascii.toLowerCase(stage))));
      for (JsonNode gate : evaluation.path("gates")) {
        out.println("%-14s  %s: found %s, from %s"
            .formatted(
                gate.path("verdict").asString().replace('_', ' '),
                gate.path("expected").asString(),
                gate.path("found").asString(),
                gate.path("source").asString()));
      }
      boolean passes = evaluation.path("passes").asBoolean();
      out.println(
          "%s version %s %s enter %s".formatted(model, version, passes ? "may" : "may not", stage));
      return passes ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }
}
