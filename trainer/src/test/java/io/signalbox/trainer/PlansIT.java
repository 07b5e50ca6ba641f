package io.signalbox.trainer;

import static io.signalbox.trainer.PlanDraft.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.signalbox.trainer.TrainingRun.State;
import io.signalbox.trainer.TrainingRun.Trigger;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.matchers.GroupMatcher;
import org.springframework.dao.DataAccessException;

/** Plans are applied, refused, and kept in step with Quartz. */
class PlansIT extends TrainerOnDatabase {

  @Test
  void applying_again_changes_nothing() {
    assertThat(fixture.trainer().apply(LIVE, WHY)).isTrue();
    assertThat(fixture.trainer().apply(LIVE, WHY)).isFalse();
    assertThat(fixture.trainer().apply(plan("live", "rich").done(), WHY)).isTrue();

    assertThat(fixture.trainer().plan("live")).contains(plan("live", "rich").done());
    assertThat(actions()).containsExactly("created", "changed");
  }

  @ParameterizedTest
  @MethodSource
  void what_names_something_unknown_is_refused(PlanDraft draft, String message) {
    assertThatThrownBy(() -> fixture.trainer().apply(draft.done(), WHY))
        .isInstanceOf(TrainerException.Invalid.class)
        .hasMessageStartingWith(message);
    assertThat(fixture.trainer().plans()).isEmpty();
  }

  static Stream<Arguments> what_names_something_unknown_is_refused() {
    return Stream.of(
        arguments(
            plan("live", "rich").of("nobody"), "model: nobody (expected: one that was applied)"),
        arguments(plan("live", "poor"), "feature_service: poor (expected: one that was applied)"),
        arguments(
            plan("live", "rich").spine("take-offs", "asked_at", "late"),
            "spine.view: take-offs (expected: one of [landings, weather])"),
        arguments(
            plan("live", "rich").covering("storms", .5),
            "coverage.view: storms (expected: one of [landings, weather])"),
        arguments(
            plan("live", "rich").spine("weather", "observed_at", "wind"),
            "spine.view: weather (expected: one with column hour, which rich asks for)"),
        arguments(
            plan("live", "rich").spine("landings", "hour", "late"),
            "spine.time: hour (expected: a timestamp of landings, one of [landed_at, asked_at])"),
        arguments(
            plan("live", "rich").spine("landings", "asked_at", "carrier"),
            "spine.label: carrier (expected: a bool or number of landings, one of [flight, "),
        arguments(
            plan("live", "rich").spine("landings", "asked_at", "gone"),
            "spine.label: gone (expected: a bool or number of landings, one of [flight, "),
        arguments(
            plan("live", "rich").scheduled("every day"),
            "schedule.cron: 'every day' (expected: Quartz's syntax"),
        arguments(
            plan("live", "rich").scheduled("x"),
            "schedule.cron: 'x' (expected: Quartz's syntax, seconds first, e.g. '0 0 6 ? * MON')"),
        arguments(
            plan("live", "rich").scheduled("0 0 0 1 1 ? 1999"),
            "schedule.cron: '0 0 0 1 1 ? 1999' (expected: one that falls due again)"));
  }

  /** A year that is over by the wall clock, by which Quartz goes, and not by the clock of a replay. */
  @Test
  void
      a_schedule_that_quartz_would_never_fire_is_refused_and_does_not_keep_a_server_from_starting() {
    assertThatThrownBy(() -> fixture
            .trainer()
            .apply(plan("live", "rich").scheduled("0 0 0 1 12 ? 2013").done(), WHY))
        .isInstanceOf(TrainerException.Invalid.class)
        .hasMessageEndingWith("(expected: one that falls due again)");
    assertThat(fixture.trainer().plans()).isEmpty();
    fixture.close();
    fixture = new TrainerFixture(database, home).startWith("signalbox.schedules.enabled", "false");
    fixture.trainer().apply(plan("live", "rich").scheduled("0 0 0 1 12 ? 2013").done(), WHY);
    fixture.close();

    fixture = new TrainerFixture(database, home).start();

    assertThat(fixture.trainer().plans()).hasSize(1);
  }

  @Test
  void a_name_that_no_plan_can_have_is_not_found() {
    assertThat(fixture.trainer().plan("\0")).isEmpty();
    assertThatThrownBy(() -> fixture.trainer().runs(Optional.of("\0")))
        .isInstanceOf(TrainerException.NotFound.class);
    assertThatThrownBy(() -> fixture.trainer().submit("\0", Optional.empty(), WHY))
        .isInstanceOf(TrainerException.NotFound.class);
  }

  @Test
  void a_holdout_has_an_end() {
    fixture.trainer().apply(LIVE, WHY);

    assertThatThrownBy(
            () -> fixture.trainer().submit("live", Optional.of(Duration.ofDays(3_654)), WHY))
        .isInstanceOf(TrainerException.Invalid.class)
        .hasMessage("holdout: PT87696H (expected: 0 to 3653 days)");
    assertThatThrownBy(
            () -> fixture.trainer().submit("live", Optional.of(Duration.ofSeconds(-1)), WHY))
        .isInstanceOf(TrainerException.Invalid.class);
    assertThat(fixture.trainer().runs(Optional.empty())).isEmpty();
  }

  @Test
  void schedules_that_are_off_leave_the_queue_on() throws SchedulerException {
    fixture.trainer().apply(plan("live", "rich").scheduled("0 0 6 ? * MON").done(), WHY);
    assertThat(scheduledPlans()).containsExactly("live");
    fixture.close();

    fixture = new TrainerFixture(database, home).startWith("signalbox.schedules.enabled", "false");

    assertThat(scheduledPlans()).isEmpty();
    fixture.trainer().apply(plan("live", "rich").scheduled("0 0 7 ? * MON").done(), WHY);
    assertThat(scheduledPlans()).isEmpty();
    assertThat(ended(submit("live")).state()).isEqualTo(State.SUCCEEDED);
  }

  @Test
  void a_plan_with_a_schedule_is_run_by_quartz() {
    fixture.trainer().apply(plan("live", "rich").scheduled("* * * * * ?").done(), WHY);

    await()
        .until(() -> fixture.trainer().runs(Optional.empty()).stream()
            .anyMatch(run -> run.trigger() == Trigger.SCHEDULE && run.state() == State.SUCCEEDED));
  }

  @Test
  void changes_are_append_only() {
    fixture.trainer().apply(LIVE, WHY);

    assertThatThrownBy(
            () -> fixture.jdbc().sql("UPDATE trainer.changes SET author = 'x'").update())
        .isInstanceOf(DataAccessException.class)
        .hasMessageContaining("append-only");
    assertThatThrownBy(() -> fixture.jdbc().sql("DELETE FROM trainer.changes").update())
        .isInstanceOf(DataAccessException.class);
  }

  private Set<String> scheduledPlans() throws SchedulerException {
    return fixture
        .context
        .getBean(Scheduler.class)
        .getJobKeys(GroupMatcher.jobGroupEquals("training plans"))
        .stream()
        .map(JobKey::getName)
        .collect(Collectors.toSet());
  }
}
