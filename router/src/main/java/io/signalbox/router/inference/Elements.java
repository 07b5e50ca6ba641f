package io.signalbox.router.inference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The values of one tensor as JSON says them, row by row, before their type is known. */
final class Elements {

  /** What stood in the JSON. */
  enum Kind {
    NULL("null"),
    INTEGER("an integer"),
    HUGE("an integer beyond int64"),
    DECIMAL("a decimal number"),
    TEXT("text"),
    BIT("true or false");

    final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  private Kind[] kinds = new Kind[32];
  private long[] bits = new long[32];
  private final List<String> texts = new ArrayList<>();
  private int size;

  int size() {
    return size;
  }

  Kind kind(int index) {
    return kinds[index];
  }

  private void add(Kind kind, long value) {
    if (size == kinds.length) {
      kinds = Arrays.copyOf(kinds, 2 * size);
      bits = Arrays.copyOf(bits, 2 * size);
    }
    kinds[size] = kind;
    bits[size++] = value;
  }

  void addNull() {
    add(Kind.NULL, 0);
  }

  void addHuge() {
    add(Kind.HUGE, 0);
  }

  void add(long value) {
    add(Kind.INTEGER, value);
  }

  void add(double value) {
    add(Kind.DECIMAL, Double.doubleToRawLongBits(value));
  }

  void add(boolean value) {
    add(Kind.BIT, value ? 1 : 0);
  }

  void add(String value) {
    add(Kind.TEXT, texts.size());
    texts.add(value);
  }

  long integer(int index) {
    return bits[index];
  }

  /** Of an integer or a decimal number. */
  double number(int index) {
    return kinds[index] == Kind.INTEGER ? bits[index] : Double.longBitsToDouble(bits[index]);
  }

  /** What stood there: a number as it is, of anything else its kind only, because a text may be long or nobody's business. */
  String shown(int index) {
    return switch (kinds[index]) {
      case INTEGER -> Long.toString(bits[index]);
      case DECIMAL -> Double.toString(Double.longBitsToDouble(bits[index]));
      case NULL, HUGE, TEXT, BIT -> kinds[index].words;
    };
  }

  String text(int index) {
    return texts.get(Math.toIntExact(bits[index]));
  }
}
