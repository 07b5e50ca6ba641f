package io.signalbox.registry.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.registry.Attribution;
import io.signalbox.registry.Gate;
import io.signalbox.registry.ModelDefinition;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.Models;
import io.signalbox.registry.NewVersion;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.Registry;
import io.signalbox.registry.RegistryException;
import io.signalbox.registry.RegistryServer;
import io.signalbox.registry.RegistryServer.Answer;
import io.signalbox.registry.Stage;
import io.signalbox.registry.Tracking;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class StagesIT {
  private static final RegistryServer SERVER = new RegistryServer();
  private static final Registry REGISTRY = SERVER.bean(Registry.class);
  private static final Models MODELS = SERVER.bean(Models.class);
  private static final Tracking TRACKING = SERVER.bean(Tracking.class);
  private static final Attribution WHY = new Attribution("tester", "because");

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private static ModelName model(String name, Gate... gates) {
    ModelName model = new ModelName(name);
    REGISTRY.apply(new ModelDefinition(model, "", List.of(gates)), WHY);
    return model;
  }

  private static ModelVersion version(ModelName model, Map<String, Double> metrics) {
    Tracking.Run run = TRACKING.startRun(TRACKING.experiment("stages"), "r", Map.of());
    TRACKING.logMetrics(run.id(), metrics);
    return REGISTRY
        .createVersion(
            new NewVersion(
                model, "runs:/" + run.id() + "/model", Optional.of(run.id()), "", Map.of()),
            WHY)
        .id();
  }

  private static Answer put(ModelVersion version, String body) {
    return SERVER.send(
        "PUT",
        "/api/v1/models/" + version.model() + "/versions/" + version.number() + "/stage",
        body);
  }

  private static Answer transition(ModelVersion version, String stage) {
    return SERVER.post(
        "/api/2.0/mlflow/model-versions/transition-stage",
        "{'name': '" + version.model() + "', 'version': '" + version.number() + "', 'stage': '"
            + stage + "'}");
  }

  private static List<Stage> stages(ModelName model) {
    return REGISTRY.versions(model).stream().map(RegisteredVersion::stage).toList();
  }

  @Test
  void two_hundred_concurrent_moves_through_both_interfaces_leave_exactly_one_in_production()
      throws Exception {
    ModelName model = model("contended");
    List<ModelVersion> versions = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      versions.add(version(model, Map.of()));
    }
    List<Callable<Answer>> moves = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      ModelVersion version = versions.get(i % versions.size());
      moves.add(
          i % 2 == 0
              ? () -> put(version, "{'stage': 'production', 'reason': 'race'}")
              : () -> transition(version, "Production"));
    }

    List<Future<Answer>> answers;
    try (ExecutorService threads = Executors.newFixedThreadPool(20)) {
      answers = threads.invokeAll(moves);
    }

    for (Future<Answer> answer : answers) {
      assertThat(answer.get().status()).as(answer.get().body()).isEqualTo(200);
    }
    assertThat(stages(model)).containsOnlyOnce(Stage.PRODUCTION);
    assertThat(REGISTRY.history(model).stream().filter(c -> c.action().equals("stage")))
        .hasSize(200);
  }

  @Test
  void entering_production_archives_who_was_there_and_tells_of_both() {
    ModelName model = model("succession");
    ModelVersion first = version(model, Map.of());
    ModelVersion second = version(model, Map.of());
    put(first, "{'stage': 'production', 'reason': 'because'}");

    put(second, "{'stage': 'production', 'reason': 'better', 'evidence': 'comparison-7'}");

    assertThat(stages(model)).containsExactly(Stage.ARCHIVED, Stage.PRODUCTION);
    assertThat(SERVER.stageChanges().stream()
            .filter(change -> change.version().model().equals(model))
            .map(c -> c.version().number() + " " + c.from() + " " + c.to()))
        .containsExactly("1 NONE PRODUCTION", "1 PRODUCTION ARCHIVED", "2 NONE PRODUCTION");
    Answer history = SERVER.get("/api/v1/models/succession/history");
    assertThat(history.at("/0/action")).isEqualTo("stage");
    assertThat(history.at("/0/author")).isEqualTo("local");
    assertThat(history.at("/0/reason")).isEqualTo("better");
    assertThat(history.at("/0/subject")).isEqualTo("version succession/2");
    assertThat(history.at("/0/detail/evidence/id")).isEqualTo("comparison-7");
    assertThat(history.at("/0/detail/evidence/verdict")).isEqualTo("promote");
    assertThat(history.json().at("/0/detail/archived/0").asInt()).isEqualTo(1);
  }

  @Test
  void a_gate_refuses_through_both_interfaces_in_the_same_words_and_only_the_refusal_is_recorded() {
    ModelName model = model(
        "gated",
        new Gate.MetricBound(Stage.PRODUCTION, "holdout.log_loss", Gate.Relation.AT_MOST, 0.5));
    ModelVersion bad = version(model, Map.of("holdout.log_loss", 0.7));

    Answer own = put(bad, "{'stage': 'production', 'reason': 'try'}");
    Answer mlflow = transition(bad, "Production");

    assertThat(own.status()).isEqualTo(409);
    assertThat(own.at("/type")).isEqualTo("urn:signalbox:problem:gate-refused");
    assertThat(own.at("/detail"))
        .isEqualTo("version gated/1 may not enter Production: found 0.7"
            + " (expected: holdout.log_loss <= 0.5, from run "
            + REGISTRY.version(bad).orElseThrow().runId().orElseThrow() + ")");
    assertThat(own.at("/gates/0/verdict")).isEqualTo("failed");
    assertThat(mlflow.status()).isEqualTo(400);
    assertThat(mlflow.at("/error_code")).isEqualTo("INVALID_STATE");
    assertThat(mlflow.at("/message")).isEqualTo(own.at("/detail"));
    assertThat(stages(model)).containsExactly(Stage.NONE);
    assertThat(REGISTRY.history(model).stream().map(change -> change.action()))
        .containsExactly("stage refused", "stage refused", "version created", "created");
    assertThat(transition(bad, "Staging").status()).isEqualTo(200);
  }

  @Test
  void a_candidate_has_to_be_better_than_production_on_the_same_holdout() {
    ModelName model = model(
        "compared",
        new Gate.BetterThanProduction(
            Stage.PRODUCTION,
            "holdout.log_loss",
            "holdout.production.log_loss",
            Gate.Relation.LESS));
    ModelVersion first = version(model, Map.of());
    ModelVersion worse =
        version(model, Map.of("holdout.log_loss", 0.6, "holdout.production.log_loss", 0.5));
    ModelVersion better =
        version(model, Map.of("holdout.log_loss", 0.4, "holdout.production.log_loss", 0.5));

    Answer asked =
        SERVER.get("/api/v1/models/compared/gates/evaluation?version=1&stage=production");
    assertThat(put(first, "{'stage': 'production', 'reason': 'because'}").status())
        .isEqualTo(200);

    assertThat(asked.at("/gates/0/verdict")).isEqualTo("not_applicable");
    assertThat(asked.json().at("/passes").asBoolean()).isTrue();
    assertThat(put(worse, "{'stage': 'production', 'reason': 'because'}").status())
        .isEqualTo(409);
    assertThat(put(better, "{'stage': 'production', 'reason': 'because'}").status())
        .isEqualTo(200);
    assertThat(stages(model)).containsExactly(Stage.ARCHIVED, Stage.NONE, Stage.PRODUCTION);
  }

  @Test
  void the_same_definition_again_changes_nothing_and_other_gates_replace_the_old_ones() {
    Gate gate = new Gate.MetricBound(Stage.STAGING, "rows", Gate.Relation.AT_LEAST, 100);
    ModelName model = model("declared", gate);

    assertThat(REGISTRY.apply(new ModelDefinition(model, "", List.of(gate)), WHY))
        .isFalse();
    assertThat(REGISTRY.gates(model)).containsExactly(gate);
    assertThat(REGISTRY.apply(new ModelDefinition(model, "", List.of()), WHY)).isTrue();
    assertThat(REGISTRY.gates(model)).isEmpty();
  }

  @Test
  void history_cannot_be_rewritten_and_outlives_its_model() {
    ModelName model = model("forgotten");
    version(model, Map.of());

    assertThatThrownBy(
            () -> SERVER.jdbc().sql("UPDATE registry.changes SET author = 'x'").update())
        .hasMessageContaining("append-only");
    assertThatThrownBy(() -> SERVER.jdbc().sql("DELETE FROM registry.changes").update())
        .hasMessageContaining("append-only");
    SERVER.send("DELETE", "/api/2.0/mlflow/registered-models/delete", "{'name': 'forgotten'}");
    assertThat(SERVER.get("/api/v1/models/forgotten").status()).isEqualTo(404);
    assertThat(SERVER.get("/api/v1/models/forgotten/history").at("/0/action")).isEqualTo("deleted");
  }

  @Test
  void a_version_is_found_by_its_source_in_the_store() {
    ModelName model = model("located");
    ModelVersion version = version(model, Map.of());

    RegisteredVersion found = REGISTRY.version(version).orElseThrow();

    assertThat(found.artifactPath())
        .isEqualTo(
            TRACKING.run(found.runId().orElseThrow()).orElseThrow().artifactPath() + "/model");
    assertThat(REGISTRY.version(new ModelVersion(model, 9))).isEmpty();
    assertThat(TRACKING.run("nope")).isEmpty();
  }

  @Test
  void what_cannot_be_done_is_a_problem() {
    ModelName model = model("problems");
    ModelVersion version = version(model, Map.of());

    assertThat(put(new ModelVersion(model, 9), "{'stage': 'production', 'reason': 'because'}")
            .status())
        .isEqualTo(404);
    assertThat(put(
                new ModelVersion(new ModelName("nope"), 1),
                "{'stage': 'none', 'reason': 'because'}")
            .status())
        .isEqualTo(404);
    assertThat(put(version, "{}").status()).isEqualTo(400);
    assertThat(SERVER.get("/api/v1/models/problems/gates/evaluation?version=x").status())
        .isEqualTo(400);
    assertThat(SERVER
            .get("/api/v1/models/problems/gates/evaluation?version=1&stage=live")
            .status())
        .isEqualTo(400);
    assertThat(SERVER.get("/api/v1/models/nope").status()).isEqualTo(404);
    assertThat(SERVER.get("/api/v1/models").json().size()).isPositive();
    assertThat(SERVER.get("/api/v1/models/problems").at("/versions/0/stage")).isEqualTo("none");
  }

  @Test
  void a_move_needs_a_reason_and_its_evidence_must_exist() {
    ModelName model = model("unexplained");
    ModelVersion version = version(model, Map.of());

    Answer silent = put(version, "{'stage': 'production'}");
    Answer blank = put(version, "{'stage': 'production', 'reason': ' '}");
    Answer wordy = put(version, "{'stage': 'production', 'reason': '" + "x".repeat(2_001) + "'}");
    Answer others =
        put(version, "{'stage': 'production', 'reason': 'r', 'evidence': 'comparison-of-others'}");
    Answer invented =
        put(version, "{'stage': 'production', 'reason': 'r', 'evidence': 'no such comparison'}");

    assertThat(silent.status()).isEqualTo(400);
    assertThat(silent.at("/type")).isEqualTo("urn:signalbox:problem:reason-refused");
    assertThat(silent.at("/detail")).isEqualTo("reason: none (expected: why this is done)");
    assertThat(blank.at("/detail")).isEqualTo(silent.at("/detail"));
    assertThat(wordy.at("/detail")).isEqualTo("reason: 2001 characters (expected: at most 2000)");
    assertThat(others.status()).isEqualTo(404);
    assertThat(invented.status()).isEqualTo(404);
    assertThat(invented.at("/detail"))
        .isEqualTo(
            "evidence: no such comparison (expected: the id of a comparison of versions of unexplained)");
    assertThat(stages(model)).containsExactly(Stage.NONE);
  }

  @Test
  void history_keeps_gates_with_their_types_and_in_the_names_of_the_interface() {
    model(
        "recorded",
        new Gate.BetterThanProduction(
            Stage.PRODUCTION, "log_loss", "production.log_loss", Gate.Relation.LESS));

    Answer history = SERVER.get("/api/v1/models/recorded/history");

    assertThat(history.at("/0/action")).isEqualTo("created");
    assertThat(history.at("/0/detail/gates/0/type")).isEqualTo("better_than_production");
    assertThat(history.at("/0/detail/gates/0/production_metric")).isEqualTo("production.log_loss");
    assertThat(history.at("/0/detail/gates/0/relation")).isEqualTo("less");
  }

  @Test
  void texts_that_cannot_be_kept_are_refused_whoever_brings_them() {
    ModelName model = model("texts");
    ModelVersion version = version(model, Map.of());
    String nul = "a\0b";
    String huge = "x".repeat(100_001);

    for (String text : List.of(nul, huge)) {
      for (ThrowingCallable attempt : List.<ThrowingCallable>of(
          () -> REGISTRY.apply(new ModelDefinition(model, text, List.of()), WHY),
          () -> REGISTRY.describeVersion(version, text, WHY),
          () -> REGISTRY.setVersionTag(version, "key", text, WHY),
          () -> MODELS.describe(model, text, WHY),
          () -> MODELS.setTag(model, "key", text, WHY))) {
        assertThatThrownBy(attempt).isInstanceOf(RegistryException.Invalid.class);
      }
    }
    assertThat(SERVER.get("/api/v1/models/" + "m".repeat(257)).status()).isEqualTo(400);
    assertThat(SERVER.get("/api/v1/models/a%00b").status()).isBetween(400, 404);
    assertThat(REGISTRY.history(model)).hasSize(2);
  }
}
