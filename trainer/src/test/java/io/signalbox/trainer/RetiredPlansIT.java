package io.signalbox.trainer;

import static io.signalbox.trainer.PlanDraft.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.monitor.DriftDetected;
import io.signalbox.router.EndpointName;
import io.signalbox.trainer.TrainingRun.State;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

class RetiredPlansIT extends TrainerOnDatabase {
  private static final TrainingPlan WEEKLY =
      plan("live", "rich").scheduled("0 0 6 ? * MON").onDrift(Duration.ZERO).done();

  @Test
  void nothing_starts_a_retired_plan_and_its_runs_stay() throws SchedulerException {
    TrainingRun run = trained(WEEKLY);
    assertThat(isScheduled()).isTrue();

    fixture.trainer().retire("live", WHY);

    assertThat(isScheduled()).isFalse();
    assertThat(fixture.trainer().plans()).isEmpty();
    assertThat(fixture.trainer().plan("live")).isEmpty();
    drifted();
    assertThatThrownBy(() -> submit("live")).isInstanceOf(TrainerException.NotFound.class);
    assertThatThrownBy(() -> fixture.trainer().retire("live", WHY))
        .isInstanceOf(TrainerException.NotFound.class)
        .hasMessage("training plan: live (expected: one that exists)");
    assertThat(fixture.trainer().runs(Optional.of("live"))).containsExactly(run(run.id()));
    assertThat(actions()).endsWith("retired");
  }

  @Test
  void applied_again_it_goes_on() throws SchedulerException {
    fixture.trainer().apply(WEEKLY, WHY);
    fixture.trainer().retire("live", WHY);

    assertThat(fixture.trainer().apply(WEEKLY, WHY)).isTrue();

    assertThat(isScheduled()).isTrue();
    assertThat(fixture.trainer().plans()).containsExactly(WEEKLY);
    assertThat(ended(submit("live")).state()).isEqualTo(State.SUCCEEDED);
  }

  @Test
  void its_runs_that_wait_fail_and_one_that_is_given_back_to_the_queue_later_does_too() {
    fixture.trainer().apply(WEEKLY, WHY);
    fixture.context.getBean(TrainingWorker.class).beginNoMore();
    long waiting = submit("live");

    fixture.trainer().retire("live", WHY);

    assertThat(run(waiting).state()).isEqualTo(State.FAILED);
    assertThat(run(waiting).error()).contains("its training plan was retired");
    fixture
        .jdbc()
        .sql("UPDATE trainer.runs SET state = 'queued', error = NULL, finished_at = NULL")
        .update();
    fixture.close();
    fixture = new TrainerFixture(database, home).start();
    assertThat(ended(waiting).error()).contains("its training plan was retired");
  }

  private void drifted() {
    var drift = new DriftDetected(
        new EndpointName("flight_delay"),
        PlanDraft.MODEL,
        1,
        "weekly",
        "r1",
        "worse",
        TrainerFixture.APRIL);
    transaction().executeWithoutResult(status -> fixture.context.publishEvent(drift));
  }

  private boolean isScheduled() throws SchedulerException {
    return fixture
        .context
        .getBean(Scheduler.class)
        .checkExists(new JobKey("live", "training plans"));
  }
}
