package io.signalbox.registry.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.registry.Gate;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.OneRegistry;
import io.signalbox.registry.RegistryServer.Answer;
import io.signalbox.registry.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Versions move through their stages, through both interfaces, past gates, and with a reason. */
@ExtendWith(OneRegistry.class)
class StagesIT {
  private static Staged on;

  @BeforeAll
  static void start() {
    on = new Staged(OneRegistry.server());
  }

  @Test
  void two_hundred_concurrent_moves_through_both_interfaces_leave_exactly_one_in_production()
      throws Exception {
    ModelName model = on.model("contended");
    List<ModelVersion> versions = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      versions.add(on.version(model, Map.of()));
    }
    List<Callable<Answer>> moves = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      ModelVersion version = versions.get(i % versions.size());
      moves.add(
          i % 2 == 0
              ? () -> on.put(version, "{'stage': 'production', 'reason': 'race'}")
              : () -> on.transition(version, "Production"));
    }

    List<Future<Answer>> answers;
    try (ExecutorService threads = Executors.newFixedThreadPool(20)) {
      answers = threads.invokeAll(moves);
    }

    for (Future<Answer> answer : answers) {
      assertThat(answer.get().status()).as(answer.get().body()).isEqualTo(200);
    }
    assertThat(on.stages(model)).containsOnlyOnce(Stage.PRODUCTION);
    assertThat(on.registry.history(model).stream().filter(c -> c.action().equals("stage")))
        .hasSize(200);
  }

  @Test
  void entering_production_archives_who_was_there_and_tells_of_both() {
    ModelName model = on.model("succession");
    ModelVersion first = on.version(model, Map.of());
    ModelVersion second = on.version(model, Map.of());
    on.put(first, "{'stage': 'production', 'reason': 'because'}");

    on.put(second, "{'stage': 'production', 'reason': 'better', 'evidence': 'comparison-7'}");

    assertThat(on.stages(model)).containsExactly(Stage.ARCHIVED, Stage.PRODUCTION);
    assertThat(on.server.stageChanges().stream()
            .filter(change -> change.version().model().equals(model))
            .map(c -> c.version().number() + " " + c.from() + " " + c.to()))
        .containsExactly("1 NONE PRODUCTION", "1 PRODUCTION ARCHIVED", "2 NONE PRODUCTION");
    Answer history = on.server.get("/api/v1/models/succession/history");
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
    ModelName model = on.model(
        "gated",
        new Gate.MetricBound(Stage.PRODUCTION, "holdout.log_loss", Gate.Relation.AT_MOST, 0.5));
    ModelVersion bad = on.version(model, Map.of("holdout.log_loss", 0.7));

    Answer own = on.put(bad, "{'stage': 'production', 'reason': 'try'}");
    Answer mlflow = on.transition(bad, "Production");

    assertThat(own.status()).isEqualTo(409);
    assertThat(own.at("/type")).isEqualTo("urn:signalbox:problem:gate-refused");
    assertThat(own.at("/detail"))
        .isEqualTo("version gated/1 may not enter Production: found 0.7"
            + " (expected: holdout.log_loss <= 0.5, from run "
            + on.registry.version(bad).orElseThrow().runId().orElseThrow() + ")");
    assertThat(own.at("/gates/0/verdict")).isEqualTo("failed");
    assertThat(mlflow.status()).isEqualTo(400);
    assertThat(mlflow.at("/error_code")).isEqualTo("INVALID_STATE");
    assertThat(mlflow.at("/message")).isEqualTo(own.at("/detail"));
    assertThat(on.stages(model)).containsExactly(Stage.NONE);
    assertThat(on.registry.history(model).stream().map(change -> change.action()))
        .containsExactly("stage refused", "stage refused", "version created", "created");
    assertThat(on.transition(bad, "Staging").status()).isEqualTo(200);
  }

  @Test
  void a_candidate_has_to_be_better_than_production_on_the_same_holdout() {
    ModelName model = on.model(
        "compared",
        new Gate.BetterThanProduction(
            Stage.PRODUCTION,
            "holdout.log_loss",
            "holdout.production.log_loss",
            Gate.Relation.LESS));
    ModelVersion first = on.version(model, Map.of());
    ModelVersion worse =
        on.version(model, Map.of("holdout.log_loss", 0.6, "holdout.production.log_loss", 0.5));
    ModelVersion better =
        on.version(model, Map.of("holdout.log_loss", 0.4, "holdout.production.log_loss", 0.5));

    Answer asked =
        on.server.get("/api/v1/models/compared/gates/evaluation?version=1&stage=production");
    assertThat(on.put(first, "{'stage': 'production', 'reason': 'because'}").status())
        .isEqualTo(200);

    assertThat(asked.at("/gates/0/verdict")).isEqualTo("not_applicable");
    assertThat(asked.json().at("/passes").asBoolean()).isTrue();
    assertThat(on.put(worse, "{'stage': 'production', 'reason': 'because'}").status())
        .isEqualTo(409);
    assertThat(on.put(better, "{'stage': 'production', 'reason': 'because'}").status())
        .isEqualTo(200);
    assertThat(on.stages(model)).containsExactly(Stage.ARCHIVED, Stage.NONE, Stage.PRODUCTION);
  }

  @Test
  void what_cannot_be_done_is_a_problem() {
    ModelName model = on.model("problems");
    ModelVersion version = on.version(model, Map.of());

    assertThat(on.put(new ModelVersion(model, 9), "{'stage': 'production', 'reason': 'because'}")
            .status())
        .isEqualTo(404);
    assertThat(on.put(
                new ModelVersion(new ModelName("nope"), 1),
                "{'stage': 'none', 'reason': 'because'}")
            .status())
        .isEqualTo(404);
    assertThat(on.put(version, "{}").status()).isEqualTo(400);
    assertThat(
            on.server.get("/api/v1/models/problems/gates/evaluation?version=x").status())
        .isEqualTo(400);
    assertThat(on.server
            .get("/api/v1/models/problems/gates/evaluation?version=1&stage=live")
            .status())
        .isEqualTo(400);
    assertThat(on.server.get("/api/v1/models/nope").status()).isEqualTo(404);
    assertThat(on.server.get("/api/v1/models").json().size()).isPositive();
    assertThat(on.server.get("/api/v1/models/problems").at("/versions/0/stage")).isEqualTo("none");
  }

  @Test
  void a_move_needs_a_reason_and_its_evidence_must_exist() {
    ModelName model = on.model("unexplained");
    ModelVersion version = on.version(model, Map.of());

    Answer silent = on.put(version, "{'stage': 'production'}");
    Answer blank = on.put(version, "{'stage': 'production', 'reason': ' '}");
    Answer wordy =
        on.put(version, "{'stage': 'production', 'reason': '" + "x".repeat(2_001) + "'}");
    Answer others = on.put(
        version, "{'stage': 'production', 'reason': 'r', 'evidence': 'comparison-of-others'}");
    Answer invented =
        on.put(version, "{'stage': 'production', 'reason': 'r', 'evidence': 'no such comparison'}");

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
    assertThat(on.stages(model)).containsExactly(Stage.NONE);
  }
}
