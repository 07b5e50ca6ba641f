package io.signalbox.demo;

import io.signalbox.server.Configuration;
import io.signalbox.server.RunningServer;
import io.signalbox.server.StartupFailure;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Shows the whole loop on a real year of flights, in a server of its own. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Play the flights that left New York City in 2013 to a fresh server: features, training, routed predictions, outcomes, rollouts, drift, retraining, rollback.",
      "Its data are under .signalbox/demo and begin afresh each time."
    })
public final class DemoCommand implements Callable<Integer> {
  private static final LocalDate LAST_DAY = LocalDate.of(2013, 12, 31);
  private static final LocalDate FIRST_DAY = LocalDate.of(2013, 4, 1);

  /**
   * Checks are asked for when they fall due on the replay's clock; what they find is told by the demo, not by the log. A replay rather
   * waits than misses a shadow's score. Alarms of 2013 are nobody's news.
   */
  static final Map<String, String> PROPERTIES = Map.of(
      "signalbox.shadow.patience", "30s",
      "signalbox.schedules.enabled", "false",
      "signalbox.alerts.slack-webhook", "",
      "logging.level.io.signalbox", "WARN",
      "logging.level.io.signalbox.monitor", "ERROR");

  @Option(names = "--exit", description = "end after the report instead of serving on until Ctrl-C")
  private boolean exit;

  @Option(
      names = "--until",
      paramLabel = "DATE",
      converter = Day.class,
      description = "the last day to play, from 2013-04-01 to 2013-12-31 (the default)")
  private LocalDate until = LAST_DAY;

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    if (until.isBefore(FIRST_DAY) || until.isAfter(LAST_DAY)) {
      System.err.println("signalbox: --until: " + until + " (expected: from " + FIRST_DAY + " to "
          + LAST_DAY + ")");
      return ExitCode.USAGE;
    }
    Configuration configuration = configuration();
    RunningServer.clear(configuration);
    var clock = new ReplayClock(Story.START);
    long started = System.nanoTime();
    Path material = material();
    try (RunningServer server = RunningServer.start(configuration, clock, PROPERTIES)) {
      return play(server, clock, configuration, material, started);
    }
  }

  private int play(
      RunningServer server,
      ReplayClock clock,
      Configuration configuration,
      Path material,
      long started)
      throws IOException, InterruptedException, SQLException {
    PrintStream out = System.out;
    try (RecordedYear year = new RecordedYear(material.resolve("flights"))) {
      out.printf("Server ready in %.1f s at %s%n", seconds(started), server.url());
      Instant last = until.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().minus(Hours.HOUR);
      new Demo(
              server.url().toString(),
              clock,
              out,
              Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false))
          .run(material, configuration.home(), year, last);
      if (exit) {
        out.println(WhereNext.in(configuration.home()));
      } else {
        String url = server.url().toString();
        out.println(WhereNext.at(url, new Api(url).get("/api/v1/models/" + Service.MODEL)));
        out.println("The server stays up; Ctrl-C ends it.");
        server.awaitStop();
      }
      return ExitCode.OK;
    } catch (DemoFailed e) {
      if (server.isStopping()) {
        System.err.println("signalbox: the demo was stopped before its end");
        return ExitCode.SOFTWARE;
      }
      System.err.println("signalbox: the demo stopped: " + e.getMessage());
      return ExitCode.SOFTWARE;
    }
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  /** The folder of the demo's definitions and flights, beside the launcher. */
  private static Path material() {
    Path material = Path.of(
        Optional.ofNullable(System.getProperty("signalbox.root")).orElse("."), "server", "demo");
    if (!Files.isRegularFile(material.resolve("flights").resolve("flights.parquet"))) {
      throw new StartupFailure(
          "no flights in " + material + " (expected: run ./signalbox of a whole checkout)");
    }
    return material;
  }

  private static Configuration configuration() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    String home = Optional.ofNullable(environment.get("SIGNALBOX_HOME"))
        .filter(value -> !value.isBlank())
        .orElse(".signalbox");
    environment.remove("SIGNALBOX_DATABASE_URL"); // it begins afresh, and nobody's own database may
    environment.remove("SIGNALBOX_FILES");
    environment.put("SIGNALBOX_HOME", Path.of(home, "demo").toString());
    return Configuration.from(environment);
  }
}
