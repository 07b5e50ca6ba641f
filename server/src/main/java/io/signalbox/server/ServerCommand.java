package io.signalbox.server;

import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Runs until Ctrl-C or SIGTERM, on the data in its home. */
@Command(
    name = "server",
    mixinStandardHelpOptions = true,
    description = "Run a server until it is stopped.",
    footerHeading = "%nEnvironment:%n",
    footer = {
      "  SIGNALBOX_HOME          where its data live (.signalbox)",
      "  SIGNALBOX_FILES         where rows of features and models live (in its home):",
      "                          the same folder for all servers on one database",
      "  SIGNALBOX_LOST_FILES    forget: start without files of rows that are gone;",
      "                          their batches can then be sent again (refuse)",
      "  SIGNALBOX_PORT          the port it answers on (8080)",
      "  SIGNALBOX_ADDRESS       the address it answers on (127.0.0.1); one that others",
      "                          reach is opened once there is a token",
      "  SIGNALBOX_DATABASE_URL  a PostgreSQL of your own, as",
      "                          jdbc:postgresql://host:port/name, with",
      "                          SIGNALBOX_DATABASE_USER and",
      "                          SIGNALBOX_DATABASE_PASSWORD; without it the server",
      "                          runs its own, in its home",
      "  SIGNALBOX_SOURCES_NAME_URL, SIGNALBOX_SOURCES_NAME_USER,",
      "  SIGNALBOX_SOURCES_NAME_PASSWORD",
      "                          a PostgreSQL that SQL sources read by the name: name",
      "  SIGNALBOX_SHADOW_PATIENCE",
      "                          how long an answer waits at most for its shadows'",
      "                          scores (25ms)",
      "  SIGNALBOX_ALERTS_SLACK_WEBHOOK",
      "                          where alerts are told, in Slack's format",
      "  SIGNALBOX_DELIVERY_PRIVATE",
      "                          true: webhooks may call private addresses too",
      "  SIGNALBOX_DELIVERY_SCHEMES",
      "                          https,http: webhooks without TLS too",
      "  SIGNALBOX_JAVA_OPTS     further options for the JVM"
    })
public final class ServerCommand implements Callable<Integer> {

  @Override
  public Integer call() throws InterruptedException {
    RunningServer server =
        RunningServer.start(Configuration.from(System.getenv()), Clock.systemUTC());
    server.awaitStop();
    return 0;
  }
}
