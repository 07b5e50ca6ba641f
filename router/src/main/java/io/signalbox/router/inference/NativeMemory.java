package io.signalbox.router.inference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/** Memory that ONNX Runtime reads inputs from, used again and again: to allocate it for each run would cost more than the run. */
final class NativeMemory {

  private static final int PIECE_BYTES = 64 << 10;
  private static final int MOST_PIECES = 64;

  private final Queue<ByteBuffer> free = new ArrayBlockingQueue<>(MOST_PIECES);

  /** A piece of at least so many bytes, from position 0; whatever was in it before. */
  ByteBuffer take(int bytes) {
    if (bytes > PIECE_BYTES) {
      return allocate(bytes);
    }
    ByteBuffer piece = free.poll();
    return piece == null ? allocate(PIECE_BYTES) : piece.clear();
  }

  /** The piece may be taken by others from now on. */
  void give(ByteBuffer piece) {
    if (piece.capacity() == PIECE_BYTES && free.size() < MOST_PIECES) {
      var _ = free.offer(piece); // where enough are kept, it goes to the collector
    }
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
