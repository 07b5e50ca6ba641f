package io.signalbox.registry.delivery;

/** An address that nothing is sent to. */
public final class TargetRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TargetRefused(String message) {
    super(message);
  }
}
