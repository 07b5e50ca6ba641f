package io.signalbox.security;

import io.signalbox.remote.RemoteCommand;
import io.signalbox.remote.RemoteFailure;
import io.signalbox.remote.RemoteServer;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Gives, lists and revokes tokens on a running server. */
@Command(
    name = "token",
    mixinStandardHelpOptions = true,
    description = "Give, list and revoke tokens. As soon as there is one, every request needs one.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {TokenCommand.Create.class, TokenCommand.List.class, TokenCommand.Revoke.class})
public final class TokenCommand {
  private static final String PATH = "/api/v1/tokens";

  @Command(
      name = "create",
      description = "Give a token and print its secret, once. The first has to be an operator's.")
  static final class Create extends RemoteCommand {
    @Parameters(paramLabel = "NAME", description = "whose it is: the author of what they change")
    private String name = "";

    @Option(
        names = "--role",
        required = true,
        paramLabel = "ROLE",
        description = "viewer, builder, approver or operator; each includes the ones before")
    private String role = "";

    @Option(
        names = "--model",
        paramLabel = "MODEL=ROLE",
        description = "a higher role for one model; may be given several times")
    private Map<String, String> grants = new LinkedHashMap<>();

    @Option(
        names = "--expires",
        defaultValue = "90d",
        paramLabel = "AFTER",
        description = "such as 12h or 90d, or never (default: ${DEFAULT-VALUE})")
    private String expires = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "kept in the history of changes")
    private String reason = "given on the command line";

    @Override
    protected int run(RemoteServer server, PrintWriter out)
        throws RemoteFailure, InterruptedException {
      var body = new LinkedHashMap<String, Object>();
      body.put("name", name);
      body.put("role", role);
      body.put("grants", grants);
      body.put("reason", reason);
      if (!expires.equals("never")) {
        body.put("expires", expires);
      }
      out.println(server.post(PATH, body).path("secret").asString());
      return ExitCode.OK;
    }
  }

  @Command(name = "list", description = "List the tokens that were not revoked.")
  static final class List extends RemoteCommand {
    @Override
    protected int run(RemoteServer server, PrintWriter out)
        throws RemoteFailure, InterruptedException {
      for (JsonNode token : server.get(PATH).path("tokens")) {
        out.println("%-24s  %-8s  %-24s  %s"
            .formatted(
                token.path("name").asString(),
                token.path("role").asString(),
                "expires " + token.path("expires_at").asString("never"),
                token.path("grants").isEmpty() ? "" : token.path("grants").toString()));
      }
      return ExitCode.OK;
    }
  }

  @Command(name = "revoke", description = "Revoke a token, at once.")
  static final class Revoke extends RemoteCommand {
    @Parameters(paramLabel = "NAME")
    private String name = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "kept in the history of changes")
    private String reason = "revoked on the command line";

    @Override
    protected int run(RemoteServer server, PrintWriter out)
        throws RemoteFailure, InterruptedException {
      server.delete("%s/%s?reason=%s"
          .formatted(PATH, RemoteServer.encoded(name), RemoteServer.encoded(reason)));
      return ExitCode.OK;
    }
  }
}
