package io.signalbox.remote;

/** A server that was not reached, or refused; the message is for people. */
public final class RemoteFailure extends Exception {
  private static final long serialVersionUID = 1L;

  public RemoteFailure(String message) {
    super(message);
  }

  RemoteFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
