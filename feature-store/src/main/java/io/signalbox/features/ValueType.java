package io.signalbox.features;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a column holds. An int64 stays an int64, also where values are missing; a timestamp counts UTC microseconds. The elements
 * of an array are never missing.
 */
public enum ValueType {
  @JsonProperty("bool")
  BOOL(Holding.LONG),
  @JsonProperty("int32")
  INT32(Holding.LONG),
  @JsonProperty("int64")
  INT64(Holding.LONG),
  @JsonProperty("float32")
  FLOAT32(Holding.DOUBLE),
  @JsonProperty("float64")
  FLOAT64(Holding.DOUBLE),
  @JsonProperty("string")
  STRING(Holding.TEXT),
  @JsonProperty("bytes")
  BYTES(Holding.TEXT),
  @JsonProperty("timestamp")
  TIMESTAMP(Holding.LONG),
  @JsonProperty("array<bool>")
  BOOL_ARRAY(BOOL),
  @JsonProperty("array<int32>")
  INT32_ARRAY(INT32),
  @JsonProperty("array<int64>")
  INT64_ARRAY(INT64),
  @JsonProperty("array<float32>")
  FLOAT32_ARRAY(FLOAT32),
  @JsonProperty("array<float64>")
  FLOAT64_ARRAY(FLOAT64),
  @JsonProperty("array<string>")
  STRING_ARRAY(STRING),
  @JsonProperty("array<bytes>")
  BYTES_ARRAY(BYTES),
  @JsonProperty("array<timestamp>")
  TIMESTAMP_ARRAY(TIMESTAMP);

  private final Holding holding;
  private final ValueType element;

  ValueType(Holding holding) {
    this.holding = holding;
    this.element = this;
  }

  ValueType(ValueType element) {
    this.holding = Holding.TEXT;
    this.element = element;
  }

  /** Which {@link Column} holds values of this type. */
  public enum Holding {
    /** {@link Column.Longs} */
    LONG,
    /** {@link Column.Doubles}; a float32 is widened, which loses nothing. */
    DOUBLE,
    /** {@link Column.Texts}: text itself, bytes in base64, an array as {@link ArrayText} writes it */
    TEXT
  }

  public Holding holding() {
    return holding;
  }

  public boolean isArray() {
    return element != this;
  }

  /** The type of an array's elements; the type itself where it is no array. */
  public ValueType element() {
    return element;
  }

  /** Whether it can be added up and compared: an integer or a decimal number. */
  public boolean isNumber() {
    return this == INT32 || this == INT64 || holding == Holding.DOUBLE;
  }

  /** The word of a definition, such as {@code array<int64>}. */
  public String word() {
    String plain = element.name().toLowerCase(java.util.Locale.ROOT);
    return isArray() ? "array<" + plain + ">" : plain;
  }
}
