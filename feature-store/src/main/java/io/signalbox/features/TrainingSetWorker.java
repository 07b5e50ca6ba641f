package io.signalbox.features;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does one job after the other on a thread of its own. While it does one it holds an advisory lock on it, on a connection of its own:
 * who dies leaves the lock, and with it the job, to the next.
 */
final class TrainingSetWorker {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingSetWorker.class);
  /** Other servers queue too, and die. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  private static final Duration STOP = Duration.ofSeconds(10);
  private static final int LOOKED_AT = 50;
  static final int MOST_ATTEMPTS = 3;

  /** What is done. */
  interface Work {
    TrainingSet of(TrainingSetRequest request, Progress progress);

    /** After it is said to be done. */
    void done(TrainingSetRequest request);
  }

  private final DataSource dataSource;
  private final TrainingSetJobRows rows;
  private final Clock clock;
  private final Work work;
  private final Semaphore news = new Semaphore(0);
  private volatile @Nullable Thread thread;
  private volatile @Nullable WatchedProgress running;
  private volatile boolean stopped;

  TrainingSetWorker(DataSource dataSource, TrainingSetJobRows rows, Clock clock, Work work) {
    this.dataSource = dataSource;
    this.rows = rows;
    this.clock = clock;
    this.work = work;
  }

  void start() {
    stopped = false;
    Thread started = Thread.ofPlatform().name("training-sets").daemon().unstarted(this::run);
    thread = started;
    started.start();
  }

  /** What runs is broken off, and goes on after the next start. */
  void stop() {
    stopped = true;
    wake();
    WatchedProgress watched = running;
    if (watched != null) {
      watched.stop();
    }
    Thread stopping = thread;
    if (stopping != null) {
      try {
        stopping.join(STOP);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    thread = null;
  }

  boolean isRunning() {
    return thread != null;
  }

  /** There may be something to do. */
  void wake() {
    news.release();
  }

  private void run() {
    try {
      while (!stopped) {
        boolean did = false;
        try {
          did = doOne();
        } catch (SQLException | RuntimeException e) {
          LOG.warn("No training set can be built now; trying again. why={}", e.getMessage());
        }
        if (!did && news.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
          news.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean doOne() throws SQLException {
    if (rows.toDo(1).isEmpty()) {
      return false; // no connection is taken for nothing
    }
    try (Connection guard = dataSource.getConnection()) {
      for (UUID id : rows.toDo(LOOKED_AT)) {
        if (asked(guard, "SELECT pg_try_advisory_lock(?)", id)) {
          try {
            Optional<TrainingSetJob> job = rows.begin(id);
            if (job.isPresent()) {
              attempt(job.get());
              return true;
            }
          } finally {
            asked(guard, "SELECT pg_advisory_unlock(?)", id);
          }
        }
      }
      return false;
    }
  }

  private static boolean asked(Connection connection, String sql, UUID id) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, id.getMostSignificantBits() ^ id.getLeastSignificantBits());
      try (ResultSet result = statement.executeQuery()) {
        return result.next() && result.getBoolean(1);
      }
    }
  }

  private void attempt(TrainingSetJob job) {
    if (job.attempts() > MOST_ATTEMPTS) {
      rows.failed(
          job.id(),
          "%d servers ended while they built it (expected: none)".formatted(MOST_ATTEMPTS),
          clock.instant());
      return;
    }
    try (var progress = new WatchedProgress(rows, job.id())) {
      running = progress;
      if (stopped) {
        progress.stop();
      }
      end(job, progress);
    } finally {
      running = null;
    }
  }

  private void end(TrainingSetJob job, WatchedProgress progress) {
    try {
      TrainingSet made = work.of(job.request(), progress);
      if (!rows.done(job.id(), made.id(), clock.instant())) {
        LOG.info("Training set cancelled job={}", job.id());
        return;
      }
      work.done(job.request());
      LOG.info(
          "Training set built job={} training_set={} rows={}",
          job.id(),
          made.id().hash(),
          made.rows());
    } catch (RuntimeException e) {
      if (stopped) {
        rows.giveBack(job.id(), false);
      } else if (progress.isStopped()) {
        rows.cancelled(job.id(), clock.instant());
        LOG.info("Training set cancelled job={}", job.id());
      } else if (e instanceof FeaturesException) {
        rows.failed(job.id(), String.valueOf(e.getMessage()), clock.instant());
      } else if (job.attempts() < MOST_ATTEMPTS) {
        LOG.warn("Training set not built; trying again job={}", job.id(), e);
        rows.giveBack(job.id(), true);
      } else {
        LOG.error("Training set not built job={}", job.id(), e);
        rows.failed(job.id(), problem(e), clock.instant());
      }
    }
  }

  private static String problem(RuntimeException e) {
    return e instanceof LostFile
        ? String.valueOf(e.getMessage())
        : "unexpected (expected: none; the server's log says more)";
  }
}
