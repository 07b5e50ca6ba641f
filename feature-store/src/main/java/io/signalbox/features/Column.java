package io.signalbox.features;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One named column of n values of one type, any of which may be missing. Immutable by agreement: arrays are not copied. */
public sealed interface Column {
  String name();

  ValueType type();

  int size();

  boolean isMissing(int row);

  /** INT64 or INT32, or microseconds since the epoch for TIMESTAMP, or 0 and 1 for BOOL. The value under a missing row is unspecified. */
  final class Longs implements Column {
    private final String name;
    private final ValueType type;
    private final long[] values;
    private final BitSet missing;

    public Longs(String name, ValueType type, long[] values, BitSet missing) {
      if (type.holding() != ValueType.Holding.LONG) {
        throw new IllegalArgumentException(
            "type: " + type + " (expected: BOOL, INT32, INT64 or TIMESTAMP)");
      }
      this.name = name;
      this.type = type;
      this.values = values;
      this.missing = missing;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public ValueType type() {
      return type;
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public boolean isMissing(int row) {
      return missing.get(row);
    }

    public long at(int row) {
      return values[row];
    }
  }

  /** FLOAT64 or FLOAT32. A missing value is held as NaN, so NaN itself is never a value. */
  final class Doubles implements Column {
    private final String name;
    private final ValueType type;
    private final double[] values;

    public Doubles(String name, double[] values) {
      this(name, ValueType.FLOAT64, values);
    }

    public Doubles(String name, ValueType type, double[] values) {
      if (type.holding() != ValueType.Holding.DOUBLE) {
        throw new IllegalArgumentException("type: " + type + " (expected: FLOAT32 or FLOAT64)");
      }
      this.name = name;
      this.type = type;
      this.values = values;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public ValueType type() {
      return type;
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public boolean isMissing(int row) {
      return Double.isNaN(values[row]);
    }

    public double at(int row) {
      return values[row];
    }
  }

  /** STRING, BYTES in base64, or an array as {@link ArrayText} writes it; a missing value is null. */
  final class Texts implements Column {
    private final String name;
    private final ValueType type;
    private final List<@Nullable String> values;

    public Texts(String name, List<@Nullable String> values) {
      this(name, ValueType.STRING, values);
    }

    public Texts(String name, ValueType type, List<@Nullable String> values) {
      if (type.holding() != ValueType.Holding.TEXT) {
        throw new IllegalArgumentException(
            "type: " + type + " (expected: STRING, BYTES or an array)");
      }
      this.name = name;
      this.type = type;
      this.values = values;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public ValueType type() {
      return type;
    }

    @Override
    public int size() {
      return values.size();
    }

    @Override
    public boolean isMissing(int row) {
      return values.get(row) == null;
    }

    public @Nullable String at(int row) {
      return values.get(row);
    }
  }

  /** The same values under another name. */
  default Column as(String other) {
    return switch (this) {
      case Longs longs -> new Longs(other, longs.type, longs.values, longs.missing);
      case Doubles doubles -> new Doubles(other, doubles.type, doubles.values);
      case Texts texts -> new Texts(other, texts.type, texts.values);
    };
  }

  /** The value as a number: itself for FLOAT64, FLOAT32, INT64, INT32, BOOL and TIMESTAMP (microseconds), NaN where it is missing. */
  default double numberAt(int row) {
    return switch (this) {
      case Longs longs -> longs.isMissing(row) ? Double.NaN : longs.at(row);
      case Doubles doubles -> doubles.at(row);
      case Texts texts ->
        throw new IllegalArgumentException(
            "column " + name() + ": " + type().word() + " (expected: a number)");
    };
  }
}
