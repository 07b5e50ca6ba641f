package io.signalbox.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.features.Features;
import io.signalbox.features.Ingestion;
import io.signalbox.features.Table;
import io.signalbox.features.TrainingSet;
import io.signalbox.features.TrainingSetId;
import io.signalbox.migrations.SettableClock;
import io.signalbox.migrations.TestDatabase;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.Gate;
import io.signalbox.registry.GateResult;
import io.signalbox.registry.ModelDefinition;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.Registry;
import io.signalbox.registry.Stage;
import io.signalbox.router.Scoring;
import io.signalbox.trainer.algorithm.Evaluation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.MapPropertySource;

/** From values to a registered version that beats Production on the same holdout, with every room as it is. */
class LoopIT {
  private static final Attribution WHY = new Attribution("local", "to see");
  private static final Instant APRIL = Instant.parse("2013-04-01T00:00:00Z");

  private final TestDatabase database = TestDatabase.fresh();
  private final SettableClock clock = new SettableClock(APRIL);
  private final AnnotationConfigApplicationContext context =
      new AnnotationConfigApplicationContext();

  @TempDir
  private Path home;

  @BeforeEach
  void start() {
    context.setBeanNameGenerator(FullyQualifiedAnnotationBeanNameGenerator.INSTANCE);
    context
        .getEnvironment()
        .getPropertySources()
        .addFirst(new MapPropertySource("test", Map.of("signalbox.home", home.toString())));
    context.registerBean(
        DataSource.class, database::dataSource, bean -> bean.setDestroyMethodName(""));
    context.getBeanFactory().setConversionService(ApplicationConversionService.getSharedInstance());
    context.registerBean(Clock.class, () -> clock);
    context.register(Assembly.class);
    context.refresh();
    context.getBean(Features.class).apply(WindyQuarter.definitions(), "local");
    context.getBean(Ingestion.class).ingest(WindyQuarter.batches(), "local");
    context
        .getBean(Registry.class)
        .apply(
            new ModelDefinition(
                PlanDraft.MODEL,
                "Late or not",
                List.of(
                    new Gate.BetterThanProduction(
                        Stage.PRODUCTION,
                        "holdout.log_loss",
                        "holdout.production.log_loss",
                        Gate.Relation.LESS),
                    new Gate.Lineage(Stage.PRODUCTION))),
            WHY);
  }

  @AfterEach
  void stop() {
    context.close();
    database.close();
  }

  @Test
  void a_better_model_is_trained_and_passes_the_gate_against_production() {
    TrainingRun.Result first =
        trained(PlanDraft.plan("schedule", "flight_schedule").done());
    assertThat(first.gates())
        .extracting(GateResult::verdict)
        .containsExactly(GateResult.Verdict.NOT_APPLICABLE, GateResult.Verdict.PASSED);
    var registry = context.getBean(Registry.class);
    registry.transition(new ModelVersion(PlanDraft.MODEL, 1), Stage.PRODUCTION, WHY);

    TrainingRun.Result second = trained(
        PlanDraft.plan("live", "flight_live").holdingOut(Duration.ofDays(14)).done());

    assertThat(second.version()).isEqualTo(2);
    assertThat(second.gates())
        .extracting(GateResult::verdict)
        .containsExactly(GateResult.Verdict.PASSED, GateResult.Verdict.PASSED);
    assertThat(second.metrics().get("holdout.log_loss"))
        .isLessThan(second.metrics().get("holdout.production.log_loss") - .05);
    assertThat(registry.production(PlanDraft.MODEL).orElseThrow().id().number()).isEqualTo(1);
  }

  /** The graph, loaded from the registry by the router's ONNX Runtime, answers what was evaluated. */
  @Test
  void what_was_registered_scores_as_what_was_fitted() {
    TrainingRun.Result result = trained(
        PlanDraft.plan("live", "flight_live").holdingOut(Duration.ofDays(14)).done());
    var features = context.getBean(Features.class);
    var id = new TrainingSetId(result.trainingSet());
    TrainingSet set = features.trainingSet(id).orElseThrow();
    Table rows = features.read(id, List.of("asked_at", "hour", "origin", "wind", "late"));

    double[] scores = context
        .getBean(Scoring.class)
        .score(new ModelVersion(PlanDraft.MODEL, result.version()), rows);

    long cut = result.trainedUntil().getEpochSecond() * 1_000_000;
    var late = rows.column("late");
    int[] held = IntStream.range(0, rows.rows())
        .filter(row -> rows.column("asked_at").numberAt(row) >= cut)
        .toArray();
    double[] heldScores = IntStream.of(held).mapToDouble(r -> scores[r]).toArray();
    double[] labels = IntStream.of(held).mapToDouble(late::numberAt).toArray();
    assertThat(set.rows()).isEqualTo(rows.rows());
    assertThat(result.metrics().get("holdout.rows")).isEqualTo(held.length);
    assertThat(Evaluation.of(heldScores, labels).logLoss())
        .isCloseTo(result.metrics().get("holdout.log_loss"), Offset.offset(1e-6));
  }

  /** A landing three hours after the question is not known to a run between the two. */
  @Test
  void a_run_sees_only_what_was_known_at_its_moment() {
    clock.set(Instant.parse("2013-02-01T00:00:00Z"));

    TrainingRun.Result result = trained(
        PlanDraft.plan("live", "flight_live").holdingOut(Duration.ofDays(7)).done());

    double rows = result.metrics().get("training.rows") + result.metrics().get("holdout.rows");
    assertThat(rows).isEqualTo(31 * 24 - 2); // asked at 22:00 and 23:00, landed at 1:00 and 2:00
  }

  private TrainingRun.Result trained(TrainingPlan plan) {
    var trainer = context.getBean(Trainer.class);
    trainer.apply(plan, WHY);
    long id = trainer.submit(plan.name(), Optional.empty(), WHY).id();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> trainer.run(id).orElseThrow().finishedAt().isPresent());
    TrainingRun run = trainer.run(id).orElseThrow();
    assertThat(run.error()).isEmpty();
    return run.result().orElseThrow();
  }

  @Configuration
  @Import(TrainerBeans.class)
  @ComponentScan(
      basePackages = {
        "io.signalbox.features",
        "io.signalbox.registry",
        "io.signalbox.router.inference",
        "io.signalbox.trainer"
      },
      nameGenerator = FullyQualifiedAnnotationBeanNameGenerator.class,
      excludeFilters = {
        @ComponentScan.Filter(
            type = FilterType.REGEX,
            pattern = "io\\.signalbox\\..*\\.(web|mlflow|feast)\\..*"),
        @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*\\.DataPlaneConfig.*"),
        @ComponentScan.Filter(
            type = FilterType.REGEX,
            pattern = ".*(TrainerBeans|(Fixture|IT)\\$.*)")
      })
  static class Assembly {}
}
