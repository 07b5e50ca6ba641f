package io.signalbox.registry.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.registry.Attribution;
import io.signalbox.registry.Gate;
import io.signalbox.registry.ModelDefinition;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.NewVersion;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.Registry;
import io.signalbox.registry.RegistryServer;
import io.signalbox.registry.RegistryServer.Answer;
import io.signalbox.registry.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Back to the version before, and what history tells of it. */
class RollbacksIT {
  private static final RegistryServer SERVER = new RegistryServer();
  private static final Registry REGISTRY = SERVER.bean(Registry.class);
  private static final Attribution ANNA = new Attribution("anna", "because");

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  /** A model with versions that entered Production one after the other. */
  private static ModelName promoted(String name, int versions) {
    ModelName model = new ModelName(name);
    REGISTRY.apply(new ModelDefinition(model, "", List.of()), ANNA);
    for (int number = 1; number <= versions; number++) {
      NewVersion version =
          new NewVersion(model, "s3://bucket/" + number, Optional.empty(), "", Map.of());
      promote(REGISTRY.createVersion(version, ANNA).id());
    }
    return model;
  }

  private static void promote(ModelVersion version) {
    REGISTRY.transition(version, Stage.PRODUCTION, ANNA);
  }

  private static Answer rollback(ModelName model) {
    return SERVER.post("/api/v1/models/" + model + "/rollback", "{'reason': 'it does harm'}");
  }

  private static List<Stage> stages(ModelName model) {
    return REGISTRY.versions(model).stream().map(RegisteredVersion::stage).toList();
  }

  private static List<Integer> inProduction(ModelName model) {
    return REGISTRY.production(model).stream()
        .map(version -> version.id().number())
        .toList();
  }

  @Test
  void a_rollback_puts_the_version_before_back_and_names_who_follows() {
    ModelName model = promoted("followed", 2);

    Answer done = rollback(model);

    assertThat(done.status()).as(done.body()).isEqualTo(200);
    assertThat(done.json().at("/restored").asInt()).isEqualTo(1);
    assertThat(done.json().at("/archived").asInt()).isEqualTo(2);
    assertThat(done.at("/endpoints/0")).isEqualTo("follows_followed");
    assertThat(stages(model)).containsExactly(Stage.PRODUCTION, Stage.ARCHIVED);
    assertThat(SERVER.stageChanges().stream()
            .filter(change -> change.version().model().equals(model))
            .map(c -> c.version().number() + " " + c.from() + " " + c.to()))
        .endsWith("2 PRODUCTION ARCHIVED", "1 ARCHIVED PRODUCTION");
    Answer history = SERVER.get("/api/v1/models/followed/history");
    assertThat(history.at("/0/action")).isEqualTo("rollback");
    assertThat(history.at("/0/reason")).isEqualTo("it does harm");
    assertThat(history.json().at("/0/detail/archived/0").asInt()).isEqualTo(2);
  }

  @Test
  void twice_in_a_row_it_goes_further_back_and_at_the_end_it_is_refused() {
    ModelName model = promoted("walked", 3);

    rollback(model);
    assertThat(inProduction(model)).containsExactly(2);
    rollback(model);
    assertThat(inProduction(model)).containsExactly(1);
    Answer end = rollback(model);

    assertThat(end.status()).isEqualTo(409);
    assertThat(end.at("/detail"))
        .isEqualTo("model: no version of walked was in Production before 1");
    assertThat(inProduction(model)).containsExactly(1);
  }

  @Test
  void after_a_rollback_a_promotion_begins_a_new_past() {
    ModelName model = promoted("renewed", 3);
    rollback(model); // 2, and 3 is undone
    promote(new ModelVersion(model, 3));

    rollback(model);
    assertThat(inProduction(model)).containsExactly(2);
    rollback(model);
    assertThat(inProduction(model)).containsExactly(1);
  }

  @Test
  void a_deleted_version_is_passed_over_and_an_empty_production_is_filled_with_the_last() {
    ModelName model = promoted("gaps", 3);
    REGISTRY.deleteVersion(new ModelVersion(model, 2), ANNA);

    rollback(model);
    assertThat(inProduction(model)).containsExactly(1);
    REGISTRY.transition(new ModelVersion(model, 1), Stage.ARCHIVED, ANNA);
    rollback(model);
    assertThat(inProduction(model)).containsExactly(1);
  }

  @Test
  void a_rollback_asks_no_gate() {
    ModelName model = promoted("ungated", 2);
    Gate never = new Gate.Tagged(Stage.PRODUCTION, "reviewed", Optional.empty());
    REGISTRY.apply(new ModelDefinition(model, "", List.of(never)), ANNA);

    assertThat(rollback(model).status()).isEqualTo(200);
  }

  @Test
  void a_rollback_needs_a_reason_a_model_and_evidence_that_exists() {
    ModelName model = promoted("refusing", 2);
    String path = "/api/v1/models/refusing/rollback";

    assertThat(SERVER.post(path, "{}").at("/type")).endsWith("reason-refused");
    assertThat(SERVER.post(path, "{'reason': 'r', 'evidence': 'none'}").status())
        .isEqualTo(404);
    assertThat(SERVER.post("/api/v1/models/nope/rollback", "{'reason': 'r'}").status())
        .isEqualTo(404);
    assertThat(inProduction(model)).containsExactly(2);
    assertThat(SERVER.post(path, "{'reason': 'r', 'evidence': 'comparison-7'}").status())
        .isEqualTo(200);
  }

  @Test
  void promotions_and_rollbacks_at_once_leave_exactly_one_in_production() throws Exception {
    ModelName model = promoted("contended", 6);
    List<Callable<Integer>> attempts = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      ModelVersion version = new ModelVersion(model, 1 + i % 6);
      attempts.add(
          i % 3 == 0
              ? () -> rollback(model).status()
              : () -> {
                promote(version);
                return 200;
              });
    }

    List<Future<Integer>> answers;
    try (ExecutorService threads = Executors.newFixedThreadPool(12)) {
      answers = threads.invokeAll(attempts);
    }

    for (Future<Integer> answer : answers) {
      assertThat(answer.get()).isIn(200, 409);
    }
    assertThat(stages(model)).containsOnlyOnce(Stage.PRODUCTION);
  }

  @Test
  void history_is_filtered_by_version_author_and_time_and_says_through_which_interface() {
    ModelName model = promoted("filtered", 2);
    Instant between = REGISTRY.history(model).getFirst().at().plusNanos(1_000);
    SERVER.post(
        "/api/2.0/mlflow/model-versions/set-tag",
        "{'name': 'filtered', 'version': '1', 'key': 'k', 'value': 'v'}");
    String path = "/api/v1/models/filtered/history";

    assertThat(SERVER.get(path).json()).hasSize(6);
    assertThat(SERVER.get(path).at("/0/via")).isEqualTo("mlflow");
    assertThat(SERVER.get(path).at("/1/via")).isEqualTo("signalbox");
    assertThat(SERVER.get(path + "?version=2").json()).hasSize(2);
    assertThat(SERVER.get(path + "?author=local").json()).hasSize(1);
    assertThat(SERVER.get(path + "?author=nobody").json()).isEmpty();
    assertThat(SERVER.get(path + "?from=" + between).json()).hasSize(1);
    assertThat(SERVER.get(path + "?until=" + between).json()).hasSize(5);
    String last = SERVER.get(path + "?limit=2").json().at("/1/id").asString();
    assertThat(SERVER.get(path + "?limit=10&before=" + last).json()).hasSize(4);
    assertThat(SERVER.get(path + "?limit=0").status()).isEqualTo(400);
    assertThat(SERVER.get(path + "?version=x").status()).isEqualTo(400);
  }
}
