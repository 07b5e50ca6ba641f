package io.signalbox.server;

import com.google.common.primitives.Ints;
import io.signalbox.registry.delivery.SettingRefused;
import io.signalbox.registry.delivery.Targets;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a server is told from outside.
 *
 * @param home absolute
 * @param files absolute; where rows of features, training sets and models live, which servers on one database share
 * @param port 0 for any free one
 * @param database the user's own; empty for the embedded one
 * @param address where it listens; one that others reach is opened only where there are tokens
 */
public record Configuration(
    Path home, Path files, int port, Optional<DatabaseAddress> database, String address) {

  private static final int GREATEST_PORT = 65_535;

  public Configuration {
    home = home.toAbsolutePath().normalize();
    files = files.toAbsolutePath().normalize();
    if (port < 0 || port > GREATEST_PORT) {
      throw badPort(Integer.toString(port));
    }
  }

  /** On this machine alone. */
  public Configuration(Path home, int port, Optional<DatabaseAddress> database) {
    this(home, home, port, database, Listening.LOOPBACK);
  }

  /** Reads the {@code SIGNALBOX_*} variables; an empty one counts as not set. */
  public static Configuration from(Map<String, String> environment) {
    refuseNoAddress("SIGNALBOX_ALERTS_SLACK_WEBHOOK", environment);
    refuseNoAddress("SIGNALBOX_ALERTS_SLACKWEBHOOK", environment); // Spring's own spelling
    refuseWrongDelivery(environment);
    String home = value(environment, "SIGNALBOX_HOME", ".signalbox");
    return new Configuration(
        path("SIGNALBOX_HOME", home),
        path("SIGNALBOX_FILES", value(environment, "SIGNALBOX_FILES", home)),
        port(value(environment, "SIGNALBOX_PORT", "8080")),
        DatabaseAddress.from(environment),
        Listening.address(value(environment, "SIGNALBOX_ADDRESS", Listening.LOOPBACK)));
  }

  static String value(Map<String, String> environment, String name, String otherwise) {
    String value = environment.getOrDefault(name, "").strip();
    return value.isEmpty() ? otherwise : value;
  }

  /** A webhook's address is its secret: it is not repeated. */
  private static void refuseNoAddress(String name, Map<String, String> environment) {
    String address = value(environment, name, "");
    if (!address.isEmpty() && !isAddress(address)) {
      throw new StartupFailure(name + ": not an address (expected: https://host/path)");
    }
  }

  /** The room that reads these settings is made only once the database runs. */
  private static void refuseWrongDelivery(Map<String, String> environment) {
    try {
      Targets.checkSettings(
          value(environment, "SIGNALBOX_DELIVERY_SCHEMES", ""),
          value(environment, "SIGNALBOX_DELIVERY_PRIVATE", ""));
    } catch (SettingRefused e) {
      throw new StartupFailure(String.valueOf(e.getMessage()), e);
    }
  }

  private static boolean isAddress(String text) {
    try {
      URI address = new URI(text);
      return address.getHost() != null && String.valueOf(address.getScheme()).matches("https?");
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static Path path(String name, String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new StartupFailure("%s: %s (expected: a folder)".formatted(name, text), e);
    }
  }

  private static int port(String text) {
    Integer port = Ints.tryParse(text);
    if (port == null) {
      throw badPort(text);
    }
    return port;
  }

  private static StartupFailure badPort(String text) {
    return new StartupFailure(
        "SIGNALBOX_PORT: %s (expected: a number from 0 to %d)".formatted(text, GREATEST_PORT));
  }
}
