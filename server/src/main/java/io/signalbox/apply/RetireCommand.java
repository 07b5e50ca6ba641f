package io.signalbox.apply;

import io.signalbox.remote.RemoteCommand;
import io.signalbox.remote.RemoteFailure;
import io.signalbox.remote.RemoteServer;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Ends a version of a view, a service or a source, or a check or a training plan, on a running server. */
@Command(
    name = "retire",
    description = {
      "End a version of a feature view, a feature service or a source that nothing",
      "refers to; or a check or a training plan, whose reports and runs stay.",
      "Exit code 1 if something refers to it, which is named, or if the server does",
      "not answer."
    })
public final class RetireCommand extends RemoteCommand {

  /** What can be ended. */
  enum Kind {
    view("/api/v1/features/views/", true),
    service("/api/v1/features/services/", true),
    source("/api/v1/features/sources/", true),
    check("/api/v1/checks/", false),
    plan("/api/v1/training-plans/", false);

    private final String path;
    private final boolean hasVersions;

    Kind(String path, boolean hasVersions) {
      this.path = path;
      this.hasVersions = hasVersions;
    }
  }

  @Parameters(index = "0", paramLabel = "view|service|source|check|plan")
  private Kind kind = Kind.view;

  @Parameters(index = "1", paramLabel = "NAME")
  private String name = "";

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "VERSION",
      description = "of a view, a service or a source")
  private Optional<Integer> version = Optional.empty();

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "kept in the history of changes")
  private String reason = "";

  @Spec
  private CommandSpec spec = CommandSpec.create();

  /** Filled by the command line. */
  public RetireCommand() {}

  @Override
  protected int run(RemoteServer server, PrintWriter out)
      throws RemoteFailure, InterruptedException {
    String path = kind.path + RemoteServer.encoded(name) + versions() + "/retire";
    String retired = server.post(path, Map.of("reason", reason)).path("retired").asString();
    out.println("retired    " + retired);
    return ExitCode.OK;
  }

  private String versions() {
    if (kind.hasVersions != version.isPresent()) {
      throw new ParameterException(
          spec.commandLine(),
          "VERSION: %s (expected: %s of a %s)"
              .formatted(
                  version.map(String::valueOf).orElse("none"),
                  kind.hasVersions ? "the number" : "none",
                  kind));
    }
    return version.map(number -> "/versions/" + number).orElse("");
  }
}
