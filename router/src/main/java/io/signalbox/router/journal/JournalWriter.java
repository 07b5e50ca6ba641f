package io.signalbox.router.journal;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread that writes. It takes what has queued and commits it once; while the disk is busy, the next group gathers. */
final class JournalWriter implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(JournalWriter.class);

  private static final long MOST_DELETIONS_A_COMMIT = 4000;
  private static final long FEWEST_DELETIONS = 1000;

  static final int RENEWAL = -1;

  private final JournalFile file;
  private final Gathering queue = new Gathering();
  private final Thread thread;
  private volatile UUID id;
  private volatile long last;
  private volatile long drained;
  private volatile @Nullable Runnable onCommit;
  private volatile List<Receipt> group = List.of();
  private @Nullable UUID renewed; // by the group that is being written
  private long deleted;

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
    return queue.records();
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
    queue.add(receipt, thread, receipt.kind == RENEWAL);
  }

  void giveUpWhatIsLate(long nowNanos) {
    group.forEach(receipt -> receipt.giveUpIfLate(nowNanos));
    queue.giveUpWhatIsLate(nowNanos);
  }

  private void run() {
    while (true) {
      List<Receipt> gathered = queue.next();
      if (gathered.isEmpty() && queue.isClosing()) {
        return;
      }
      group = gathered;
      write(gathered);
      group = List.of();
      endCheckpoint();
    }
  }

  private void endCheckpoint() {
    try {
      file.endCheckpoint();
    } catch (SQLException e) {
      log.warn("The journal's log cannot be folded into its file. {}", e.getMessage());
    }
  }

  private void write(List<Receipt> group) {
    long position = last;
    boolean durable;
    renewed = null;
    try {
      for (Receipt receipt : group) {
        position = write(receipt, position);
      }
      boolean wrote = (renewed == null && deleteSome()) || !group.isEmpty();
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
    queue.settle(group);
    if (durable) {
      last = position;
      becomeRenewed();
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
      renewed = UUID.randomUUID();
      file.renew(renewed, 0);
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

  /** In memory too, now that it is on disk. */
  private void becomeRenewed() {
    if (renewed != null) {
      id = renewed;
      drained = 0;
    }
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
    queue.close(thread);
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
