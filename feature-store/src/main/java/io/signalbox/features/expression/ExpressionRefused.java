package io.signalbox.features.expression;

/** An expression that does not compile. Its message says line, column, and what could have stood there. */
public final class ExpressionRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  ExpressionRefused(int line, int column, String message) {
    super("line %d, column %d: %s".formatted(line, column, message));
    this.line = line;
    this.column = column;
  }

  /** From 1. */
  public int line() {
    return line;
  }

  /** From 1. */
  public int column() {
    return column;
  }
}
