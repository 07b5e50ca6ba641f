package io.signalbox.router.inference;

import io.micrometer.core.instrument.MeterRegistry;
import io.signalbox.features.Table;
import io.signalbox.registry.ModelVersion;
import io.signalbox.router.inference.InferPlan.Arm;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scores beside the answer, in threads of their own, so that a shadow cannot hurt what is answered: one that throws, or is slower
 * than {@link #PATIENCE_MILLIS}, gets no score; one that does so {@link #MOST_FAILURES} times running is left alone for {@link
 * #REST_NANOS}. Each score that is missing is counted.
 */
final class Shadows implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Shadows.class);

  /** A request waits this long at most for all of its shadows, from when they begin. */
  static final long PATIENCE_MILLIS = 25;

  static final int MOST_FAILURES = 5;
  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int THREADS = 2;
  private static final int MOST_QUEUED = 64;

  private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
      THREADS,
      THREADS,
      1,
      TimeUnit.MINUTES,
      new ArrayBlockingQueue<>(MOST_QUEUED),
      Thread.ofPlatform().name("shadow-", 0).daemon().factory());
  private final Map<ModelVersion, Health> healths = new ConcurrentHashMap<>();
  private final MeterRegistry metrics;

  Shadows(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  /** How a shadow has done of late. */
  private static final class Health {
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong restsUntilNanos = new AtomicLong(Long.MIN_VALUE);
  }

  /** Begins. The task holds the lease until it ends, however late. */
  Task begin(Arm arm, Table table, int[] rows, SharedLease lease) {
    Health health = healths.computeIfAbsent(arm.model().version(), version -> new Health());
    Task task = new Task(arm, rows, health);
    long until = health.restsUntilNanos.get();
    if (until != Long.MIN_VALUE && System.nanoTime() - until < 0) {
      return task;
    }
    FutureTask<double[]> scoring = new FutureTask<>(
        () -> arm.model().run(arm.feed(), table, rows).get(arm.score()).scores());
    lease.retain();
    try {
      threads.execute(() -> {
        try {
          scoring.run();
        } finally {
          lease.release();
        }
      });
      task.scoring = scoring;
    } catch (RejectedExecutionException e) {
      lease.release();
      failed(task, "too many wait");
    }
    return task;
  }

  private void failed(Task task, String cause) {
    metrics
        .counter(
            "signalbox.shadow.failures", "model", task.arm.model().version().toString())
        .increment(task.rows.length);
    if (task.health.failures.incrementAndGet() == MOST_FAILURES) {
      task.health.failures.set(0);
      task.health.restsUntilNanos.set(System.nanoTime() + REST_NANOS);
      log.warn(
          "A shadow does not score and is left alone for {} s. model={} cause={}",
          TimeUnit.NANOSECONDS.toSeconds(REST_NANOS),
          task.arm.model().version(),
          cause);
    }
  }

  @Override
  public void close() {
    threads.shutdown();
  }

  /** One shadow's scoring of a request's rows. */
  final class Task {
    private final Arm arm;
    private final int[] rows;
    private final Health health;
    private final long deadline =
        System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    private @org.jspecify.annotations.Nullable FutureTask<double[]> scoring;

    private Task(Arm arm, int[] rows, Health health) {
      this.arm = arm;
      this.rows = rows;
      this.health = health;
    }

    int version() {
      return arm.version();
    }

    /** The score of each row of the request; NaN for one that this shadow was not asked, or did not give in time. */
    double[] scores(int all) {
      var scores = new double[all];
      Arrays.fill(scores, Double.NaN);
      if (scoring == null) {
        return scores;
      }
      try {
        double[] given =
            scoring.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        for (int i = 0; i < rows.length; i++) {
          scores[rows[i]] = given[i];
        }
        health.failures.set(0);
      } catch (TimeoutException e) {
        failed(this, "slower than " + PATIENCE_MILLIS + " ms");
      } catch (ExecutionException e) {
        failed(this, String.valueOf(e.getCause()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failed(this, "interrupted");
      }
      return scores;
    }
  }
}
