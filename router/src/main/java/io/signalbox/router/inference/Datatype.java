package io.signalbox.router.inference;

import ai.onnxruntime.OnnxJavaType;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** An element type of the Open Inference Protocol. */
enum Datatype {
  BOOL(Family.BOOL),
  INT8(Family.INTEGER, Byte.MIN_VALUE, Byte.MAX_VALUE),
  INT16(Family.INTEGER, Short.MIN_VALUE, Short.MAX_VALUE),
  INT32(Family.INTEGER, Integer.MIN_VALUE, Integer.MAX_VALUE),
  INT64(Family.INTEGER, Long.MIN_VALUE, Long.MAX_VALUE),
  UINT8(Family.INTEGER, 0, 0xFF),
  UINT16(Family.INTEGER, 0, 0xFFFF),
  UINT32(Family.INTEGER, 0, 0xFFFF_FFFFL),
  /** Its upper half is refused: nothing here holds more than an int64. */
  UINT64(Family.INTEGER, 0, Long.MAX_VALUE),
  FP16(Family.FLOAT),
  FP32(Family.FLOAT),
  FP64(Family.FLOAT),
  BYTES(Family.TEXT);

  /** Types whose values are written alike in JSON; within one, a value that fits is accepted. */
  enum Family {
    BOOL,
    INTEGER,
    FLOAT,
    TEXT
  }

  private static final Map<String, Datatype> BY_NAME =
      Arrays.stream(values()).collect(ImmutableMap.toImmutableMap(Datatype::name, type -> type));

  final Family family;
  final long least;
  final long greatest;

  Datatype(Family family) {
    this(family, 0, 0);
  }

  Datatype(Family family, long least, long greatest) {
    this.family = family;
    this.least = least;
    this.greatest = greatest;
  }

  /** Whether it holds a number, rounded, as a finite one; for floats. */
  boolean isFinite(double value) {
    return switch (this) {
      case FP16 -> Float.isFinite(Float.float16ToFloat(Float.floatToFloat16((float) value)));
      case FP32 -> Float.isFinite((float) value);
      default -> Double.isFinite(value);
    };
  }

  static Optional<Datatype> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** How many a value takes in a tensor; not of {@link #BYTES}. */
  int bytes() {
    return switch (this) {
      case BOOL, INT8, UINT8 -> Byte.BYTES;
      case INT16, UINT16, FP16 -> Short.BYTES;
      case INT32, UINT32, FP32 -> Integer.BYTES;
      case INT64, UINT64, FP64 -> Long.BYTES;
      case BYTES -> throw new IllegalStateException("BYTES have no fixed size");
    };
  }

  /** Empty for what is not served: 16-bit floats and the unsigned types that ONNX Runtime's Java interface does not know. */
  static Optional<Datatype> of(OnnxJavaType type) {
    return switch (type) {
      case FLOAT -> Optional.of(FP32);
      case DOUBLE -> Optional.of(FP64);
      case INT8 -> Optional.of(INT8);
      case INT16 -> Optional.of(INT16);
      case INT32 -> Optional.of(INT32);
      case INT64 -> Optional.of(INT64);
      case UINT8 -> Optional.of(UINT8);
      case BOOL -> Optional.of(BOOL);
      case STRING -> Optional.of(BYTES);
      case FLOAT16, BFLOAT16, UNKNOWN -> Optional.empty();
    };
  }
}
