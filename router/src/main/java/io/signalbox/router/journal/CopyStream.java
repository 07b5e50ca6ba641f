package io.signalbox.router.journal;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import org.postgresql.copy.CopyIn;

/** Frames tuples as PostgreSQL's binary COPY wants them, and sends them in chunks. */
final class CopyStream {

  /** Signature, flags and length of the header extension: none. */
  private static final byte[] HEADER = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };

  private static final short TRAILER = -1;

  private final CopyIn copy;
  private final ByteBuffer chunk;

  CopyStream(CopyIn copy, int chunkBytes) {
    this.copy = copy;
    this.chunk = ByteBuffer.allocate(chunkBytes).put(HEADER);
  }

  void add(byte[] tuple) throws SQLException {
    if (tuple.length > chunk.remaining()) {
      flush();
    }
    if (tuple.length > chunk.capacity()) {
      copy.writeToCopy(tuple, 0, tuple.length);
    } else {
      chunk.put(tuple);
    }
  }

  void end() throws SQLException {
    if (chunk.remaining() < Short.BYTES) {
      flush();
    }
    chunk.putShort(TRAILER);
    flush();
    copy.endCopy();
  }

  private void flush() throws SQLException {
    copy.writeToCopy(chunk.array(), 0, chunk.position());
    chunk.clear();
  }
}
