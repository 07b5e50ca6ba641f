package io.signalbox.trainer;

import static io.signalbox.trainer.PlanDraft.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.monitor.DriftDetected;
import io.signalbox.router.EndpointName;
import io.signalbox.trainer.TrainingRun.State;
import io.signalbox.trainer.TrainingRun.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What asks for a run besides people: drift and schedules. */
class TriggersIT extends TrainerOnDatabase {

  @Test
  void drift_asks_for_a_run_unless_it_is_within_the_cooldown() {
    var retraining = plan("live", "rich").onDrift(Duration.ofDays(60)).done();
    trained(retraining);
    trained(plan("schedule", "plain").done()); // not one that answers drift

    drifted("r1", TrainerFixture.APRIL.plus(Duration.ofDays(20)));
    drifted("r2", TrainerFixture.APRIL.plus(Duration.ofDays(60)));
    drifted("r2", TrainerFixture.APRIL.plus(Duration.ofDays(60)));

    List<TrainingRun> runs = fixture.trainer().runs(Optional.of("live"));
    assertThat(runs)
        .extracting(TrainingRun::trigger)
        .containsExactly(Trigger.DRIFT, Trigger.DRIFT, Trigger.HAND);
    assertThat(runs.get(1).state()).isEqualTo(State.SKIPPED);
    assertThat(runs.get(1).error())
        .contains(
            "cooldown: PT480H since run 1 of 2013-04-01T00:00:00Z (expected: at least PT1440H)");
    assertThat(ended(runs.getFirst().id()).state()).isEqualTo(State.SUCCEEDED);
    assertThat(runs.getFirst().why().reason()).isEqualTo("check weekly, report r2: worse");
    assertThat(fixture.trainer().runs(Optional.of("schedule"))).hasSize(1);
  }

  @Test
  void drift_whose_report_is_not_kept_asks_for_nothing() {
    fixture.trainer().apply(plan("live", "rich").onDrift(Duration.ZERO).done(), WHY);

    transaction().executeWithoutResult(status -> {
      fixture.context.publishEvent(drift("r1", TrainerFixture.APRIL));
      status.setRollbackOnly();
    });

    assertThat(fixture.trainer().runs(Optional.empty())).isEmpty();
  }

  @Test
  void a_schedule_asks_once_for_each_firing() {
    fixture.trainer().apply(LIVE, WHY);
    var requests = fixture.context.getBean(RunRequests.class);

    requests.bySchedule("live", TrainerFixture.APRIL);
    requests.bySchedule("live", TrainerFixture.APRIL);

    assertThat(fixture.trainer().runs(Optional.of("live")))
        .singleElement()
        .satisfies(run -> assertThat(ended(run.id()).trigger()).isEqualTo(Trigger.SCHEDULE));
  }

  private void drifted(String report, Instant at) {
    fixture.clock.set(at);
    transaction().executeWithoutResult(status -> fixture.context.publishEvent(drift(report, at)));
  }

  private static DriftDetected drift(String report, Instant at) {
    return new DriftDetected(
        new EndpointName("flight_delay"), PlanDraft.MODEL, 1, "weekly", report, "worse", at);
  }
}
