package io.signalbox.router.journal;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A part of an array: a tuple, or several that lie one after the other. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Slice(byte[] bytes, int from, int length) {

  static Slice of(byte[] whole) {
    return new Slice(whole, 0, whole.length);
  }

  int end() {
    return from + length;
  }

  /** Whether the other begins where this ends. */
  @SuppressWarnings("ReferenceEquality") // of the very same array
  boolean isBefore(Slice other) {
    return bytes == other.bytes && end() == other.from;
  }

  /** This and what follows it. */
  Slice with(Slice next) {
    return new Slice(bytes, from, length + next.length);
  }

  long longAt(int offset) {
    return ByteBuffer.wrap(bytes, from, length).getLong(from + offset);
  }

  /** A copy, with another value there. */
  Slice withLongAt(int offset, long value) {
    byte[] copy = Arrays.copyOfRange(bytes, from, end());
    ByteBuffer.wrap(copy).putLong(offset, value);
    return of(copy);
  }
}
