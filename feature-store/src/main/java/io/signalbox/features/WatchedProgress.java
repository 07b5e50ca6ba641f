package io.signalbox.features;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Writes how far a job is to its row, and looks there four times a second whether somebody wants it stopped. */
final class WatchedProgress implements Progress, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedProgress.class);
  private static final Duration LOOK = Duration.ofMillis(250);

  private record Step(String phase, int number, int of) {}

  private final TrainingSetJobRows rows;
  private final UUID id;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread watch;
  private volatile Step step = new Step("", 0, 0);
  private volatile Runnable breakingOff = () -> {};
  private volatile boolean stopped;

  WatchedProgress(TrainingSetJobRows rows, UUID id) {
    this.rows = rows;
    this.id = id;
    this.watch = Thread.ofVirtual().name("training-set-watch").start(this::look);
  }

  private void look() {
    try {
      do {
        try {
          Step now = step;
          stopped = stopped || rows.isCancelling(id, now.phase(), now.number(), now.of());
          if (stopped) {
            breakingOff.run(); // again and again: one may have come between two queries
          }
        } catch (DataAccessException | TransactionException | IllegalStateException e) {
          LOG.debug("A job's row cannot be read now job={}", id, e);
        }
      } while (!ended.await(LOOK.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void stop() {
    stopped = true;
  }

  boolean isStopped() {
    return stopped;
  }

  @Override
  public void at(String phase, int number, int steps) {
    step = new Step(phase, number, steps);
    check();
  }

  @Override
  public void check() {
    if (stopped) {
      throw new Stopped();
    }
  }

  @Override
  public void stoppable(Runnable stop) {
    breakingOff = stop;
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      watch.join(); // else it could break off what another does on that connection
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
