package io.signalbox.registry.identity;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/** Secrets of tokens: 256 random bits, so a plain hash hides them as well as a slow one would. */
final class Secret {
  /** Ours are 47 characters long; what is much longer is not looked at. */
  static final int LONGEST = 200;

  private static final String PREFIX = "sbx_";
  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Secret() {}

  static String next() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static HashCode hash(String secret) {
    return Hashing.sha256().hashString(secret, StandardCharsets.UTF_8);
  }
}
