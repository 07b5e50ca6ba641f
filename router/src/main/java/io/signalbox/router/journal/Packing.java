package io.signalbox.router.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Gathers records, whose positions follow one another, for one {@link Group}. */
final class Packing {

  private static final int MOST_RECORDS = 1000;

  /** What one more record goes beyond; SQLite takes a thousand times as much in a row. */
  private static final int MANY_BYTES = 1 << 20;

  private final List<byte[]> bodies = new ArrayList<>();
  private final byte[] kinds = new byte[MOST_RECORDS];
  private int room = Integer.BYTES;
  private long last;

  /** Whether a record of this position must go into the next group. */
  boolean isClosedTo(long position) {
    return bodies.size() == MOST_RECORDS
        || room > MANY_BYTES
        || (!bodies.isEmpty() && position != last + 1);
  }

  boolean isEmpty() {
    return bodies.isEmpty();
  }

  void add(long position, int kind, byte[] body) {
    kinds[bodies.size()] = (byte) kind;
    bodies.add(body);
    room = Math.addExact(room, Group.HEAD_BYTES + body.length);
    last = position;
  }

  /** What was gathered; the next group begins. */
  Group take() {
    ByteBuffer buffer = ByteBuffer.allocate(room).putInt(bodies.size());
    for (int i = 0; i < bodies.size(); i++) {
      buffer.put(kinds[i]).putInt(bodies.get(i).length);
    }
    bodies.forEach(buffer::put);
    clear();
    return new Group(last, buffer.array());
  }

  void clear() {
    bodies.clear();
    room = Integer.BYTES;
  }
}
