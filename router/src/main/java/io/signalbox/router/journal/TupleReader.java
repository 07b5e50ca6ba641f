package io.signalbox.router.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads rows of PostgreSQL's binary COPY format, field after field. The server sends each row as a message of its own. */
final class TupleReader {

  private static final int HEADER_BYTES = 19;
  private static final int SIGNATURE = 'P' << 24 | 'G' << 16 | 'C' << 8 | 'O';
  private static final short TRAILER = -1;

  private ByteBuffer row = ByteBuffer.allocate(0);

  /** Takes the next message; false if there is no row in it. */
  boolean next(byte[] message) {
    row = ByteBuffer.wrap(message);
    if (message.length >= HEADER_BYTES && row.getInt(0) == SIGNATURE) {
      row.position(HEADER_BYTES);
    }
    return row.remaining() >= Short.BYTES && row.getShort() != TRAILER;
  }

  /** Takes a tuple as a journal keeps it. */
  void begin(Slice tuple) {
    row = ByteBuffer.wrap(tuple.bytes(), tuple.from(), tuple.length());
    row.getShort(); // how many fields
  }

  /** Begins a field: its length, or -1 if it is null. */
  private int length() {
    return row.getInt();
  }

  /** Null where there is none. */
  @Nullable
  Instant time() {
    return length() < 0 ? null : Tuple.instant(row.getLong());
  }

  UUID uuid() {
    length();
    return new UUID(row.getLong(), row.getLong());
  }

  int integer() {
    length();
    return row.getInt();
  }

  long bigint() {
    length();
    return row.getLong();
  }

  /** NaN where there is none. */
  double number() {
    return length() < 0 ? Double.NaN : row.getDouble();
  }

  @Nullable
  String text() {
    int length = length();
    if (length < 0) {
      return null;
    }
    String text = new String(row.array(), row.position(), length, StandardCharsets.UTF_8);
    row.position(row.position() + length);
    return text;
  }

  boolean isNextNull() {
    boolean isNull = row.getInt(row.position()) < 0;
    if (isNull) {
      row.getInt();
    }
    return isNull;
  }

  /** Begins an array of one dimension, and returns how many elements follow, each a field. */
  int array() {
    length();
    int dimensions = row.getInt();
    row.getInt(); // whether there are nulls
    row.getInt(); // the elements' type
    if (dimensions == 0) {
      return 0;
    }
    int elements = row.getInt();
    row.getInt(); // the lower bound
    return elements;
  }
}
