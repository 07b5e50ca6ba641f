package io.signalbox;

import io.signalbox.apply.ApplyCommand;
import io.signalbox.apply.DiffCommand;
import io.signalbox.apply.RetireCommand;
import io.signalbox.demo.DemoCommand;
import io.signalbox.gates.GatesCommand;
import io.signalbox.importing.ImportCommand;
import io.signalbox.retention.RetentionCommand;
import io.signalbox.security.TokenCommand;
import io.signalbox.server.ServerCommand;
import io.signalbox.server.StartupFailure;
import java.util.Locale;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The one program: a server, and the commands that talk to one. */
@Command(
    name = "signalbox",
    description = "A control plane for models in production.",
    mixinStandardHelpOptions = true,
    versionProvider = Signalbox.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      ServerCommand.class,
      ApplyCommand.class,
      DiffCommand.class,
      RetireCommand.class,
      GatesCommand.class,
      ImportCommand.class,
      RetentionCommand.class,
      TokenCommand.class
    })
public final class Signalbox {

  private Signalbox() {}

  /** What is read by programs, SQL among it, is written the same wherever it runs: some languages have digits of their own. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    System.exit(commandLine().execute(args));
  }

  /** Exit codes: 0, 1 for a failure told in one line, 2 for a command line that is not understood. */
  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Signalbox());
    commandLine.getSubcommands().values().forEach(Signalbox::tellVersion);
    commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
      if (failure instanceof StartupFailure) {
        command.getErr().println("signalbox: " + failure.getMessage());
      } else {
        LoggerFactory.getLogger(Signalbox.class).error("Failed unexpectedly", failure);
      }
      return CommandLine.ExitCode.SOFTWARE;
    });
    return commandLine;
  }

  /** Each has the option {@code --version}, and those under it. */
  private static void tellVersion(CommandLine command) {
    command.getCommandSpec().versionProvider(new Version());
    command.getSubcommands().values().forEach(Signalbox::tellVersion);
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Signalbox.class.getPackage().getImplementationVersion();
      return new String[] {"signalbox " + (version == null ? "(built from source)" : version)};
    }
  }
}
