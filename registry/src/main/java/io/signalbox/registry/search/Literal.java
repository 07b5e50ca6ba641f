package io.signalbox.registry.search;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** The right side of a comparison. */
public sealed interface Literal {
  /** As it was written, for messages. */
  String written();

  /** A quoted string, without its quotes. */
  record Text(String value) implements Literal {
    @Override
    public String written() {
      return "'" + value + "'";
    }
  }

  /** A number; {@code whole} where it was written without a fraction. */
  record Numeral(String written, double value, boolean whole) implements Literal {}

  /** A list of quoted strings. */
  record Texts(List<String> values) implements Literal {
    public Texts {
      values = ImmutableList.copyOf(values);
    }

    @Override
    public String written() {
      return "('" + String.join("', '", values) + "')";
    }
  }

  /** A bare word where a value should be. */
  record Word(String written) implements Literal {}

  /** Nothing: IS NULL and IS NOT NULL. */
  record None() implements Literal {
    @Override
    public String written() {
      return "";
    }
  }
}
