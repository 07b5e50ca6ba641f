package io.signalbox.router.journal;

import java.nio.ByteBuffer;

/**
 * Records that lie in the file as one row, because a row costs as much as what it holds: how many they are, then the kind (a byte) and
 * the length of each, then their bytes one after the other, so that those of one kind are sent on as they lie. Big-endian.
 *
 * @param last the position of the last of them; theirs follow one another
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Group(long last, byte[] bytes) {

  static final int HEAD_BYTES = Byte.BYTES + Integer.BYTES;

  /** The position before the first. */
  long before() {
    return last - ByteBuffer.wrap(bytes).getInt();
  }

  /** Tells of the records after a position, in order. */
  void after(long position, Visitor visitor) {
    ByteBuffer heads = ByteBuffer.wrap(bytes);
    int records = heads.getInt();
    int from = Integer.BYTES + records * HEAD_BYTES;
    for (long at = last - records + 1; at <= last; at++) {
      int kind = heads.get();
      int length = heads.getInt();
      if (at > position) {
        visitor.visit(kind, new Slice(bytes, from, length));
      }
      from += length;
    }
  }

  /** Told of each record. */
  interface Visitor {
    void visit(int kind, Slice body);
  }
}
