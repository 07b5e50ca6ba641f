package io.signalbox.server;

/** The server cannot start, for a reason that its user can mend: one line, without a stack trace. */
public final class StartupFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StartupFailure(String message) {
    super(message);
  }

  public StartupFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
