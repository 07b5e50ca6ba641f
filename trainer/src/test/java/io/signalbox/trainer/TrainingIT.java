package io.signalbox.trainer;

import static io.signalbox.trainer.PlanDraft.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.signalbox.registry.Artifacts;
import io.signalbox.registry.GateResult;
import io.signalbox.registry.ModelDefinition;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.Stage;
import io.signalbox.registry.Tracking;
import io.signalbox.trainer.TrainingRun.State;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What one run makes: a version, or a reason why there is none. */
class TrainingIT extends TrainerOnDatabase {

  @Test
  void a_run_fits_evaluates_and_registers_but_promotes_nothing() throws IOException {
    TrainingRun run = trained(LIVE);

    TrainingRun.Result result = run.result().orElseThrow();
    RegisteredVersion version = fixture.registry().versions(PlanDraft.MODEL).getFirst();
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
  void production_is_scored_on_the_same_holdout_with_the_features_that_it_learned_from() {
    trained(plan("schedule", "plain").done());
    fixture.registry().apply(new ModelDefinition(PlanDraft.MODEL, "", List.of()), WHY);
    fixture.registry().transition(new ModelVersion(PlanDraft.MODEL, 1), Stage.PRODUCTION, WHY);

    TrainingRun.Result result = trained(LIVE).result().orElseThrow();

    assertThat(fixture.features.asked)
        .as("the version of the service in its tag, not the one in force")
        .endsWith("rich", "plain@1");
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
    fixture.trainer().apply(LIVE, WHY);

    TrainingRun run = ended(
        fixture.trainer().submit("live", Optional.of(Duration.ofDays(3)), WHY).id());

    assertThat(run.holdout()).contains(Duration.ofDays(3));
    assertThat(run.result().orElseThrow().trainedUntil()).isEqualTo("2013-03-29T00:00:00Z");
  }

  @Test
  void a_placebo_says_so_and_is_judged_on_true_labels() {
    var placebo = plan("placebo", "rich").holdingOut(FORTNIGHT).permuted(7).done();

    TrainingRun.Result result = trained(placebo).result().orElseThrow();

    assertThat(result.metrics().get("holdout.log_loss")).isGreaterThan(.68);
    assertThat(result.gates())
        .extracting(GateResult::verdict)
        .containsExactly(GateResult.Verdict.FAILED);
    assertThat(fixture.registry().versions(PlanDraft.MODEL).getFirst().tags())
        .containsEntry("signalbox.labels", "permuted");
    assertThat(fixture.tracking().run(result.trackingRun()).orElseThrow().tags())
        .containsEntry("signalbox.labels", "permuted")
        .satisfies(tags -> assertThat(tags.get("mlflow.note.content")).startsWith("Placebo"));
  }

  @Test
  void too_few_rows_fail_the_run_and_say_so() {
    fixture.clock.set(FakeFeatures.FIRST.plus(Duration.ofDays(2)));

    TrainingRun run = ran(plan("live", "rich").done());

    assertThat(run.state()).isEqualTo(State.FAILED);
    assertThat(run.error().orElseThrow())
        .matches("training rows: 4\\d with a label .* \\(expected: at least 100\\)");
    assertThat(run.attempts()).isEqualTo(1);
    assertThat(fixture.tracking().run(trackingRun(run.id())).orElseThrow().status())
        .isEqualTo(Tracking.RunStatus.FAILED);
    assertThat(fixture.registry().versions(PlanDraft.MODEL)).isEmpty();
  }

  /** April 1 less the fortnight held out: 18 March; so from 1 January 76 dates, of which every fourth has no data. */
  @Test
  void a_view_without_data_on_enough_dates_fails_the_run_and_says_what_was_found() {
    TrainingRun run =
        ran(plan("live", "rich").holdingOut(FORTNIGHT).covering("weather", .8).done());

    assertThat(run.state()).isEqualTo(State.FAILED);
    assertThat(run.error())
        .contains(
            "coverage of weather: data on 57 of 76 dates from 2013-01-01 to 2013-03-17, 75.0 %"
                + " (expected: at least 80.0 %)");
    assertThat(run.attempts()).isEqualTo(1);
    assertThat(fixture.registry().versions(PlanDraft.MODEL)).isEmpty();

    assertThat(ran(plan("enough", "rich")
                .holdingOut(FORTNIGHT)
                .covering("weather", .75)
                .done())
            .state())
        .isEqualTo(State.SUCCEEDED);
  }

  @Test
  void one_class_and_an_empty_spine_fail_the_run() {
    var never = plan("one-class", "rich").spine("landings", "asked_at", "never").done();
    assertThat(ran(never).error().orElseThrow())
        .startsWith("labels: all ")
        .endsWith("are 0 (expected: some of each of 0 and 1)");

    fixture.clock.set(FakeFeatures.FIRST);
    assertThat(ran(plan("empty", "rich").done()).error())
        .contains("spine: no rows (expected: at least 1)");
  }
}
