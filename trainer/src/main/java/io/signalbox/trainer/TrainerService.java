package io.signalbox.trainer;

import io.signalbox.registry.Attribution;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The face, over the stores. */
@Service
@Transactional
class TrainerService implements Trainer {
  private final Plans plans;
  private final Runs runs;
  private final RunRequests requests;
  private final Changes changes;
  private final PlanReferences references;
  private final TrainingSchedule schedule;
  private final Clock clock;

  TrainerService(
      Plans plans,
      Runs runs,
      RunRequests requests,
      Changes changes,
      PlanReferences references,
      TrainingSchedule schedule,
      Clock clock) {
    this.plans = plans;
    this.runs = runs;
    this.requests = requests;
    this.changes = changes;
    this.references = references;
    this.schedule = schedule;
    this.clock = clock;
  }

  @Override
  public boolean apply(TrainingPlan plan, Attribution why) {
    Optional<TrainingPlan> before = plans.lock(plan.name());
    if (before.filter(plan::equals).isPresent()) {
      return false;
    }
    references.require(plan);
    plan.schedule().ifPresent(when -> TrainingSchedule.check(when, clock.instant()));
    plans.put(plan, clock.instant());
    var change = new Changes.Change(
        "training plan " + plan.name(), before.isPresent() ? "changed" : "created", plan);
    changes.add(change, why, clock.instant());
    schedule.put(plan);
    return true;
  }

  @Override
  public void retire(String plan, Attribution why) {
    TrainingPlan ended =
        plans.lock(plan).orElseThrow(() -> new TrainerException.NotFound("training plan", plan));
    plans.retire(plan, clock.instant());
    runs.failWaiting(plan, Plans.RETIRED, clock.instant());
    changes.add(
        new Changes.Change("training plan " + plan, "retired", ended), why, clock.instant());
    schedule.remove(plan);
  }

  @Override
  @Transactional(readOnly = true)
  public Optional<TrainingPlan> plan(String name) {
    return plans.find(name);
  }

  @Override
  @Transactional(readOnly = true)
  public List<TrainingPlan> plans() {
    return plans.all();
  }

  @Override
  public TrainingRun submit(String plan, Optional<Duration> holdout, Attribution why) {
    holdout.ifPresent(TrainerService::checkHoldout);
    return requests.byHand(plan, holdout, why);
  }

  private static void checkHoldout(Duration holdout) {
    if (holdout.isNegative() || holdout.compareTo(Expected.LONGEST) > 0) {
      throw new TrainerException.Invalid(
          "holdout: %s (expected: 0 to %d days)".formatted(holdout, Expected.LONGEST.toDays()));
    }
  }

  @Override
  @Transactional(readOnly = true)
  public Optional<TrainingRun> run(long id) {
    return runs.find(id);
  }

  @Override
  @Transactional(readOnly = true)
  public List<TrainingRun> runs(Optional<String> plan) {
    if (plan.isPresent() && !plans.isKnown(plan.get())) {
      throw new TrainerException.NotFound("training plan", plan.get());
    }
    return runs.newest(plan, RUNS_SHOWN);
  }
}
