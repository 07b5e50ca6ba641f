package io.signalbox.trainer;

import static io.signalbox.trainer.PlanDraft.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.Uninterruptibles;
import io.signalbox.registry.Tracking;
import io.signalbox.trainer.TrainingRun.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who executes which run, and what becomes of it when its process stops, dies or fails. */
class RunQueueIT extends TrainerOnDatabase {

  @Test
  void an_unexpected_failure_is_tried_again_after_a_rest() {
    var calls = new AtomicInteger();
    fixture.features.beforeBuild = () -> {
      if (calls.incrementAndGet() == 1) {
        throw new IllegalStateException("the disk was away");
      }
    };
    fixture.trainer().apply(LIVE, WHY);
    long id = submit("live");
    await().until(() -> run(id).attempts() == 1 && run(id).state() == State.QUEUED);
    assertThat(run(id).error())
        .contains("unexpected: the server's log says more of training run " + id);

    fixture.ticker.turn(TrainingWorker.FIRST_REST);
    fixture.context.getBean(TrainingWorker.class).wake();

    assertThat(ended(id)).satisfies(run -> {
      assertThat(run.state()).isEqualTo(State.SUCCEEDED);
      assertThat(run.attempts()).isEqualTo(2);
    });
  }

  @Test
  void a_run_that_takes_too_long_is_ended() {
    fixture.features.beforeBuild = () -> fixture.ticker.turn(Duration.ofHours(1));

    TrainingRun run = ran(LIVE);

    assertThat(run.state()).isEqualTo(State.FAILED);
    assertThat(run.error())
        .contains("time: more than PT30M (expected: at most the plan's time_limit)");
    assertThat(fixture.registry().versions(PlanDraft.MODEL)).isEmpty();
  }

  /** Its thread is free for the next run. */
  @Test
  void a_training_set_that_takes_too_long_is_broken_off() {
    var brokenOff = new CountDownLatch(1);
    fixture.features.whileBuilding = progress -> {
      progress.stoppable(brokenOff::countDown);
      fixture.ticker.turn(Duration.ofHours(1));
      Uninterruptibles.awaitUninterruptibly(brokenOff);
      throw new IllegalStateException("the query was broken off");
    };

    TrainingRun run = ran(LIVE);

    assertThat(run.state()).isEqualTo(State.FAILED);
    assertThat(run.attempts()).isEqualTo(1);
    assertThat(run.error())
        .contains("time: more than PT30M (expected: at most the plan's time_limit)");
    fixture.features.whileBuilding = progress -> {};
    assertThat(ended(submit("live")).state()).isEqualTo(State.SUCCEEDED);
  }

  /** In the middle of it, long after the last look between two stages. */
  @Test
  void a_fit_that_takes_too_long_is_ended_before_it_is_done() {
    fixture.features.afterRead = () -> fixture.ticker.turnAfterLooks(3, Duration.ofHours(1));

    TrainingRun run = ran(LIVE);

    assertThat(run.state()).isEqualTo(State.FAILED);
    assertThat(run.error().orElseThrow()).startsWith("time: more than PT30M");
    assertThat(fixture.registry().versions(PlanDraft.MODEL)).isEmpty();
  }

  @Test
  void a_server_that_stops_in_the_middle_gives_the_run_back() throws InterruptedException {
    var begun = new CountDownLatch(1);
    var stopping = new CountDownLatch(1);
    fixture.features.beforeBuild = () -> {
      begun.countDown();
      Uninterruptibles.awaitUninterruptibly(stopping);
    };
    fixture.trainer().apply(LIVE, WHY);
    long id = submit("live");
    begun.await();
    fixture.context.getBean(TrainingWorker.class).beginNoMore();
    stopping.countDown();
    fixture.close();

    fixture = new TrainerFixture(database, home).start();

    assertThat(ended(id).state()).isEqualTo(State.SUCCEEDED);
    assertThat(run(id).attempts()).isEqualTo(1);
    assertThat(fixture.registry().versions(PlanDraft.MODEL)).hasSize(1);
  }

  @Test
  void runs_of_a_plan_wait_for_each_other_and_keep_their_order() {
    fixture.trainer().apply(LIVE, WHY);
    long first = submit("live");
    long second = submit("live");

    assertThat(ended(second).result().orElseThrow().version()).isEqualTo(2);
    assertThat(run(first).result().orElseThrow().version()).isEqualTo(1);
    assertThat(fixture.trainer().runs(Optional.of("live")))
        .extracting(TrainingRun::id)
        .containsExactly(second, first);
  }

  @Test
  void a_full_queue_refuses() {
    fixture.trainer().apply(LIVE, WHY);
    aRunOfAnotherProcess("live"); // the others wait for it
    for (int i = 0; i < RunRequests.MOST_WAITING; i++) {
      fixture.trainer().submit("live", Optional.empty(), WHY);
    }

    assertThatThrownBy(() -> fixture.trainer().submit("live", Optional.empty(), WHY))
        .isInstanceOf(TrainerException.QueueFull.class)
        .hasMessage("training plan live: 100 runs wait (expected: fewer)");
  }

  @Test
  void what_a_dead_process_ran_is_taken_up_when_its_lease_runs_out() {
    fixture.trainer().apply(LIVE, WHY);
    long id = aRunOfAnotherProcess("live");
    String dead = trackingRun(id);
    var worker = fixture.context.getBean(TrainingWorker.class);

    await().until(() -> {
      fixture.ticker.turn(LeaseWatch.PATIENCE);
      worker.wake();
      return run(id).finishedAt().isPresent();
    });

    assertThat(run(id).state()).isEqualTo(State.SUCCEEDED);
    assertThat(run(id).attempts()).isEqualTo(2);
    assertThat(fixture.tracking().run(dead).orElseThrow().status())
        .isEqualTo(Tracking.RunStatus.KILLED);
  }

  @Test
  void two_processes_share_the_queue_and_execute_each_run_once() {
    for (String name : List.of("one", "two", "three")) {
      fixture.trainer().apply(plan(name, "rich").holdingOut(FORTNIGHT).done(), WHY);
    }
    try (var other = new TrainerFixture(database, home).start()) {
      List<Long> ids = new ArrayList<>();
      for (int i = 0; i < 15; i++) {
        String name = List.of("one", "two", "three").get(i % 3);
        var asked = i % 2 == 0 ? fixture.trainer() : other.trainer();
        ids.add(asked.submit(name, Optional.empty(), WHY).id());
      }

      for (long id : ids) {
        assertThat(ended(id).state()).isEqualTo(State.SUCCEEDED);
        assertThat(run(id).attempts()).isEqualTo(1);
      }
      assertThat(fixture.registry().versions(PlanDraft.MODEL)).hasSize(15);
    }
  }

  @Test
  void what_was_queued_before_a_restart_is_executed_after_it() {
    fixture.trainer().apply(LIVE, WHY);
    fixture.close();
    long id =
        JdbcClient.create(database.dataSource()).sql("""
                INSERT INTO trainer.runs (plan, state, trigger, author, reason, moment)
                VALUES ('live', 'queued', 'hand', 'local', 'to see', '2013-04-01T00:00:00Z')
                RETURNING id
                """).query(Long.class).single();

    fixture = new TrainerFixture(database, home).start();

    assertThat(ended(id).state()).isEqualTo(State.SUCCEEDED);
  }

  @Test
  void a_version_registered_before_the_process_died_is_not_registered_twice() {
    var deaths = new AtomicInteger();
    fixture.afterCreate = () -> {
      if (deaths.incrementAndGet() == 1) {
        throw new IllegalStateException("killed");
      }
    };
    fixture.trainer().apply(LIVE, WHY);
    long id = submit("live");
    await().until(() -> run(id).attempts() == 1 && run(id).state() == State.QUEUED);
    fixture.ticker.turn(TrainingWorker.FIRST_REST);
    fixture.context.getBean(TrainingWorker.class).wake();

    assertThat(ended(id).result().orElseThrow().version()).isEqualTo(1);
    assertThat(fixture.registry().versions(PlanDraft.MODEL)).hasSize(1);
    assertThat(run(id).result().orElseThrow().metrics()).containsKey("holdout.log_loss");
  }

  /** In the middle of its first attempt, with a tracking run. */
  private long aRunOfAnotherProcess(String plan) {
    String tracked = fixture.tracking().startRun("0", "dead", Map.of()).id();
    return fixture
        .jdbc()
        .sql("""
            INSERT INTO trainer.runs
              (plan, state, trigger, author, reason, moment, attempts, owner, beat, tracking_run)
            VALUES
              (:plan, 'running', 'hand', 'local', 'to see', '2013-04-01T00:00:00Z', 1,
               gen_random_uuid(), 5, :tracked)
            RETURNING id
            """)
        .param("plan", plan)
        .param("tracked", tracked)
        .query(Long.class)
        .single();
  }
}
