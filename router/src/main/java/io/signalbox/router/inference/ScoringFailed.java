package io.signalbox.router.inference;

import org.jspecify.annotations.Nullable;

/** A model that loaded did not answer: its own fault, not the caller's. */
final class ScoringFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ScoringFailed(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
