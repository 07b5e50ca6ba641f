package io.signalbox.trainer;

import static io.signalbox.trainer.TrainerFixture.APRIL;
import static io.signalbox.trainer.TrainerFixture.MODEL;
import static io.signalbox.trainer.TrainerFixture.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.signalbox.migrations.TestDatabase;
import io.signalbox.monitor.DriftDetected;
import io.signalbox.registry.Artifacts;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.Gate;
import io.signalbox.registry.GateResult;
import io.signalbox.registry.ModelDefinition;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.Stage;
import io.signalbox.registry.Tracking;
import io.signalbox.router.EndpointName;
import io.signalbox.trainer.TrainingRun.State;
import io.signalbox.trainer.TrainingRun.Trigger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.matchers.GroupMatcher;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class TrainerIT {
  private static final Attribution WHY = new Attribution("local", "to see");
  private static final Duration FORTNIGHT = Duration.ofDays(14);

  private final TestDatabase database = TestDatabase.fresh();

  @TempDir
  private Path home;

  private TrainerFixture fixture;

  @BeforeEach
  void start() {
    fixture = new TrainerFixture(database, home).start();
    var gate =
        new Gate.MetricBound(Stage.PRODUCTION, "training.log_loss", Gate.Relation.AT_MOST, .6);
    fixture.registry().apply(new ModelDefinition(MODEL, "Late or not", List.of(gate)), WHY);
  }

  @AfterEach
  void stop() {
    fixture.close();
    database.close();
  }

  @Test
  void applying_again_changes_nothing() {
    assertThat(fixture.trainer().apply(plan("live", "rich", FORTNIGHT), WHY)).isTrue();
    assertThat(fixture.trainer().apply(plan("live", "rich", FORTNIGHT), WHY)).isFalse();
    assertThat(fixture.trainer().apply(plan("live", "rich", Duration.ZERO), WHY))
        .isTrue();

    assertThat(fixture.trainer().plan("live")).contains(plan("live", "rich", Duration.ZERO));
    assertThat(actions()).containsExactly("created", "changed");
  }

  @Test
  void an_unknown_service_and_a_cron_that_is_none_are_refused() {
    assertThatThrownBy(() -> fixture.trainer().apply(plan("live", "poor", FORTNIGHT), WHY))
        .isInstanceOf(TrainerException.Invalid.class)
        .hasMessage("feature_service: poor (expected: one that was applied)");
    assertThatThrownBy(() -> fixture.trainer().apply(scheduled("every day"), WHY))
        .isInstanceOf(TrainerException.Invalid.class)
        .hasMessageStartingWith("schedule.cron: 'every day' (expected: Quartz's syntax");
    assertThat(fixture.trainer().plans()).isEmpty();
  }

  @Test
  void a_run_fits_evaluates_and_registers_but_promotes_nothing() throws IOException {
    TrainingRun run = trained(plan("live", "rich", FORTNIGHT));

    TrainingRun.Result result = run.result().orElseThrow();
    RegisteredVersion version = fixture.registry().versions(MODEL).getFirst();
    assertThat(version.stage()).isEqualTo(Stage.NONE);
    assertThat(version.id().number()).isEqualTo(result.version()).isEqualTo(1);
    assertThat(version.source()).isEqualTo("runs:/" + result.trackingRun() + "/model");
    assertThat(version.tags())
        .containsEntry("signalbox.feature_service", "rich@1")
        .containsEntry("signalbox.plan", "live")
        .containsEntry("signalbox.training_run", Long.toString(run.id()))
        .containsEntry("signalbox.training_set", result.trainingSet())
        .containsEntry("signalbox.trained_until", "2013-03-18T00:00:00Z")
        .doesNotContainKey("signalbox.labels");
    assertThat(result.metrics())
        .containsKeys("training.log_loss", "training.rows", "holdout.log_loss", "holdout.brier")
        .doesNotContainKey("holdout.production.log_loss");
    assertThat(result.metrics().get("holdout.rows")).isBetween(300.0, 14 * 24.0);
    assertThat(result.metrics().get("holdout.log_loss")).isBetween(.45, .62);
    assertThat(result.gates())
        .extracting(GateResult::verdict)
        .containsExactly(GateResult.Verdict.PASSED);
    Tracking.Run tracked = fixture.tracking().run(result.trackingRun()).orElseThrow();
    assertThat(tracked.status()).isEqualTo(Tracking.RunStatus.FINISHED);
    assertThat(tracked.params())
        .containsEntry("l2", "1.0")
        .containsEntry("features", "hour,carrier,delay");
    assertThat(fixture.context.getBean(Artifacts.class).list(version.artifactPath()))
        .extracting(file -> file.path().substring(version.artifactPath().length() + 1))
        .containsExactly(
            "MLmodel", "conda.yaml", "model.onnx", "python_env.yaml", "requirements.txt");
    assertThat(actions()).containsExactly("created", "run queued", "trained");
  }

  @Test
  void production_is_scored_on_the_same_holdout_with_its_own_features() {
    trained(plan("schedule", "plain", Duration.ZERO));
    fixture.registry().apply(new ModelDefinition(MODEL, "", List.of()), WHY);
    fixture.registry().transition(new ModelVersion(MODEL, 1), Stage.PRODUCTION, WHY);

    TrainingRun.Result result =
        trained(plan("live", "rich", FORTNIGHT)).result().orElseThrow();

    assertThat(result.metrics().get("holdout.production.log_loss"))
        .isCloseTo(Math.log(2), within(1e-12)); // the fake scores one half
    assertThat(result.metrics().get("holdout.production.rows"))
        .isEqualTo(result.metrics().get("holdout.rows"));
    assertThat(fixture.tracking().run(result.trackingRun()).orElseThrow().tags())
        .containsEntry("signalbox.production_version", "1")
        .containsEntry("signalbox.production_saw_holdout", "true");
  }

  @Test
  void another_holdout_may_be_asked_for() {
    fixture.trainer().apply(plan("live", "rich", FORTNIGHT), WHY);

    TrainingRun run = ended(
        fixture.trainer().submit("live", Optional.of(Duration.ofDays(3)), WHY).id());

    assertThat(run.holdout()).contains(Duration.ofDays(3));
    assertThat(run.result().orElseThrow().trainedUntil()).isEqualTo("2013-03-29T00:00:00Z");
  }

  @Test
  void a_placebo_says_so_and_is_judged_on_true_labels() {
    var base = plan("placebo", "rich", FORTNIGHT);
    var permuted =
        new Algorithm.LogisticRegression(1, Optional.empty(), Optional.empty(), Optional.of(7L));

    TrainingRun.Result result = trained(with(base, permuted)).result().orElseThrow();

    assertThat(result.metrics().get("holdout.log_loss")).isGreaterThan(.68);
    assertThat(result.gates())
        .extracting(GateResult::verdict)
        .containsExactly(GateResult.Verdict.FAILED);
    assertThat(fixture.registry().versions(MODEL).getFirst().tags())
        .containsEntry("signalbox.labels", "permuted");
    assertThat(fixture.tracking().run(result.trackingRun()).orElseThrow().tags())
        .containsEntry("signalbox.labels", "permuted")
        .satisfies(tags -> assertThat(tags.get("mlflow.note.content")).startsWith("Placebo"));
  }

  @Test
  void too_few_rows_fail_the_run_and_say_so() {
    fixture.clock.moveTo(FakeFeatures.FIRST.plus(Duration.ofDays(2)));

    TrainingRun run = ran(plan("live", "rich", Duration.ZERO));

    assertThat(run.state()).isEqualTo(State.FAILED);
    assertThat(run.error().orElseThrow())
        .matches("training rows: 4\\d with a label .* \\(expected: at least 100\\)");
    assertThat(run.attempts()).isEqualTo(1);
    assertThat(fixture.tracking().run(trackingRun(run.id())).orElseThrow().status())
        .isEqualTo(Tracking.RunStatus.FAILED);
    assertThat(fixture.registry().versions(MODEL)).isEmpty();
  }

  @Test
  void one_class_an_empty_spine_and_an_unknown_model_fail_the_run() {
    var never = new TrainingPlan.Rows(
        "landings", "asked_at", "never", Optional.empty(), Optional.empty(), Optional.empty());
    assertThat(
            ran(with(plan("one-class", "rich", Duration.ZERO), never)).error().orElseThrow())
        .startsWith("labels: all ")
        .endsWith("are 0 (expected: some of each of 0 and 1)");

    var nobodys = of(plan("unknown", "rich", Duration.ZERO), new ModelName("nobody"));
    assertThat(ran(nobodys).error().orElseThrow()).contains("nobody");

    fixture.clock.moveTo(FakeFeatures.FIRST);
    assertThat(ran(plan("empty", "rich", Duration.ZERO)).error())
        .contains("spine: no rows (expected: at least 1)");
  }

  @Test
  void an_unexpected_failure_is_tried_again_after_a_rest() {
    var calls = new AtomicInteger();
    fixture.features.beforeBuild = () -> {
      if (calls.incrementAndGet() == 1) {
        throw new IllegalStateException("the disk was away");
      }
    };
    fixture.trainer().apply(plan("live", "rich", FORTNIGHT), WHY);
    long id = fixture.trainer().submit("live", Optional.empty(), WHY).id();
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

    TrainingRun run = ran(plan("live", "rich", FORTNIGHT));

    assertThat(run.state()).isEqualTo(State.FAILED);
    assertThat(run.error())
        .contains("time: more than PT30M (expected: at most the plan's time_limit)");
    assertThat(fixture.registry().versions(MODEL)).isEmpty();
  }

  @Test
  void runs_of_a_plan_wait_for_each_other_and_keep_their_order() {
    fixture.trainer().apply(plan("live", "rich", FORTNIGHT), WHY);
    long first = fixture.trainer().submit("live", Optional.empty(), WHY).id();
    long second = fixture.trainer().submit("live", Optional.empty(), WHY).id();

    assertThat(ended(second).result().orElseThrow().version()).isEqualTo(2);
    assertThat(run(first).result().orElseThrow().version()).isEqualTo(1);
    assertThat(fixture.trainer().runs(Optional.of("live")))
        .extracting(TrainingRun::id)
        .containsExactly(second, first);
  }

  @Test
  void a_full_queue_refuses() {
    fixture.trainer().apply(plan("live", "rich", FORTNIGHT), WHY);
    aRunOfAnotherProcess("live"); // the others wait for it
    for (int i = 0; i < RunRequests.MOST_WAITING; i++) {
      fixture.trainer().submit("live", Optional.empty(), WHY);
    }

    assertThatThrownBy(() -> fixture.trainer().submit("live", Optional.empty(), WHY))
        .isInstanceOf(TrainerException.QueueFull.class)
        .hasMessage("training plan live: 100 runs wait (expected: fewer)");
  }

  @Test
  void drift_asks_for_a_run_unless_it_is_within_the_cooldown() {
    var retraining = onDrift(plan("live", "rich", FORTNIGHT), Duration.ofDays(60));
    trained(retraining);
    trained(plan("schedule", "plain", FORTNIGHT)); // not one that answers drift

    drifted("r1", APRIL.plus(Duration.ofDays(20)));
    drifted("r2", APRIL.plus(Duration.ofDays(60)));
    drifted("r2", APRIL.plus(Duration.ofDays(60)));

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
    fixture.trainer().apply(onDrift(plan("live", "rich", FORTNIGHT), Duration.ZERO), WHY);

    transaction().executeWithoutResult(status -> {
      fixture.context.publishEvent(drift("r1", APRIL));
      status.setRollbackOnly();
    });

    assertThat(fixture.trainer().runs(Optional.empty())).isEmpty();
  }

  @Test
  void a_schedule_asks_once_for_each_firing() {
    fixture.trainer().apply(plan("live", "rich", FORTNIGHT), WHY);
    var requests = fixture.context.getBean(RunRequests.class);

    requests.bySchedule("live", APRIL);
    requests.bySchedule("live", APRIL);

    assertThat(fixture.trainer().runs(Optional.of("live")))
        .singleElement()
        .satisfies(run -> assertThat(ended(run.id()).trigger()).isEqualTo(Trigger.SCHEDULE));
  }

  @Test
  void a_plan_with_a_schedule_is_run_by_quartz() {
    fixture.trainer().apply(scheduled("* * * * * ?"), WHY);

    await()
        .until(() -> fixture.trainer().runs(Optional.empty()).stream()
            .anyMatch(run -> run.trigger() == Trigger.SCHEDULE && run.state() == State.SUCCEEDED));
  }

  @Test
  void what_a_dead_process_ran_is_taken_up_when_its_lease_runs_out() {
    fixture.trainer().apply(plan("live", "rich", FORTNIGHT), WHY);
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
      fixture.trainer().apply(plan(name, "rich", FORTNIGHT), WHY);
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
      assertThat(fixture.registry().versions(MODEL)).hasSize(15);
    }
  }

  @Test
  void schedules_that_are_off_leave_the_queue_on() throws SchedulerException {
    fixture.trainer().apply(scheduled("0 0 6 ? * MON"), WHY);
    assertThat(scheduledPlans()).containsExactly("live");
    fixture.close();

    fixture = new TrainerFixture(database, home).startWith("signalbox.schedules.enabled", "false");

    assertThat(scheduledPlans()).isEmpty();
    fixture.trainer().apply(scheduled("0 0 7 ? * MON"), WHY);
    assertThat(scheduledPlans()).isEmpty();
    assertThat(
            ended(fixture.trainer().submit("live", Optional.empty(), WHY).id()).state())
        .isEqualTo(State.SUCCEEDED);
  }

  @Test
  void what_was_queued_before_a_restart_is_executed_after_it() {
    fixture.trainer().apply(plan("live", "rich", FORTNIGHT), WHY);
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
    fixture.trainer().apply(plan("live", "rich", FORTNIGHT), WHY);
    long id = fixture.trainer().submit("live", Optional.empty(), WHY).id();
    await().until(() -> run(id).attempts() == 1 && run(id).state() == State.QUEUED);
    fixture.ticker.turn(TrainingWorker.FIRST_REST);
    fixture.context.getBean(TrainingWorker.class).wake();

    assertThat(ended(id).result().orElseThrow().version()).isEqualTo(1);
    assertThat(fixture.registry().versions(MODEL)).hasSize(1);
    assertThat(run(id).result().orElseThrow().metrics()).containsKey("holdout.log_loss");
  }

  @Test
  void changes_are_append_only() {
    fixture.trainer().apply(plan("live", "rich", FORTNIGHT), WHY);

    assertThatThrownBy(
            () -> fixture.jdbc().sql("UPDATE trainer.changes SET author = 'x'").update())
        .isInstanceOf(DataAccessException.class)
        .hasMessageContaining("append-only");
    assertThatThrownBy(() -> fixture.jdbc().sql("DELETE FROM trainer.changes").update())
        .isInstanceOf(DataAccessException.class);
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

  private Set<String> scheduledPlans() throws SchedulerException {
    return fixture
        .context
        .getBean(Scheduler.class)
        .getJobKeys(GroupMatcher.jobGroupEquals("training plans"))
        .stream()
        .map(JobKey::getName)
        .collect(Collectors.toSet());
  }

  private String trackingRun(long id) {
    return fixture
        .jdbc()
        .sql("SELECT tracking_run FROM trainer.runs WHERE id = :id")
        .param("id", id)
        .query(String.class)
        .single();
  }

  private TrainingRun trained(TrainingPlan plan) {
    TrainingRun run = ran(plan);
    assertThat(run.error()).isEmpty();
    assertThat(run.state()).isEqualTo(State.SUCCEEDED);
    return run;
  }

  private TrainingRun ran(TrainingPlan plan) {
    fixture.trainer().apply(plan, WHY);
    return ended(fixture.trainer().submit(plan.name(), Optional.empty(), WHY).id());
  }

  private TrainingRun ended(long id) {
    await().atMost(Duration.ofSeconds(30)).until(() -> run(id).finishedAt().isPresent());
    return run(id);
  }

  private TrainingRun run(long id) {
    return fixture.trainer().run(id).orElseThrow();
  }

  private List<String> actions() {
    return fixture
        .jdbc()
        .sql("SELECT action FROM trainer.changes ORDER BY id")
        .query(String.class)
        .list();
  }

  private TransactionTemplate transaction() {
    return new TransactionTemplate(fixture.context.getBean(PlatformTransactionManager.class));
  }

  private void drifted(String report, Instant at) {
    fixture.clock.moveTo(at);
    transaction().executeWithoutResult(status -> fixture.context.publishEvent(drift(report, at)));
  }

  private static DriftDetected drift(String report, Instant at) {
    return new DriftDetected(
        new EndpointName("flight_delay"), MODEL, 1, "weekly", report, "worse", at);
  }

  private static TrainingPlan with(TrainingPlan p, Algorithm algorithm) {
    return new TrainingPlan(
        p.name(),
        p.description(),
        p.model(),
        p.featureService(),
        p.spine(),
        algorithm,
        p.holdout(),
        p.leastRows(),
        p.schedule(),
        p.onDrift(),
        p.retries(),
        p.timeLimit());
  }

  private static TrainingPlan with(TrainingPlan p, TrainingPlan.Rows spine) {
    return new TrainingPlan(
        p.name(),
        p.description(),
        p.model(),
        p.featureService(),
        spine,
        p.algorithm(),
        p.holdout(),
        p.leastRows(),
        p.schedule(),
        p.onDrift(),
        p.retries(),
        p.timeLimit());
  }

  private static TrainingPlan of(TrainingPlan p, ModelName model) {
    return new TrainingPlan(
        p.name(),
        p.description(),
        model,
        p.featureService(),
        p.spine(),
        p.algorithm(),
        p.holdout(),
        p.leastRows(),
        p.schedule(),
        p.onDrift(),
        p.retries(),
        p.timeLimit());
  }

  private static TrainingPlan onDrift(TrainingPlan p, Duration cooldown) {
    return new TrainingPlan(
        p.name(),
        p.description(),
        p.model(),
        p.featureService(),
        p.spine(),
        p.algorithm(),
        p.holdout(),
        p.leastRows(),
        p.schedule(),
        Optional.of(new TrainingPlan.OnDrift(cooldown)),
        p.retries(),
        p.timeLimit());
  }

  private static TrainingPlan scheduled(String cron) {
    var p = plan("live", "rich", FORTNIGHT);
    var schedule = new TrainingPlan.Schedule(cron, ZoneId.of("America/New_York"));
    return new TrainingPlan(
        p.name(),
        p.description(),
        p.model(),
        p.featureService(),
        p.spine(),
        p.algorithm(),
        p.holdout(),
        p.leastRows(),
        Optional.of(schedule),
        p.onDrift(),
        p.retries(),
        p.timeLimit());
  }
}
