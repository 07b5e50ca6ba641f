package io.signalbox.router.journal;

import io.signalbox.migrations.DatabaseTrouble;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Moves a journal's records into PostgreSQL, each exactly once: the position is committed with them. While the database is away
 * it tries again and again, and the journal goes on.
 */
public final class Drainer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Drainer.class);

  private static final int MOST_RECORDS_A_BATCH = 10_000;
  private static final int MOST_BYTES_A_BATCH = 32 << 20;

  /** Records gather for so long, so that a quiet server does not make a transaction of each. */
  private static final long GATHER_MILLIS = 100;

  /**
   * A statement of a batch that says nothing for so long has failed. Its transaction is undone and the batch is sent again from where
   * the database says that the journal is, so a commit whose answer was lost is not done twice.
   */
  private static final Duration ANSWER = Duration.ofSeconds(60);

  private static final Duration SILENCE = Duration.ofSeconds(5);
  private static final long FIRST_RETRY_MILLIS = 100;
  private static final long LONGEST_RETRY_MILLIS = 2_000;

  private final Journal journal;
  private final PostgresDestination destination;
  private final Thread thread;
  private boolean hurried;
  private boolean closing;
  private boolean found;
  private volatile boolean idle;
  private volatile @Nullable String trouble;
  private volatile long caughtUpNanos = System.nanoTime();
  private volatile long progressNanos = System.nanoTime();

  public Drainer(Journal journal, DataSource database) {
    this(journal, database, ANSWER);
  }

  Drainer(Journal journal, DataSource database, Duration answer) {
    this.journal = journal;
    this.destination = new PostgresDestination(database, answer);
    this.thread = Thread.ofPlatform().name("journal-drainer").daemon().unstarted(this::run);
  }

  public void start() {
    journal.writer().onCommit(this::wakeIfIdle);
    thread.start();
  }

  /** Why the database does not take what waits: the last attempt failed, or has had no answer for five seconds. */
  public Optional<String> trouble() {
    String failed = trouble;
    if (failed != null) {
      return Optional.of(failed);
    }
    Duration silent = Duration.ofNanos(System.nanoTime() - progressNanos);
    return silent.compareTo(SILENCE) > 0 && journal.backlog() > 0
        ? Optional.of("no answer for %d s".formatted(silent.toSeconds()))
        : Optional.empty();
  }

  /** For how long there have been records that are not drained. */
  public Duration lag() {
    return journal.backlog() == 0
        ? Duration.ZERO
        : Duration.ofNanos(System.nanoTime() - caughtUpNanos);
  }

  /** Drains at once what has gathered, and returns whether all that is acknowledged now was drained in time. */
  public boolean await(Duration patience) throws InterruptedException {
    long target = journal.acknowledged();
    long deadline = System.nanoTime() + patience.toNanos();
    synchronized (this) {
      while (journal.drained() < target) {
        hurried = true;
        notifyAll();
        long left = deadline - System.nanoTime();
        if (left <= 0 || closing) {
          return false;
        }
        wait(Math.max(1, left / 1_000_000));
      }
    }
    return true;
  }

  /** Does not let records gather this time: somebody looks. */
  public synchronized void hurry() {
    hurried = true;
    notifyAll();
  }

  private void wakeIfIdle() {
    if (idle) {
      wake();
    }
  }

  private synchronized void wake() {
    notifyAll();
  }

  private void run() {
    long retryMillis = FIRST_RETRY_MILLIS;
    while (awaitRecords()) {
      try {
        drainAll();
        retryMillis = FIRST_RETRY_MILLIS;
      } catch (SQLException | RuntimeException e) {
        failed(e);
        pause(retryMillis);
        retryMillis = Math.min(LONGEST_RETRY_MILLIS, 2 * retryMillis);
      }
      checkpoint();
    }
  }

  /** False when closing. */
  private synchronized boolean awaitRecords() {
    try {
      idle = true; // before the backlog is looked at, so that no commit goes unnoticed
      while (!closing && found && journal.backlog() == 0) {
        caughtUpNanos = System.nanoTime();
        wait();
        progressNanos = System.nanoTime();
      }
      idle = false;
      if (!closing && !hurried && found && journal.backlog() < MOST_RECORDS_A_BATCH) {
        gather();
      }
      hurried = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return !closing;
  }

  private synchronized void gather() throws InterruptedException {
    long end = System.nanoTime() + GATHER_MILLIS * 1_000_000;
    long left = GATHER_MILLIS;
    while (left > 0 && !hurried && !closing) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
  }

  private void drainAll() throws SQLException {
    if (!found) {
      find();
    }
    long position = journal.drained();
    while (true) {
      long readNanos = System.nanoTime();
      List<Group> groups = journal.file().after(position, MOST_RECORDS_A_BATCH, MOST_BYTES_A_BATCH);
      if (groups.isEmpty()) {
        recovered();
        return;
      }
      destination.keep(journal.file().layouts());
      Batch batch = new Batch(position, groups);
      destination.store(journal.id(), batch);
      position = batch.to;
      recovered();
      journal.writer().drainedTo(position);
      wake();
      checkpoint(); // also where the backlog is long
      if (journal.acknowledged() - position < MOST_RECORDS_A_BATCH) {
        caughtUpNanos = readNanos;
        return; // what came meanwhile gathers first
      }
    }
  }

  /** The database's word on where we are counts, not the file's. */
  private void find() throws SQLException {
    long position = destination.position(journal.id());
    if (position > journal.acknowledged()) {
      log.error(
          "The journal is older than what was drained from it: it is drained again. file={} database={}",
          journal.acknowledged(),
          position);
      journal.writer().renew();
      position = 0;
    }
    journal.writer().drainedTo(position);
    found = true;
  }

  private void checkpoint() {
    try {
      journal.file().checkpoint();
    } catch (SQLException e) {
      log.warn("The journal's log cannot be folded into its file. {}", e.getMessage());
    }
  }

  private void failed(Exception failure) {
    if (trouble == null) {
      boolean passes = DatabaseTrouble.of(failure).isPresent();
      log.atLevel(passes ? Level.WARN : Level.ERROR)
          .log(
              "Predictions wait in the journal: the database does not take them. backlog={} cause={}",
              journal.backlog(),
              failure.getMessage());
    }
    found = false; // a commit whose answer was lost may have happened
    trouble = String.valueOf(failure.getMessage());
  }

  private void recovered() {
    progressNanos = System.nanoTime();
    if (trouble != null) {
      log.info("The database takes predictions again. backlog={}", journal.backlog());
      trouble = null;
    }
  }

  private synchronized void pause(long millis) {
    try {
      long end = System.nanoTime() + millis * 1_000_000;
      for (long left = millis; left > 0 && !closing; left = (end - System.nanoTime()) / 1_000_000) {
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops after the transaction at hand; what is left is drained when the journal is opened again. */
  @Override
  public void close() {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
