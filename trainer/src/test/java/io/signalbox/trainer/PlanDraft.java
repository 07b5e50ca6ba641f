package io.signalbox.trainer;

import io.signalbox.registry.ModelName;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** A plan of a test, said one thing at a time: questions of {@code landings}, logistic regression, nothing held out. */
final class PlanDraft {
  static final ModelName MODEL = new ModelName("flight_delay");

  private final String name;
  private final String service;
  private ModelName model = MODEL;
  private String view = "landings";
  private String time = "asked_at";
  private String label = "late";
  private Optional<Long> permutation = Optional.empty();
  private Duration holdout = Duration.ZERO;
  private Optional<TrainingPlan.Schedule> schedule = Optional.empty();
  private Optional<TrainingPlan.OnDrift> onDrift = Optional.empty();

  private List<TrainingPlan.Coverage> coverage = List.of();

  private PlanDraft(String name, String service) {
    this.name = name;
    this.service = service;
  }

  static PlanDraft plan(String name, String service) {
    return new PlanDraft(name, service);
  }

  PlanDraft of(String other) {
    model = new ModelName(other);
    return this;
  }

  PlanDraft spine(String otherView, String otherTime, String otherLabel) {
    view = otherView;
    time = otherTime;
    label = otherLabel;
    return this;
  }

  PlanDraft permuted(long seed) {
    permutation = Optional.of(seed);
    return this;
  }

  PlanDraft holdingOut(Duration last) {
    holdout = last;
    return this;
  }

  PlanDraft covering(String coveredView, double leastDates) {
    coverage = List.of(new TrainingPlan.Coverage(coveredView, leastDates));
    return this;
  }

  PlanDraft scheduled(String cron) {
    schedule = Optional.of(new TrainingPlan.Schedule(cron, ZoneId.of("America/New_York")));
    return this;
  }

  PlanDraft onDrift(Duration cooldown) {
    onDrift = Optional.of(new TrainingPlan.OnDrift(cooldown));
    return this;
  }

  TrainingPlan done() {
    return new TrainingPlan(
        name,
        Optional.empty(),
        model,
        service,
        new TrainingPlan.Rows(
            view, time, label, Optional.of(FakeFeatures.FIRST), Optional.empty(), Optional.empty()),
        new Algorithm.LogisticRegression(1, Optional.empty(), Optional.empty(), permutation),
        Optional.of(holdout),
        Optional.empty(),
        coverage,
        schedule,
        onDrift,
        Optional.empty(),
        Optional.empty());
  }
}
