package io.signalbox.router.journal;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Records that were queued together. They are committed together, or not at all. */
public final class Receipt {

  /** A disk that needs longer is out of order. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  final int kind;
  final List<byte[]> bodies;
  final boolean awaited;
  private volatile @Nullable Thread waiter;
  private volatile State state = State.QUEUED;

  Receipt(int kind, List<byte[]> bodies, boolean awaited) {
    this.kind = kind;
    this.bodies = bodies;
    this.awaited = awaited;
  }

  private enum State {
    QUEUED,
    DURABLE,
    FAILED
  }

  /** Returns once the records are on disk. Called by one thread. @throws JournalUnavailable if they did not get there */
  public void await() {
    waiter = Thread.currentThread();
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    boolean interrupted = false;
    while (state == State.QUEUED && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(this, PATIENCE_NANOS);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    switch (state) {
      case DURABLE -> {}
      case FAILED ->
        throw new JournalUnavailable("journal: the disk did not take the record", null);
      case QUEUED -> throw new JournalUnavailable("journal: the disk took too long", null);
    }
  }

  void done(boolean durable) {
    state = durable ? State.DURABLE : State.FAILED;
    Thread waiting = waiter;
    if (waiting != null) {
      LockSupport.unpark(waiting);
    }
  }
}
