package io.signalbox.trainer;

import com.google.common.base.Ticker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.signalbox.features.FeaturesException;
import io.signalbox.registry.RegistryException;
import io.signalbox.trainer.algorithm.UnfitData;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/**
 * Executes queued runs, one at a time in this process: a fit has the memory and a core to itself. Woken when a run is queued, and now
 * and then by {@link TrainingQueueJob}, which also finds what a dead process left behind.
 */
@Component
class TrainingWorker implements DisposableBean {
  static final Duration FIRST_REST = Duration.ofSeconds(2);
  static final Duration LONGEST_REST = Duration.ofMinutes(5);
  private static final int MOST_RACES = 10;
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration GOODBYE = Duration.ofSeconds(10);
  private static final Logger log = LoggerFactory.getLogger(TrainingWorker.class);

  private final RunQueue queue;
  private final Plans plans;
  private final Training training;
  private final MeterRegistry meters;
  private final Ticker ticker;
  private final LeaseWatch watch;
  private final Outage queueAway = new Outage(log, "The training queue cannot be read");
  private final Outage heartAway = new Outage(log, "Heartbeats of training runs cannot be kept");
  private final UUID owner = UUID.randomUUID();
  private final Map<Long, Long> restUntilNanos = new HashMap<>();
  private final AtomicBoolean awake = new AtomicBoolean();
  private final ExecutorService executor = Executors.newSingleThreadExecutor(
      Thread.ofPlatform().daemon().name("training").factory());
  /** A heartbeat may wait for the database; the look at the time limit must not wait for it. */
  private final ScheduledExecutorService heart = Executors.newScheduledThreadPool(
      2, Thread.ofPlatform().daemon().name("training-heart").factory());

  private volatile @Nullable Attempt present;
  private volatile boolean stopping;

  TrainingWorker(
      RunQueue queue, Plans plans, Training training, MeterRegistry meters, Ticker ticker) {
    this.queue = queue;
    this.plans = plans;
    this.training = training;
    this.meters = meters;
    this.ticker = ticker;
    this.watch = new LeaseWatch(ticker);
  }

  /** Returns at once; at most one call waits behind the work in hand. */
  void wake() {
    if (stopping || !awake.compareAndSet(false, true)) {
      return;
    }
    try {
      executor.execute(this::work);
    } catch (RejectedExecutionException e) {
      log.debug("Not woken: the server stops", e);
    }
  }

  private void work() {
    awake.set(false);
    try {
      while (!stopping) { // asked before each claim: what was just given back must not be taken
        // again
        Optional<RunQueue.Claim> claim = next();
        queueAway.worked();
        if (claim.isEmpty()) {
          return;
        }
        execute(claim.get());
      }
    } catch (RuntimeException e) {
      queueAway.failed(e);
    }
  }

  private Optional<RunQueue.Claim> next() {
    var leases = queue.leases();
    // This thread executes nothing now: what is said to be ours was left when the database was
    // away.
    var own = leases.stream().filter(lease -> lease.owner().equals(owner));
    var dead =
        watch.dead(leases.stream().filter(lease -> !lease.owner().equals(owner)).toList());
    var orphan = Stream.concat(own, dead.stream())
        .flatMap(lease -> queue.takeOver(lease, owner).stream())
        .findFirst();
    restUntilNanos.values().removeIf(until -> ticker.read() - until >= 0);
    return orphan.or(this::claim);
  }

  private Optional<RunQueue.Claim> claim() {
    for (int race = 0; race < MOST_RACES; race++) {
      try {
        return queue.claim(owner, restUntilNanos.keySet());
      } catch (DuplicateKeyException e) {
        log.debug("Another process was faster", e);
      }
    }
    return Optional.empty();
  }

  private void execute(RunQueue.Claim claim) {
    TrainingRun run = claim.run();
    Optional<TrainingPlan> found = plans.find(run.plan());
    if (found.isEmpty()) {
      fail(run, Plans.RETIRED); // between attempts
      return;
    }
    TrainingPlan plan = found.get();
    if (run.attempts() > plan.attemptsAllowed()) {
      fail(run, "attempts: %d ended with their process".formatted(run.attempts() - 1));
      return;
    }
    var attempt = new Attempt(ticker, plan.attemptLimit());
    present = attempt;
    if (stopping) {
      attempt.stop();
    }
    var beat = heart.scheduleAtFixedRate(
        () -> beat(run, attempt),
        LeaseWatch.BEAT.toMillis(),
        LeaseWatch.BEAT.toMillis(),
        TimeUnit.MILLISECONDS);
    var looking = heart.scheduleAtFixedRate(
        () -> look(run, attempt), LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    try {
      var result = training.execute(plan, new Training.Execution(claim, owner, attempt));
      if (queue.succeed(run, owner, result)) {
        log.info(
            "Trained run={} plan={} version={} took={}",
            run.id(),
            run.plan(),
            result.version(),
            result.took());
        count(run, "succeeded");
      }
    } catch (Attempt.Ended e) {
      ended(run, e);
    } catch (UnfitData | FeaturesException | RegistryException | TrainerException e) {
      fail(run, String.valueOf(e.getMessage()));
    } catch (Exception e) {
      retry(run, plan, e);
    } finally {
      beat.cancel(false);
      looking.cancel(false);
      present = null;
    }
  }

  private static void look(TrainingRun run, Attempt attempt) {
    try {
      attempt.look();
    } catch (RuntimeException e) {
      log.debug("What was to be broken off had ended run={}", run.id(), e);
    }
  }

  private void beat(TrainingRun run, Attempt attempt) {
    try {
      if (!queue.beat(run.id(), owner)) {
        attempt.lose();
      }
      heartAway.worked();
    } catch (RuntimeException e) {
      heartAway.failed(e);
    }
  }

  private void ended(TrainingRun run, Attempt.Ended end) {
    switch (end.why) {
      case LOST -> log.warn("A training run went on elsewhere run={}", run.id());
      case STOPPED -> queue.release(run, owner);
      case TOO_LONG -> fail(run, String.valueOf(end.getMessage()));
    }
  }

  private void fail(TrainingRun run, String error) {
    if (queue.fail(run, owner, error)) {
      log.warn("Training failed run={} plan={} error={}", run.id(), run.plan(), error);
      count(run, "failed");
    }
  }

  private void retry(TrainingRun run, TrainingPlan plan, Exception cause) {
    String error = "unexpected: the server's log says more of training run " + run.id();
    if (run.attempts() >= plan.attemptsAllowed()) {
      log.error("Training failed run={} plan={}", run.id(), run.plan(), cause);
      if (queue.fail(run, owner, error)) {
        count(run, "failed");
      }
      return;
    }
    Duration rest = FIRST_REST.multipliedBy(1L << (run.attempts() - 1));
    rest = rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest;
    log.warn(
        "A training attempt failed run={} attempt={} rest={}",
        run.id(),
        run.attempts(),
        rest,
        cause);
    restUntilNanos.put(run.id(), ticker.read() + rest.toNanos());
    queue.retry(run, owner, error);
  }

  private void count(TrainingRun run, String state) {
    Counter.builder("signalbox.training.runs")
        .description("Training runs that ended, by how")
        .tags("plan", run.plan(), "state", state)
        .register(meters)
        .increment();
  }

  /** The attempt in hand ends at its next look. */
  void beginNoMore() {
    stopping = true;
    Attempt attempt = present;
    if (attempt != null) {
      attempt.stop();
    }
  }

  /** Gives the run in hand back to the queue, if it stops in time; else its lease runs out. */
  @Override
  public void destroy() throws InterruptedException {
    beginNoMore();
    executor.shutdown();
    executor.awaitTermination(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
    heart.shutdownNow();
  }
}
