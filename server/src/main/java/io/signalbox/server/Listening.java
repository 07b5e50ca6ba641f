package io.signalbox.server;

import com.google.common.net.InetAddresses;
import io.signalbox.registry.Tokens;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where a server listens. */
final class Listening {
  /** As long as there are no tokens, whoever reaches the server may do anything. */
  static final String LOOPBACK = "127.0.0.1";

  private Listening() {}

  /** A number or a name of this machine, as a number. */
  static String address(String text) {
    try {
      return InetAddress.getByName(text).getHostAddress();
    } catch (UnknownHostException e) {
      throw new StartupFailure(
          "SIGNALBOX_ADDRESS: %s (expected: an address of this machine)".formatted(text), e);
    }
  }

  /** No address is opened to others as long as there is no token. */
  static void expectTokens(String address, DatabaseAddress database) {
    boolean others = !InetAddresses.forString(address).isLoopbackAddress();
    if (others && !Tokens.inUse(database.dataSource())) {
      throw new StartupFailure(
          "SIGNALBOX_ADDRESS: %s (expected: %s until there is a token; start it there, then: %s)"
              .formatted(address, LOOPBACK, "./signalbox token create NAME --role operator"));
    }
  }

  /** All addresses of this machine are no address to go to; one of IPv6 stands in brackets. */
  static String reachable(String address) {
    InetAddress listened = InetAddresses.forString(address);
    return listened.isAnyLocalAddress() ? LOOPBACK : InetAddresses.toUriString(listened);
  }
}
