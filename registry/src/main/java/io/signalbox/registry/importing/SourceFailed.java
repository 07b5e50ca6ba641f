package io.signalbox.registry.importing;

/** The server to copy from did not answer, or refused; the message is for people. */
final class SourceFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int NONE = 0;
  private static final int NOT_FOUND = 404;

  private final int status;

  /** It did not answer as expected. */
  SourceFailed(String message, Throwable cause) {
    super(message, cause);
    this.status = NONE;
  }

  /** It answered with this status. */
  SourceFailed(String message, int status) {
    super(message);
    this.status = status;
  }

  /** Whether it answered, but not with what was asked for. */
  boolean isRefusal() {
    return status != NONE;
  }

  boolean isMissing() {
    return status == NOT_FOUND;
  }
}
