package io.signalbox.features.expression;

/** What a value of an expression is. CEL never converts by itself: {@code x + 1} with a decimal x does not compile, {@code x + 1.0} does. */
public enum Kind {
  /** Boolean */
  BOOL("bool"),
  /** Long */
  INT("int"),
  /** Double, always finite */
  DECIMAL("double"),
  /** String */
  TEXT("string"),
  /** ByteBuffer */
  BYTES("bytes"),
  /** Instant */
  TIME("google.protobuf.Timestamp");

  private final String word;

  Kind(String word) {
    this.word = word;
  }

  /** CEL's own name. */
  public String word() {
    return word;
  }
}
