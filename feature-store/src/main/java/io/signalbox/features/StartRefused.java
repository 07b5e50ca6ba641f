package io.signalbox.features;

/** The feature store cannot start, for a reason that its user can mend: one line that says what to do. */
public final class StartRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StartRefused(String message) {
    super(message);
  }
}
