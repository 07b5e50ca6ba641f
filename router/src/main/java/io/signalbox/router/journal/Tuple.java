package io.signalbox.router.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One row in PostgreSQL's binary COPY format (https://www.postgresql.org/docs/18/sql-copy.html, "Binary Format"): the number of
 * fields, then each with its length, big-endian. A journal keeps its records so; the drainer sends them on as they are.
 */
final class Tuple {

  /** PostgreSQL counts time from here. */
  private static final long EPOCH_SECONDS =
      Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();

  static final long MICROS_A_SECOND = 1_000_000;
  static final int INT4 = 23;
  static final int INT8 = 20;
  static final int TEXT = 25;
  static final int FLOAT8 = 701;
  private static final int NULL_LENGTH = -1;

  private byte[] bytes = new byte[512];
  private ByteBuffer buffer = ByteBuffer.wrap(bytes);

  Tuple(int fields) {
    buffer.putShort((short) fields);
  }

  /** Microseconds since 2000-01-01 UTC. */
  static long micros(Instant at) {
    return Math.addExact(
        Math.multiplyExact(at.getEpochSecond() - EPOCH_SECONDS, MICROS_A_SECOND),
        at.getNano() / 1000);
  }

  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        EPOCH_SECONDS + Math.floorDiv(micros, MICROS_A_SECOND),
        Math.floorMod(micros, MICROS_A_SECOND) * 1000);
  }

  private ByteBuffer room(int more) {
    if (buffer.remaining() < more) {
      int position = buffer.position();
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, position + more));
      buffer = ByteBuffer.wrap(bytes).position(position);
    }
    return buffer;
  }

  Tuple nothing() {
    room(4).putInt(NULL_LENGTH);
    return this;
  }

  Tuple time(long micros) {
    room(12).putInt(8).putLong(micros);
    return this;
  }

  Tuple uuid(UUID id) {
    room(20).putInt(16).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    return this;
  }

  Tuple integer(int value) {
    room(8).putInt(4).putInt(value);
    return this;
  }

  Tuple bigint(long value) {
    room(12).putInt(8).putLong(value);
    return this;
  }

  /** NaN is stored as null: it says that there is no value. */
  Tuple number(double value) {
    if (Double.isNaN(value)) {
      return nothing();
    }
    room(12).putInt(8).putDouble(value);
    return this;
  }

  Tuple text(@Nullable String value) {
    if (value == null) {
      return nothing();
    }
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    room(4 + utf8.length).putInt(utf8.length).put(utf8);
    return this;
  }

  /** Begins an array of one dimension: that many elements follow, each as a field, before {@link #endArray}. */
  int beginArray(int elementType, int elements) {
    int start = room(24).position();
    buffer.putInt(0); // the length, known at the end
    buffer.putInt(elements == 0 ? 0 : 1).putInt(1).putInt(elementType);
    if (elements > 0) {
      buffer.putInt(elements).putInt(1);
    }
    return start;
  }

  Tuple endArray(int start) {
    buffer.putInt(start, buffer.position() - start - 4);
    return this;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, buffer.position());
  }
}
