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
  private final long sinceNanos = System.nanoTime();
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
    FAILED,
    LATE
  }

  /**
   * Returns once the records are on disk. Called by one thread. It parks without a limit, because a virtual thread that sets an alarm
   * costs more than its request: {@link JournalWatch} is the alarm of all.
   *
   * @throws JournalUnavailable if they did not get there
   */
  public void await() {
    waiter = Thread.currentThread();
    boolean interrupted = false;
    while (state == State.QUEUED) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    switch (state) {
      case DURABLE -> {}
      case FAILED ->
        throw new JournalUnavailable("journal: the disk did not take the record", null);
      case LATE, QUEUED -> throw new JournalUnavailable("journal: the disk took too long", null);
    }
  }

  void done(boolean durable) {
    settle(durable ? State.DURABLE : State.FAILED);
  }

  /** Gives up if it has waited too long at this moment; it may get to the disk all the same. */
  void giveUpIfLate(long nowNanos) {
    if (awaited && nowNanos - sinceNanos > PATIENCE_NANOS) {
      settle(State.LATE);
    }
  }

  private void settle(State found) {
    synchronized (this) {
      if (state != State.QUEUED) {
        return;
      }
      state = found;
    }
    Thread waiting = waiter;
    if (waiting != null) {
      LockSupport.unpark(waiting);
    }
  }
}
