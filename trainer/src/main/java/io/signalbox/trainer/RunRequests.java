package io.signalbox.trainer;

import io.signalbox.monitor.DriftDetected;
import io.signalbox.registry.Attribution;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Who may ask for a run, and what becomes of it. The worker is woken when the asking transaction has ended well. */
@Component
@Transactional
class RunRequests {
  /** Queued runs of one plan: each trains for the moment it was asked at, so more is a mistake. */
  static final int MOST_WAITING = 100;

  private static final Logger log = LoggerFactory.getLogger(RunRequests.class);

  private final Plans plans;
  private final Runs runs;
  private final Changes changes;
  private final TrainingWorker worker;
  private final Clock clock;

  RunRequests(Plans plans, Runs runs, Changes changes, TrainingWorker worker, Clock clock) {
    this.plans = plans;
    this.runs = runs;
    this.changes = changes;
    this.worker = worker;
    this.clock = clock;
  }

  TrainingRun byHand(String plan, Optional<Duration> holdout, Attribution why) {
    var request =
        new Runs.Request(plan, TrainingRun.Trigger.HAND, why, clock.instant()).holdingOut(holdout);
    return add(request).orElseThrow();
  }

  /** A firing of the plan's schedule: once, however many replicas fire it. */
  void bySchedule(String plan, Instant firedAt) {
    var why = new Attribution("signalbox", "schedule");
    add(new Runs.Request(plan, TrainingRun.Trigger.SCHEDULE, why, clock.instant())
        .causedBy("schedule " + firedAt));
  }

  /** Runs in the transaction that stores the report, and writes only the trainer's own tables. */
  @EventListener
  public void byDrift(DriftDetected drift) {
    for (TrainingPlan plan : plans.all()) {
      if (plan.model().equals(drift.model())) {
        plan.onDrift().ifPresent(when -> retrain(plan.name(), when.cooldown(), drift));
      }
    }
  }

  private void retrain(String plan, Duration cooldown, DriftDetected drift) {
    plans.lock(plan); // two reports at once must not both find the cooldown over
    Optional<String> tooSoon = runs.lastEffective(plan)
        .filter(last -> drift.at().isBefore(last.moment().plus(cooldown)))
        .map(last -> "cooldown: %s since run %d of %s (expected: at least %s)"
            .formatted(
                Duration.between(last.moment(), drift.at()), last.id(), last.moment(), cooldown));
    String reason =
        "check %s, report %s: %s".formatted(drift.check(), drift.reportId(), drift.summary());
    var why = Attribution.quoting("signalbox", reason);
    add(new Runs.Request(plan, TrainingRun.Trigger.DRIFT, why, drift.at())
        .causedBy("report " + drift.reportId())
        .skippedBecause(tooSoon.or(() -> full(plan))));
  }

  private Optional<String> full(String plan) {
    return runs.waiting(plan) < MOST_WAITING
        ? Optional.empty()
        : Optional.of("%d runs wait (expected: fewer)".formatted(MOST_WAITING));
  }

  private Optional<TrainingRun> add(Runs.Request request) {
    String plan = request.plan();
    if (plans.find(plan).isEmpty()) {
      throw new TrainerException.NotFound("training plan", plan);
    }
    if (request.skipped().isEmpty()) {
      full(plan).ifPresent(reason -> {
        throw new TrainerException.QueueFull("training plan " + plan + ": " + reason);
      });
    }
    Optional<TrainingRun> added = runs.add(request);
    added.ifPresent(this::announce);
    return added;
  }

  private void announce(TrainingRun run) {
    boolean queued = run.state() == TrainingRun.State.QUEUED;
    changes.add(
        new Changes.Change(
            "training plan " + run.plan(),
            queued ? "run queued" : "run skipped",
            Map.of("run", run.id(), "trigger", run.trigger(), "error", run.error())),
        run.why(),
        clock.instant());
    log.info(
        "Training {} run={} plan={} trigger={}",
        queued ? "queued" : "skipped",
        run.id(),
        run.plan(),
        run.trigger());
    if (queued) {
      TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
        @Override
        public void afterCommit() {
          worker.wake();
        }
      });
    }
  }
}
