package io.signalbox.router.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * What queues for the disk, taken group by group. Callers who were answered together come back together: so a group waits until it
 * is as large as the one before, for {@link #COMPANY_NANOS} at most, and a caller who is alone does not wait. Where nobody waits for
 * a commit, it gathers for 2 ms. Anybody adds; one thread takes.
 */
final class Gathering {

  private static final int MOST_RECORDS_A_GROUP = 1000;
  private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long COMPANY_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int NEVER = Integer.MAX_VALUE;

  private final Queue<Receipt> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger records = new AtomicInteger();
  private volatile int wakeAt = NEVER;
  private volatile boolean closing;
  private int company;

  /** How many records are queued, or taken but not written. */
  int records() {
    return records.get();
  }

  boolean isClosing() {
    return closing;
  }

  /**
   * Queues it, and wakes the taker where it is enough.
   *
   * @param urgent whether it does not wait for company
   * @throws JournalUnavailable if this is closing; it may be taken all the same
   */
  void add(Receipt receipt, Thread taker, boolean urgent) {
    queue.add(receipt);
    int now = records.addAndGet(receipt.bodies.size());
    if (closing) {
      throw new JournalUnavailable("journal: closing", null);
    }
    if (now >= wakeAt || urgent) {
      LockSupport.unpark(taker);
    }
  }

  /** The group is written, or failed. */
  void settle(List<Receipt> group) {
    for (Receipt receipt : group) {
      records.addAndGet(-receipt.bodies.size());
    }
  }

  void giveUpWhatIsLate(long nowNanos) {
    queue.forEach(receipt -> receipt.giveUpIfLate(nowNanos));
  }

  /** The taker does not wait any more. */
  void close(Thread taker) {
    closing = true;
    LockSupport.unpark(taker);
  }

  /** The next group; empty if nothing came for a while. */
  List<Receipt> next() {
    if (queue.isEmpty()) {
      pause(1, IDLE_NANOS);
    }
    List<Receipt> gathered = new ArrayList<>();
    int taken = take(gathered, 0);
    if (gathered.isEmpty()) {
      return gathered;
    }
    boolean awaited = isAwaited(gathered);
    if (taken < (awaited ? company : MOST_RECORDS_A_GROUP)) {
      pause(awaited ? company : NEVER, awaited ? COMPANY_NANOS : GATHER_NANOS);
      taken = take(gathered, taken);
    }
    company = awaited && gathered.size() > 1 ? taken : 0; // one caller with many records is alone
    return gathered;
  }

  private static boolean isAwaited(List<Receipt> gathered) {
    for (Receipt receipt : gathered) {
      if (receipt.awaited) {
        return true;
      }
    }
    return false;
  }

  private int take(List<Receipt> gathered, int already) {
    int taken = already;
    while (taken < MOST_RECORDS_A_GROUP) {
      Receipt receipt = queue.poll();
      if (receipt == null) {
        return taken;
      }
      gathered.add(receipt);
      taken += receipt.bodies.size();
    }
    return taken;
  }

  /** Returns when there are so many records, those counted that are taken but not written, or it took so long. */
  private void pause(int enough, long nanos) {
    wakeAt = enough;
    if (records.get() < enough && !closing) {
      LockSupport.parkNanos(this, nanos);
    }
    wakeAt = NEVER;
  }
}
