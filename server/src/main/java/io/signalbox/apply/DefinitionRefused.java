package io.signalbox.apply;

/** A file that says something it may not; the message names the file and, where it is known, the line. */
final class DefinitionRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DefinitionRefused(String file, int line, String message) {
    super("%s, line %d: %s".formatted(file, line, message));
  }

  DefinitionRefused(String file, int line, String message, Throwable cause) {
    super("%s, line %d: %s".formatted(file, line, message), cause);
  }
}
