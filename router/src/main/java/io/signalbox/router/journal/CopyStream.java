package io.signalbox.router.journal;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.List;
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

  /** Those that lie one after the other are sent in one piece. */
  void addAll(List<Slice> tuples) throws SQLException {
    int next = 0;
    while (next < tuples.size()) {
      Slice piece = tuples.get(next++);
      while (next < tuples.size() && piece.isBefore(tuples.get(next))) {
        piece = piece.with(tuples.get(next++));
      }
      add(piece);
    }
  }

  private void add(Slice tuples) throws SQLException {
    if (tuples.length() > chunk.remaining()) {
      flush();
    }
    if (tuples.length() > chunk.capacity()) {
      copy.writeToCopy(tuples.bytes(), tuples.from(), tuples.length());
    } else {
      chunk.put(tuples.bytes(), tuples.from(), tuples.length());
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
