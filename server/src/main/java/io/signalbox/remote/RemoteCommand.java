package io.signalbox.remote;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that asks a running server. What the server refuses is told in one line, with exit code 1. */
@Command(
    mixinStandardHelpOptions = true,
    footerHeading = "%nEnvironment:%n",
    footer = {
      "  SIGNALBOX_URL     the server (http://127.0.0.1:8080, or SIGNALBOX_PORT's)",
      "  SIGNALBOX_TOKEN   the secret of a token, where the server has tokens"
    })
public abstract class RemoteCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec;

  /** Filled by the command line. */
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
  protected RemoteCommand() {}

  @Override
  public final Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (RemoteServer server = RemoteServer.from(System.getenv())) {
      return run(server, out);
    } catch (RemoteFailure e) {
      spec.commandLine().getErr().println("signalbox: " + e.getMessage());
      return failureCode();
    }
  }

  /** The exit code where the server was not reached, or refused. */
  protected int failureCode() {
    return ExitCode.SOFTWARE;
  }

  /** The exit code. */
  protected abstract int run(RemoteServer server, PrintWriter out)
      throws RemoteFailure, InterruptedException;
}
