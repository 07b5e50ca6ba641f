package io.signalbox.registry.delivery;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses are of the public internet: IANA's special-purpose registries (RFC 6890 and its updates) name all others. An IPv6
 * address that carries an IPv4 one (mapped, 6to4, NAT64) is judged by that.
 */
final class Addresses {
  private static final List<Block> NOT_PUBLIC = List.of(
      Block.of("0.0.0.0", 8),
      Block.of("10.0.0.0", 8),
      Block.of("100.64.0.0", 10), // carriers' own
      Block.of("127.0.0.0", 8),
      Block.of("169.254.0.0", 16), // link-local; clouds' metadata
      Block.of("172.16.0.0", 12),
      Block.of("192.0.0.0", 24),
      Block.of("192.0.2.0", 24),
      Block.of("192.88.99.0", 24),
      Block.of("192.168.0.0", 16),
      Block.of("198.18.0.0", 15),
      Block.of("198.51.100.0", 24),
      Block.of("203.0.113.0", 24),
      Block.of("224.0.0.0", 3), // multicast, and what is kept for later
      Block.of("2001::", 23), // Teredo, benchmarking, ORCHID
      Block.of("2001:db8::", 32),
      Block.of("3fff::", 20),
      Block.of("5f00::", 16));

  private static final Block GLOBAL_UNICAST = Block.of("2000::", 3);
  private static final Block SIX_TO_FOUR = Block.of("2002::", 16);
  private static final Block NAT64 = Block.of("64:ff9b::", 96);

  private Addresses() {}

  static boolean isPublic(InetAddress address) {
    InetAddress judged = embedded(address);
    boolean known = judged instanceof Inet4Address || GLOBAL_UNICAST.contains(judged);
    return known && NOT_PUBLIC.stream().noneMatch(block -> block.contains(judged));
  }

  /** {@link InetAddress} itself makes a mapped address the IPv4 one. */
  private static InetAddress embedded(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (SIX_TO_FOUR.contains(address)) {
      return of(Arrays.copyOfRange(bytes, 2, 6));
    }
    return NAT64.contains(address) ? of(Arrays.copyOfRange(bytes, 12, 16)) : address;
  }

  private static InetAddress of(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  /** The addresses that begin with these bits. */
  private record Block(InetAddress start, int bits) {
    static Block of(String literal, int bits) {
      return new Block(InetAddress.ofLiteral(literal), bits);
    }

    boolean contains(InetAddress address) {
      byte[] bytes = address.getAddress();
      byte[] first = start.getAddress();
      if (bytes.length != first.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> bit % 8;
        if ((bytes[bit / 8] & mask) != (first[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
