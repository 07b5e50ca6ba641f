package io.signalbox.trainer;

import io.signalbox.features.Features;
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
  private final Features features;
  private final TrainingSchedule schedule;
  private final Clock clock;

  TrainerService(
      Plans plans,
      Runs runs,
      RunRequests requests,
      Changes changes,
      Features features,
      TrainingSchedule schedule,
      Clock clock) {
    this.plans = plans;
    this.runs = runs;
    this.requests = requests;
    this.changes = changes;
    this.features = features;
    this.schedule = schedule;
    this.clock = clock;
  }

  @Override
  public boolean apply(TrainingPlan plan, Attribution why) {
    Optional<TrainingPlan> before = plans.lock(plan.name());
    if (before.filter(plan::equals).isPresent()) {
      return false;
    }
    if (features.service(plan.featureService()).isEmpty()) {
      throw new TrainerException.Invalid(
          "feature_service: %s (expected: one that was applied)".formatted(plan.featureService()));
    }
    plan.schedule().ifPresent(when -> TrainingSchedule.check(when.cron()));
    plans.put(plan, clock.instant());
    var change = new Changes.Change(
        "training plan " + plan.name(), before.isPresent() ? "changed" : "created", plan);
    changes.add(change, why, clock.instant());
    schedule.put(plan);
    return true;
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
    if (holdout.filter(Duration::isNegative).isPresent()) {
      throw new TrainerException.Invalid("holdout: %s (expected: >= 0)".formatted(holdout.get()));
    }
    return requests.byHand(plan, holdout, why);
  }

  @Override
  @Transactional(readOnly = true)
  public Optional<TrainingRun> run(long id) {
    return runs.find(id);
  }

  @Override
  @Transactional(readOnly = true)
  public List<TrainingRun> runs(Optional<String> plan) {
    if (plan.isPresent() && plans.find(plan.get()).isEmpty()) {
      throw new TrainerException.NotFound("training plan", plan.get());
    }
    return runs.newest(plan, RUNS_SHOWN);
  }
}
