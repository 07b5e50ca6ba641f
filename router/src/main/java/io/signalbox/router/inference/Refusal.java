package io.signalbox.router.inference;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;

/** A request that cannot be answered, and why, in words for its sender. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  static final int BAD_REQUEST = 400;
  static final int NOT_FOUND = 404;
  static final int METHOD_NOT_ALLOWED = 405;
  static final int TOO_LARGE = 413;
  static final int UNSUPPORTED_MEDIA_TYPE = 415;
  static final int UNAVAILABLE = 503;

  private final int status;

  Refusal(int status, String message) {
    super(message, null, false, false); // the message says it all
    this.status = status;
  }

  @FormatMethod
  static Refusal of(@FormatString String message, Object... values) {
    return new Refusal(BAD_REQUEST, message.formatted(values));
  }

  int status() {
    return status;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
