package io.signalbox.router.inference;

/**
 * What a model reads: one value a row ({@code width} 0, shape [N]) or {@code width} values a row (shape [N, width]).
 */
record ModelInput(String name, Datatype datatype, int width) {

  /** More columns than this in one tensor are no row of features. */
  static final int GREATEST_WIDTH = 4096;

  /** Whether a missing value can be said: NaN in a float, the empty string in a text. */
  boolean takesMissing() {
    return datatype.family == Datatype.Family.FLOAT || datatype.family == Datatype.Family.TEXT;
  }

  /** The name of one column where the caller sends the tensor itself: {@code x[3]}. */
  String columnName(int column) {
    return width == 0 ? name : name + "[" + column + "]";
  }
}
