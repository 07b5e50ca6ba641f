package io.signalbox.apply;

import io.signalbox.remote.RemoteCommand;
import io.signalbox.remote.RemoteFailure;
import io.signalbox.remote.RemoteServer;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends a version of a view or a feature service on a running server. */
@Command(
    name = "retire",
    description = {
      "End a version of a feature view or a feature service that nothing refers to.",
      "Exit code 1 if something does, which is named, or if the server does not answer."
    })
public final class RetireCommand extends RemoteCommand {

  /** What has versions. */
  enum Kind {
    view,
    service,
    source
  }

  @Parameters(index = "0", paramLabel = "view|service|source")
  private Kind kind = Kind.view;

  @Parameters(index = "1", paramLabel = "NAME")
  private String name = "";

  @Parameters(index = "2", paramLabel = "VERSION")
  private int version;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "kept in the history of changes")
  private String reason = "";

  /** Filled by the command line. */
  public RetireCommand() {}

  @Override
  protected int run(RemoteServer server, PrintWriter out)
      throws RemoteFailure, InterruptedException {
    String path = "/api/v1/features/%ss/%s/versions/%d/retire"
        .formatted(kind, RemoteServer.encoded(name), version);
    String retired = server.post(path, Map.of("reason", reason)).path("retired").asString();
    out.println("retired    " + retired);
    return ExitCode.OK;
  }
}
