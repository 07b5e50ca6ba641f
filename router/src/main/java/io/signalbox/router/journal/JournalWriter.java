package io.signalbox.router.journal;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. It takes what has queued and commits it once; while the disk is busy, the next group gathers. Callers
 * who were answered together come back together: so a group waits until it is as large as the one before, for {@link
 * #COMPANY_NANOS} at most, and a caller who is alone does not wait. Where nobody waits for a commit, it gathers for 2 ms.
 */
final class JournalWriter implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(JournalWriter.class);

  private static final int MOST_RECORDS_A_COMMIT = 1000;
  private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long COMPANY_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long MOST_DELETIONS_A_COMMIT = 4000;
  private static final long FEWEST_DELETIONS = 1000;

  private static final int RENEWAL = -1;
  private static final int NEVER = Integer.MAX_VALUE;

  private final JournalFile file;
  private final Queue<Receipt> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private final Thread thread;
  private volatile UUID id;
  private volatile long last;
  private volatile long drained;
  private volatile @Nullable Runnable onCommit;
  private volatile int wakeAt = NEVER;
  private volatile List<Receipt> group = List.of();
  private volatile boolean closing;
  private long deleted;
  private int company;

  JournalWriter(JournalFile file, JournalFile.Opened opened) {
    this.file = file;
    this.id = opened.id();
    this.last = opened.last();
    this.drained = opened.drained();
    this.deleted = opened.drained();
    this.thread = Thread.ofPlatform().name("journal-writer").daemon().unstarted(this::run);
    thread.start();
  }

  UUID id() {
    return id;
  }

  long last() {
    return last;
  }

  long drained() {
    return drained;
  }

  int queued() {
    return queued.get();
  }

  /** Told after each commit, in the writer's thread. */
  void onCommit(Runnable listener) {
    onCommit = listener;
  }

  /** Records up to here are in the database, and may go. */
  void drainedTo(long position) {
    drained = position;
  }

  /** Another identity for the file, whose records all count as not drained. Called before anything is deleted. */
  void renew() {
    Receipt renewal = new Receipt(RENEWAL, List.of(), true);
    add(renewal);
    renewal.await();
  }

  void add(Receipt receipt) {
    queue.add(receipt);
    int records = queued.addAndGet(receipt.bodies.size());
    if (closing) {
      throw new JournalUnavailable("journal: closing", null);
    }
    if (records >= wakeAt || receipt.kind == RENEWAL) {
      LockSupport.unpark(thread);
    }
  }

  void giveUpWhatIsLate(long nowNanos) {
    group.forEach(receipt -> receipt.giveUpIfLate(nowNanos));
    queue.forEach(receipt -> receipt.giveUpIfLate(nowNanos));
  }

  private void run() {
    while (true) {
      List<Receipt> gathered = gather();
      if (gathered.isEmpty() && closing) {
        return;
      }
      group = gathered;
      write(gathered);
      group = List.of();
    }
  }

  private List<Receipt> gather() {
    if (queue.isEmpty()) {
      pause(1, IDLE_NANOS);
    }
    List<Receipt> gathered = new ArrayList<>();
    int records = take(gathered, 0);
    if (gathered.isEmpty()) {
      return gathered;
    }
    boolean awaited = isAwaited(gathered);
    if (records < (awaited ? company : MOST_RECORDS_A_COMMIT)) {
      pause(awaited ? company : NEVER, awaited ? COMPANY_NANOS : GATHER_NANOS);
      records = take(gathered, records);
    }
    company = awaited && gathered.size() > 1 ? records : 0; // one caller with many records is alone
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
    int records = already;
    while (records < MOST_RECORDS_A_COMMIT) {
      Receipt receipt = queue.poll();
      if (receipt == null) {
        return records;
      }
      gathered.add(receipt);
      records += receipt.bodies.size();
    }
    return records;
  }

  /** Returns when so many records are queued, those counted that are taken but not written, or it took so long. */
  private void pause(int records, long nanos) {
    wakeAt = records;
    if (queued.get() < records && !closing) {
      LockSupport.parkNanos(this, nanos);
    }
    wakeAt = NEVER;
  }

  private void write(List<Receipt> group) {
    long position = last;
    boolean durable;
    try {
      for (Receipt receipt : group) {
        position = write(receipt, position);
      }
      boolean wrote = deleteSome() || !group.isEmpty();
      if (wrote) {
        file.commit();
      }
      durable = true;
    } catch (SQLException | RuntimeException e) {
      log.error(
          "The journal cannot be written: {} records refused. {}", group.size(), e.getMessage());
      rollback();
      durable = false;
    }
    for (Receipt receipt : group) {
      queued.addAndGet(-receipt.bodies.size());
    }
    if (durable) {
      last = position;
    }
    for (Receipt receipt : group) {
      receipt.done(durable);
    }
    Runnable listener = onCommit;
    if (durable && !group.isEmpty() && listener != null) {
      listener.run();
    }
  }

  private long write(Receipt receipt, long after) throws SQLException {
    if (receipt.kind == RENEWAL) {
      id = UUID.randomUUID();
      drained = 0;
      file.renew(id, 0);
      return after;
    }
    if (receipt.kind == Journal.LAYOUT) {
      for (byte[] layout : receipt.bodies) {
        file.insertLayout(LayoutTuple.id(layout), layout);
      }
      return after;
    }
    long position = after;
    for (byte[] body : receipt.bodies) {
      file.insert(++position, receipt.kind, body);
    }
    return position;
  }

  /** A few at a time, so that no caller waits for a long deletion. */
  private boolean deleteSome() throws SQLException {
    long target = drained;
    if (target - deleted < FEWEST_DELETIONS) {
      return false;
    }
    long position = Math.min(target, deleted + MOST_DELETIONS_A_COMMIT);
    file.deleteBefore(position);
    deleted = position;
    return true;
  }

  private void rollback() {
    try {
      file.rollback();
    } catch (SQLException e) {
      log.error("The journal cannot be rolled back. {}", e.getMessage());
    }
  }

  /** Returns when everything queued is on disk. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
