package io.signalbox.router.inference;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/** The bytes that were sent. */
final class Body {

  static final int GREATEST_BYTES = 1 << 20;

  private Body() {}

  /** Reads it whole. @throws Refusal if it is longer than {@link #GREATEST_BYTES} */
  static byte[] read(HttpServletRequest request) throws IOException {
    if (request.getContentLengthLong() > GREATEST_BYTES) {
      throw tooLarge();
    }
    int declared = request.getContentLength();
    if (declared >= 0) {
      return request.getInputStream().readNBytes(declared);
    }
    byte[] body = request.getInputStream().readNBytes(GREATEST_BYTES + 1);
    if (body.length > GREATEST_BYTES) {
      throw tooLarge();
    }
    return body;
  }

  private static Refusal tooLarge() {
    return new Refusal(
        Refusal.TOO_LARGE,
        "body: more than %d bytes (expected: at most so many)".formatted(GREATEST_BYTES));
  }
}
