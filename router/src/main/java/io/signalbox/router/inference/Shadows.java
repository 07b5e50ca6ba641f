package io.signalbox.router.inference;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.signalbox.features.Table;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.delivery.SettingRefused;
import io.signalbox.router.inference.InferPlan.Arm;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
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
import org.springframework.boot.convert.DurationStyle;

/**
 * Scores beside the answer, so that a shadow can hurt neither what is answered nor another shadow: each version has threads and a
 * queue of its own. One that throws, or is slower than the patience, gets no score, and what it has not begun by then it
 * never begins; one that does so {@link #MOST_FAILURES} times running is left alone for {@link #REST_NANOS}. Each score that is
 * missing is counted.
 */
final class Shadows implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Shadows.class);

  /** Sets how long a request waits at most for all of its shadows, from when they begin. */
  static final String PATIENCE = "signalbox.shadow.patience";

  /** A caller of ours waits as long, so it is little; who rather waits than misses a score, as a replay does, asks for more. */
  static final String USUAL_PATIENCE = "25ms";

  private static final Duration LEAST_PATIENCE = Duration.ofMillis(1);
  private static final Duration MOST_PATIENCE = Duration.ofMinutes(1);

  static final int MOST_FAILURES = 5;
  private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Map<ModelVersion, Lane> lanes = new ConcurrentHashMap<>();
  private final MeterRegistry metrics;
  private final Duration patience;

  /** {@code patience} as people write durations: 25ms, 2s. @throws SettingRefused if it is none, or out of range */
  Shadows(MeterRegistry metrics, String patience) {
    this.metrics = metrics;
    this.patience = patience(patience);
  }

  private static Duration patience(String text) {
    Optional<Duration> patience;
    try {
      patience = Optional.of(DurationStyle.detectAndParse(text));
    } catch (IllegalArgumentException e) {
      patience = Optional.empty();
    }
    return patience
        .filter(
            found -> found.compareTo(LEAST_PATIENCE) >= 0 && found.compareTo(MOST_PATIENCE) <= 0)
        .orElseThrow(
            () -> new SettingRefused(PATIENCE, text, "from 1ms to 60s, such as " + USUAL_PATIENCE));
  }

  /** Where one version scores, and how it has done of late. Its threads end when it has nothing to do. */
  private static final class Lane {
    private static final int THREADS = 2;
    private static final int MOST_QUEUED = 64;
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads;
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong restsUntilNanos = new AtomicLong(Long.MIN_VALUE);

    Lane(ModelVersion version) {
      threads = new ThreadPoolExecutor(
          THREADS,
          THREADS,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_QUEUED),
          Thread.ofPlatform().name("shadow-" + version + "-", 0).daemon().factory());
      threads.allowCoreThreadTimeOut(true);
    }

    boolean rests() {
      long until = restsUntilNanos.get();
      return until != Long.MIN_VALUE && System.nanoTime() - until < 0;
    }
  }

  /** Begins. The task holds the lease until it ends, however late. */
  Task begin(Arm arm, Table table, int[] rows, SharedLease lease) {
    Lane lane = lanes.computeIfAbsent(arm.model().version(), Lane::new);
    Task task = new Task(arm, table, rows, lease, lane);
    if (lane.rests()) {
      return task;
    }
    lease.retain();
    try {
      task.begun = true;
      lane.threads.execute(task);
    } catch (RejectedExecutionException e) {
      task.begun = false;
      lease.release();
      failed(task, "too many wait");
    }
    return task;
  }

  private void failed(Task task, String cause) {
    Counter.builder("signalbox.shadow.failures")
        .description("Rows that a shadow did not score")
        .tag("model", task.arm.model().version().toString())
        .register(metrics)
        .increment(task.rows.length);
    if (task.lane.failures.incrementAndGet() == MOST_FAILURES) {
      task.lane.failures.set(0);
      task.lane.restsUntilNanos.set(System.nanoTime() + REST_NANOS);
      log.warn(
          "A shadow does not score and is left alone for {} s. model={} cause={}",
          TimeUnit.NANOSECONDS.toSeconds(REST_NANOS),
          task.arm.model().version(),
          cause);
    }
  }

  @Override
  public void close() {
    lanes.values().forEach(lane -> lane.threads.shutdown());
  }

  /** One shadow's scoring of a request's rows. */
  final class Task implements Runnable {
    private final Arm arm;
    private final int[] rows;
    private final SharedLease lease;
    private final Lane lane;
    private final FutureTask<double[]> scoring;
    private final long deadline = System.nanoTime() + patience.toNanos();
    private boolean begun; // by the request's own thread

    private Task(Arm arm, Table table, int[] rows, SharedLease lease, Lane lane) {
      this.arm = arm;
      this.rows = rows;
      this.lease = lease;
      this.lane = lane;
      this.scoring = new FutureTask<>(
          () -> arm.model().run(arm.feed(), table, rows).get(arm.score()).scores());
    }

    int version() {
      return arm.version();
    }

    @Override
    public void run() {
      try {
        scoring.run();
      } finally {
        lease.release();
      }
    }

    /** The score of each row of the request; NaN for one that this shadow was not asked, or did not give in time. */
    double[] scores(int all) {
      var scores = new double[all];
      Arrays.fill(scores, Double.NaN);
      if (!begun) {
        return scores;
      }
      try {
        double[] given =
            scoring.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        for (int i = 0; i < rows.length; i++) {
          scores[rows[i]] = given[i];
        }
        lane.failures.set(0);
      } catch (TimeoutException e) {
        giveUp("slower than " + patience.toMillis() + " ms");
      } catch (ExecutionException e) {
        failed(this, String.valueOf(e.getCause()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        giveUp("interrupted");
      }
      return scores;
    }

    /** Nobody wants the scores any more; where it still waits for a thread, it lets go of the models at once. */
    private void giveUp(String cause) {
      if (lane.threads.remove(this)) {
        lease.release();
      }
      failed(this, cause);
    }
  }
}
