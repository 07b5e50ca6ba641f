package io.signalbox.registry.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.registry.Artifacts;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.Deployments;
import io.signalbox.registry.ModelDefinition;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.Models;
import io.signalbox.registry.NewVersion;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.Registry;
import io.signalbox.registry.RegistryServer;
import io.signalbox.registry.RegistryServer.Answer;
import io.signalbox.registry.Stage;
import io.signalbox.registry.Tracking;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept no longer goes, with its files and without its history. */
class RetentionIT {
  private static final Attribution ADA = new Attribution("ada", "because");
  private static final int BYTES = 100;

  private static final RegistryServer SERVER = new RegistryServer();
  private static final Registry REGISTRY = SERVER.bean(Registry.class);
  private static final Tracking TRACKING = SERVER.bean(Tracking.class);
  private static final Artifacts ARTIFACTS = SERVER.bean(Artifacts.class);

  @BeforeEach
  void keepEverything() {
    SERVER.jdbc().sql("DELETE FROM registry.model_retention").update();
    SERVER.jdbc().sql("DELETE FROM registry.experiment_retention").update();
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  /** An ended run with a file of its own and a model's. */
  private Tracking.Run run(String experiment) throws IOException {
    Tracking.Run run = TRACKING.startRun(TRACKING.experiment(experiment), "fit", Map.of("k", "v"));
    TRACKING.logMetrics(run.id(), Map.of("loss", 0.5));
    TRACKING.logParams(run.id(), Map.of("depth", "3"));
    ARTIFACTS.write(
        run.artifactPath() + "/model/MLmodel", new ByteArrayInputStream(new byte[BYTES]));
    ARTIFACTS.write(run.artifactPath() + "/log.txt", new ByteArrayInputStream(new byte[7]));
    TRACKING.endRun(run.id(), Tracking.RunStatus.FINISHED);
    return run;
  }

  private ModelVersion version(ModelName model, Tracking.Run run) {
    String source = "runs:/" + run.id() + "/model";
    return REGISTRY
        .createVersion(new NewVersion(model, source, Optional.of(run.id()), "", Map.of()), ADA)
        .id();
  }

  /** A model with so many versions of runs of their own, all archived. */
  private ModelName archived(String name, int versions) throws IOException {
    ModelName model = new ModelName(name);
    REGISTRY.apply(new ModelDefinition(model, "", List.of()), ADA);
    for (int i = 0; i < versions; i++) {
      REGISTRY.transition(version(model, run("of " + name)), Stage.ARCHIVED, ADA);
    }
    return model;
  }

  private void keep(String path, String json) {
    Answer kept = SERVER.send("PUT", path, json);
    assertThat(kept.status()).as(kept.body()).isEqualTo(200);
  }

  private List<String> subjects(Answer sweep) {
    assertThat(sweep.status()).as(sweep.body()).isEqualTo(200);
    return sweep
        .json()
        .path("gone")
        .valueStream()
        .map(gone -> gone.path("subject").asString())
        .toList();
  }

  private Answer carryOut() {
    return SERVER.post("/api/v1/retention/runs", "{'reason': 'too old'}");
  }

  private List<Integer> numbers(ModelName model) {
    return REGISTRY.versions(model).stream()
        .map(RegisteredVersion::id)
        .map(ModelVersion::number)
        .toList();
  }

  @Test
  void of_archived_versions_the_newest_stay_and_the_others_go_with_their_files()
      throws IOException {
    ModelName model = archived("many", 5);
    String gone = REGISTRY.version(new ModelVersion(model, 1)).orElseThrow().artifactPath();
    String stays = REGISTRY.version(new ModelVersion(model, 5)).orElseThrow().artifactPath();
    keep("/api/v1/models/many/retention", "{'keep_archived': 2, 'reason': 'disk'}");

    Answer preview = SERVER.get("/api/v1/retention/preview");
    assertThat(subjects(preview)).containsExactly("many/1", "many/2", "many/3");
    assertThat(preview.json().path("bytes").asLong()).isEqualTo(3 * BYTES);
    assertThat(numbers(model)).as("a preview changes nothing").hasSize(5);
    Answer done = carryOut();

    assertThat(subjects(done)).containsExactly("many/1", "many/2", "many/3");
    assertThat(done.json().path("bytes").asLong()).isEqualTo(3 * BYTES);
    assertThat(numbers(model)).containsExactly(4, 5);
    assertThat(ARTIFACTS.find(gone)).isEmpty();
    assertThat(ARTIFACTS.find(stays)).isPresent();
    assertThat(carryOut().json().path("gone").size()).isZero();
    Answer history = SERVER.get("/api/v1/models/many/history?version=1");
    assertThat(history.at("/0/action")).isEqualTo("version deleted");
    assertThat(history.at("/0/reason")).isEqualTo("too old");
    assertThat(history.json().size()).as("what came before stays").isEqualTo(3);
    assertThat(SERVER
            .jdbc()
            .sql("SELECT count(*) FROM registry.retired_folders")
            .query(Integer.class)
            .single())
        .isZero();
  }

  @Test
  void what_was_ever_in_production_has_an_alias_or_serves_is_kept() throws IOException {
    ModelName model = archived("kept", 4);
    REGISTRY.transition(new ModelVersion(model, 1), Stage.PRODUCTION, ADA);
    REGISTRY.transition(new ModelVersion(model, 1), Stage.ARCHIVED, ADA);
    SERVER.bean(Models.class).setAlias(new ModelVersion(model, 2), "golden", ADA);
    SERVER
        .bean(Deployments.class)
        .tell(new Deployments.Serving(
            "elsewhere",
            model,
            List.of(new Deployments.Arm(3, 10_000, false)),
            true,
            "ada",
            Instant.parse("2026-01-01T00:00:00Z")));
    version(model, run("of kept")); // not archived
    keep("/api/v1/models/kept/retention", "{'keep_archived': 0, 'reason': 'disk'}");

    assertThat(subjects(SERVER.get("/api/v1/retention/preview"))).containsExactly("kept/4");
    keep(
        "/api/v1/models/kept/retention",
        "{'keep_archived': 0, 'keep_ever_in_production': false, 'reason': 'disk'}");
    assertThat(subjects(carryOut())).containsExactly("kept/1", "kept/4");
    assertThat(numbers(model)).containsExactly(2, 3, 5);
  }

  @Test
  void files_that_several_versions_share_go_with_the_last_of_them() throws IOException {
    ModelName model = archived("shared", 0);
    Tracking.Run run = run("of shared");
    for (int i = 0; i < 3; i++) {
      REGISTRY.transition(version(model, run), Stage.ARCHIVED, ADA);
    }
    keep("/api/v1/models/shared/retention", "{'keep_archived': 1, 'reason': 'disk'}");

    assertThat(carryOut().json().path("bytes").asLong()).isZero();
    assertThat(ARTIFACTS.find(run.artifactPath() + "/model/MLmodel")).isPresent();
    keep("/api/v1/models/shared/retention", "{'keep_archived': 0, 'reason': 'disk'}");
    assertThat(carryOut().json().path("bytes").asLong()).isEqualTo(BYTES);

    assertThat(ARTIFACTS.find(run.artifactPath() + "/model")).isEmpty();
    assertThat(ARTIFACTS.find(run.artifactPath() + "/log.txt"))
        .as("the run's own")
        .isPresent();
  }

  @Test
  void old_runs_go_with_their_history_and_files_unless_a_version_comes_from_them()
      throws IOException {
    ModelName model = archived("running", 0);
    Tracking.Run old = run("old ones");
    Tracking.Run young = run("old ones");
    Tracking.Run needed = run("old ones");
    Tracking.Run running = TRACKING.startRun(TRACKING.experiment("old ones"), "runs on", Map.of());
    version(model, needed);
    long longAgo = Instant.parse("2020-01-01T00:00:00Z").toEpochMilli();
    for (Tracking.Run each : List.of(old, needed, running)) {
      SERVER
          .jdbc()
          .sql(
              "UPDATE registry.runs SET start_millis = :at, end_millis = CASE WHEN end_millis IS NULL"
                  + " THEN NULL ELSE :at END WHERE run_id = :run::uuid")
          .param("at", longAgo)
          .param("run", each.id())
          .update();
    }
    String experiment = TRACKING.experiment("old ones");
    keep(
        "/api/v1/experiments/" + experiment + "/retention",
        "{'older_than_days': 30, 'reason': 'disk'}");

    assertThat(subjects(SERVER.get("/api/v1/retention/preview"))).containsExactly(old.id());
    Answer done = carryOut();

    assertThat(subjects(done)).containsExactly(old.id());
    assertThat(done.json().path("files").asLong()).isEqualTo(2);
    assertThat(done.json().path("bytes").asLong()).isEqualTo(BYTES + 7);
    assertThat(TRACKING.run(old.id())).isEmpty();
    for (Tracking.Run stays : List.of(young, needed, running)) {
      assertThat(TRACKING.run(stays.id())).isPresent();
    }
    assertThat(ARTIFACTS.find(old.artifactPath())).isEmpty();
    for (String table : List.of("metrics", "latest_metrics", "params", "run_tags")) {
      assertThat(SERVER
              .jdbc()
              .sql("SELECT count(*) FROM registry." + table + " WHERE run_id = ?::uuid")
              .params(old.id())
              .query(Integer.class)
              .single())
          .as(table)
          .isZero();
    }
    assertThat(SERVER
            .jdbc()
            .sql(
                "SELECT reason FROM registry.changes WHERE action = 'run deleted' AND detail ->> 'run' = ?")
            .params(old.id())
            .query(String.class)
            .single())
        .isEqualTo("too old");
  }

  @Test
  void files_that_a_killed_server_left_go_with_the_next_call() throws IOException {
    ARTIFACTS.write("9/left/artifacts/x", new ByteArrayInputStream(new byte[1]));
    SERVER
        .jdbc()
        .sql("INSERT INTO registry.retired_folders (path) VALUES ('9/left'), ('9/never')")
        .update();

    assertThat(carryOut().status()).isEqualTo(200);

    assertThat(ARTIFACTS.find("9/left")).isEmpty();
    assertThat(SERVER
            .jdbc()
            .sql("SELECT count(*) FROM registry.retired_folders")
            .query(Integer.class)
            .single())
        .isZero();
  }

  @Test
  void without_a_policy_everything_is_kept_and_odd_policies_are_refused() throws IOException {
    archived("free", 3);
    assertThat(subjects(SERVER.get("/api/v1/retention/preview"))).isEmpty();
    keep("/api/v1/models/free/retention", "{'keep_archived': 0, 'reason': 'disk'}");
    assertThat(SERVER.get("/api/v1/retention").at("/models/0/model")).isEqualTo("free");
    assertThat(
            SERVER.send("DELETE", "/api/v1/models/free/retention?reason=r", "").status())
        .isEqualTo(204);
    assertThat(
            SERVER.send("DELETE", "/api/v1/models/free/retention?reason=r", "").status())
        .isEqualTo(404);
    assertThat(subjects(carryOut())).isEmpty();

    for (String refused : List.of(
        "{}",
        "{'keep_archived': -1, 'reason': 'r'}",
        "{'keep_archived': 1}",
        "{'keep_archived': 100001, 'reason': 'r'}")) {
      assertThat(SERVER.send("PUT", "/api/v1/models/free/retention", refused).status())
          .as(refused)
          .isEqualTo(400);
    }
    for (String refused :
        List.of("{}", "{'older_than_days': 0, 'reason': 'r'}", "{'older_than_days': 5}")) {
      assertThat(SERVER.send("PUT", "/api/v1/experiments/0/retention", refused).status())
          .as(refused)
          .isEqualTo(400);
    }
    assertThat(SERVER
            .send("PUT", "/api/v1/models/nope/retention", "{'keep_archived': 1, 'reason': 'r'}")
            .status())
        .isEqualTo(404);
    assertThat(SERVER
            .send(
                "PUT",
                "/api/v1/experiments/99999/retention",
                "{'older_than_days': 1, 'reason': 'r'}")
            .status())
        .isEqualTo(404);
    assertThat(SERVER.post("/api/v1/retention/runs", "{}").at("/type")).endsWith("reason-refused");
  }
}
