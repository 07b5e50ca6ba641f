package io.signalbox.router.assignment;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * The 10,000 parts of the unit space. A unit's slot is {@code murmur3_x86_32(utf8(salt + ":" + unit), seed 0)}, as an unsigned
 * fraction of 2^32, times 10,000, rounded down: a client in any language computes the same.
 */
public final class Slots {
  public static final int COUNT = 10_000;
  private static final HashFunction MURMUR3 = Hashing.murmur3_32_fixed(0);

  private Slots() {}

  /** From 0 to 9,999. */
  public static int of(String salt, String unit) {
    return ofHash(hash(salt + ":" + unit));
  }

  static int hash(String text) {
    // Not hashString: beyond ASCII it takes twice as long as making the bytes and hashing them.
    return MURMUR3.hashBytes(text.getBytes(StandardCharsets.UTF_8)).asInt();
  }

  static int ofHash(int hash) {
    return (int) ((Integer.toUnsignedLong(hash) * COUNT) >>> 32);
  }
}
