package io.signalbox.router.journal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Looks once a second whether a disk that hangs keeps somebody waiting for too long. */
final class JournalWatch implements AutoCloseable {

  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final JournalWriter writer;
  private final Thread thread;
  private volatile boolean closing;

  JournalWatch(JournalWriter writer) {
    this.writer = writer;
    this.thread = Thread.ofPlatform().name("journal-watch").daemon().unstarted(this::run);
    thread.start();
  }

  private void run() {
    while (!closing) {
      LockSupport.parkNanos(this, LOOK_NANOS);
      writer.giveUpWhatIsLate(System.nanoTime());
    }
  }

  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
  }
}
