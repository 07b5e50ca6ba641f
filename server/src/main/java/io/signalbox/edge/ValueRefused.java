package io.signalbox.edge;

/** A value that may stand nowhere; the message names the field, the value and what was expected. */
public final class ValueRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ValueRefused(String field, String found, String expected) {
    super("%s: %s (expected: %s)".formatted(field, found, expected));
  }
}
