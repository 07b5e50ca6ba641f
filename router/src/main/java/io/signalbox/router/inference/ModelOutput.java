package io.signalbox.router.inference;

/** What a model answers: shape [N] ({@code width} 0), [N, width], or [N, anything] ({@code width} -1). */
record ModelOutput(String name, Datatype datatype, int width) {

  static final int ANY_WIDTH = -1;

  /** Whether one number a row can be read from it: the value itself, or the second of two class probabilities. */
  boolean mayBeScore() {
    return datatype.family != Datatype.Family.TEXT && width <= 2;
  }
}
