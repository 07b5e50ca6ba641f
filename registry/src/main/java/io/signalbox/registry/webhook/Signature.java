package io.signalbox.registry.webhook;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** {@code v1,} and base64 of the HMAC-SHA256 (RFC 2104) of what is signed, as MLflow and Standard Webhooks have it. */
final class Signature {
  private Signature() {}

  static String of(String secret, String content) {
    byte[] mac = Hashing.hmacSha256(secret.getBytes(StandardCharsets.UTF_8))
        .hashString(content, StandardCharsets.UTF_8)
        .asBytes();
    return "v1," + Base64.getEncoder().encodeToString(mac);
  }
}
