package io.signalbox.router.journal;

import org.jspecify.annotations.Nullable;

/** The record was not taken: the journal is full, or its disk does not take it. Nothing may be acknowledged. */
public final class JournalUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  JournalUnavailable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
