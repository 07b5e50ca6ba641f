package io.signalbox.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.migrations.TestDatabase;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.Gate;
import io.signalbox.registry.ModelDefinition;
import io.signalbox.registry.Stage;
import io.signalbox.trainer.TrainingRun.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A trainer with a database of its own, and one model with a gate. */
abstract class TrainerOnDatabase {
  static final Attribution WHY = new Attribution("local", "to see");
  static final Duration FORTNIGHT = Duration.ofDays(14);
  static final TrainingPlan LIVE =
      PlanDraft.plan("live", "rich").holdingOut(FORTNIGHT).done();

  final TestDatabase database = TestDatabase.fresh();

  @TempDir
  Path home;

  TrainerFixture fixture;

  @BeforeEach
  void start() {
    fixture = new TrainerFixture(database, home).start();
    var gate =
        new Gate.MetricBound(Stage.PRODUCTION, "training.log_loss", Gate.Relation.AT_MOST, .6);
    fixture
        .registry()
        .apply(new ModelDefinition(PlanDraft.MODEL, "Late or not", List.of(gate)), WHY);
  }

  @AfterEach
  void stop() {
    fixture.close();
    database.close();
  }

  final TrainingRun trained(TrainingPlan plan) {
    TrainingRun run = ran(plan);
    assertThat(run.error()).isEmpty();
    assertThat(run.state()).isEqualTo(State.SUCCEEDED);
    return run;
  }

  final TrainingRun ran(TrainingPlan plan) {
    fixture.trainer().apply(plan, WHY);
    return ended(submit(plan.name()));
  }

  final long submit(String plan) {
    return fixture.trainer().submit(plan, Optional.empty(), WHY).id();
  }

  final TrainingRun ended(long id) {
    await().atMost(Duration.ofSeconds(30)).until(() -> run(id).finishedAt().isPresent());
    return run(id);
  }

  final TrainingRun run(long id) {
    return fixture.trainer().run(id).orElseThrow();
  }

  final String trackingRun(long id) {
    return fixture
        .jdbc()
        .sql("SELECT tracking_run FROM trainer.runs WHERE id = :id")
        .param("id", id)
        .query(String.class)
        .single();
  }

  final List<String> actions() {
    return fixture
        .jdbc()
        .sql("SELECT action FROM trainer.changes ORDER BY id")
        .query(String.class)
        .list();
  }

  final TransactionTemplate transaction() {
    return new TransactionTemplate(fixture.context.getBean(PlatformTransactionManager.class));
  }
}
