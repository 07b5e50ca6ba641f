package io.signalbox.registry.delivery;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.springframework.stereotype.Component;

/** The name service. */
interface Names {
  /** At least one address. */
  InetAddress[] resolve(String host) throws UnknownHostException;

  /** The operating system's. */
  @Component
  final class OfTheSystem implements Names {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      return InetAddress.getAllByName(host);
    }
  }
}
