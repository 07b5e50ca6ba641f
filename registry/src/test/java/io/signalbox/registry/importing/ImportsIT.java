package io.signalbox.registry.importing;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.registry.HttpListener;
import io.signalbox.registry.RegistryServer;
import io.signalbox.registry.RegistryServer.Answer;
import io.signalbox.registry.Stage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Copies from a second Signalbox, which speaks the same protocol as MLflow's server. */
class ImportsIT {
  private static final FilledSource FILLED = new FilledSource();
  private static final RegistryServer SOURCE = FILLED.server();
  private static final int STEPS = FilledSource.STEPS;
  private static final String RUN = FILLED.run();
  private static final String DELETED_RUN = FILLED.deletedRun();
  private static final String LOGGED_MODEL = FILLED.loggedModel();

  private RegistryServer target;

  @AfterAll
  static void stop() {
    FILLED.close();
  }

  @BeforeEach
  void open() {
    target = new RegistryServer();
  }

  @AfterEach
  void close() {
    target.close();
  }

  /** Copies and waits for the end. */
  private JsonNode copy() {
    Answer begun = target.post("/api/v1/imports", "{'from': '" + SOURCE.url() + "'}");
    assertThat(begun.status()).as(begun.body()).isEqualTo(202);
    String path = "/api/v1/imports/" + begun.at("/id");
    await().atMost(120, SECONDS).until(() -> !target.get(path).at("/state").equals("running"));
    return target.get(path).json();
  }

  private JsonNode here(String path) {
    return target.get("/api/2.0/mlflow/" + path).json();
  }

  private static JsonNode there(String path) {
    return SOURCE.get("/api/2.0/mlflow/" + path).json();
  }

  @Test
  void everything_is_here_with_its_ids_times_and_history_and_counted_on_both_sides() {
    target.post("/api/2.0/mlflow/experiments/create", "{'name': 'takes the next number'}");

    JsonNode done = copy();

    assertThat(done.path("state").asString()).as(done.toString()).isEqualTo("done");
    Map<String, Long> expected = Map.of(
        "experiments", 3L,
        "runs", 2L,
        "params", 2L,
        "metric points", STEPS + 2L,
        "datasets read", 1L,
        "logged models", 1L,
        "models", 2L,
        "versions", 4L,
        "aliases", 1L,
        "files", 3L);
    expected.forEach((what, count) -> {
      assertThat(done.path("counts").path(what).path("source").asLong())
          .as(what)
          .isEqualTo(count);
      assertThat(done.path("counts").path(what).path("here").asLong()).as(what).isEqualTo(count);
    });
    String get = "runs/get?run_id=" + RUN;
    assertThat(here(get).at("/run/data")).isEqualTo(there(get).at("/run/data"));
    assertThat(here(get).at("/run/inputs")).isEqualTo(there(get).at("/run/inputs"));
    assertThat(here(get).at("/run/outputs")).isEqualTo(there(get).at("/run/outputs"));
    for (String field : List.of("run_name", "user_id", "status", "start_time", "end_time")) {
      assertThat(here(get).at("/run/info/" + field))
          .as(field)
          .isEqualTo(there(get).at("/run/info/" + field));
    }
    String history = "metrics/get-history?metric_key=loss&run_id=" + RUN;
    assertThat(here(history).path("metrics")).isEqualTo(there(history).path("metrics"));
    assertThat(here("runs/get?run_id=" + DELETED_RUN)
            .at("/run/info/lifecycle_stage")
            .asString())
        .isEqualTo("deleted");
    assertThat(here("experiments/get-by-name?experiment_name=deleted%20one")
            .at("/experiment/lifecycle_stage")
            .asString())
        .isEqualTo("deleted");
    assertThat(here("experiments/get-by-name?experiment_name=flights").at("/experiment/tags"))
        .isEqualTo(there("experiments/get-by-name?experiment_name=flights").at("/experiment/tags"));
  }

  @Test
  void models_keep_their_numbers_stages_aliases_and_files() {
    copy();

    JsonNode model = here("registered-models/get?name=delays").path("registered_model");
    assertThat(model.path("aliases"))
        .isEqualTo(there("registered-models/get?name=delays").at("/registered_model/aliases"));
    assertThat(model.path("creation_timestamp"))
        .isEqualTo(
            there("registered-models/get?name=delays").at("/registered_model/creation_timestamp"));
    String second = "model-versions/get?name=delays&version=2";
    for (String field : List.of(
        "current_stage",
        "description",
        "creation_timestamp",
        "user_id",
        "run_id",
        "tags",
        "source")) {
      assertThat(here(second).at("/model_version/" + field))
          .as(field)
          .isEqualTo(there(second).at("/model_version/" + field));
    }
    assertThat(target
            .get("/model-versions/get-artifact?name=delays&version=2&path=MLmodel")
            .body())
        .isEqualTo("flavors: {}");
    assertThat(target
            .get("/model-versions/get-artifact?name=delays&version=4&path=MLmodel")
            .body())
        .isEqualTo("flavors: {x: 1}");
    assertThat(target
            .get("/get-artifact?run_uuid=" + RUN + "&path=notes/"
                + SourceServer.encoded("é and spaces.txt"))
            .body())
        .isEqualTo("text");
    String logged = "logged-models/" + LOGGED_MODEL;
    assertThat(here(logged).at("/model/data")).isEqualTo(there(logged).at("/model/data"));
    assertThat(here(logged).at("/model/info/status").asString()).isEqualTo("LOGGED_MODEL_READY");
    assertThat(target
            .post(
                "/api/2.0/mlflow/model-versions/create",
                "{'name': 'delays', 'source': 'runs:/" + RUN + "/model', 'run_id': '" + RUN + "'}")
            .at("/model_version/version"))
        .as("numbers go on")
        .isEqualTo("5");
    Answer history = target.get("/api/v1/models/delays/history?version=2");
    assertThat(history.json().valueStream().map(change -> change.path("action").asString()))
        .containsExactly("alias", "version imported");
    assertThat(target.stageChanges()).anyMatch(change -> change.to() == Stage.PRODUCTION);
    assertThat(here("model-versions/search?filter="
                + SourceServer.encoded(
                    "name = 'a prompt' AND tag.`mlflow.prompt.is_prompt` = 'true'"))
            .path("model_versions"))
        .hasSize(1);
  }

  @Test
  void of_several_in_production_the_one_moved_last_stays_and_the_others_are_listed() {
    JsonNode production = SOURCE.get("/api/v1/models/delays").json();
    assertThat(production.path("model").path("production").asInt()).isEqualTo(2);
    // As MLflow leaves it after concurrent moves; our own index forbids it, so it goes for a moment
    SOURCE.jdbc().sql("DROP INDEX registry.versions_one_production").update();
    SOURCE
        .jdbc()
        .sql(
            "UPDATE registry.versions SET stage = 'PRODUCTION', updated_millis = created_millis + version"
                + " WHERE version IN (2, 3)")
        .update();
    try {
      JsonNode done = copy();

      assertThat(done.path("state").asString()).isEqualTo("done");
      assertThat(done.at("/archived/0/subject").asString()).isEqualTo("delays/2");
      assertThat(done.at("/archived/0/note").asString()).contains("version 3 was moved last");
      assertThat(here("model-versions/get?name=delays&version=2")
              .at("/model_version/current_stage")
              .asString())
          .isEqualTo("Archived");
      assertThat(here("model-versions/get?name=delays&version=3")
              .at("/model_version/current_stage")
              .asString())
          .isEqualTo("Production");
    } finally {
      SOURCE
          .jdbc()
          .sql(
              "UPDATE registry.versions SET stage = 'NONE' WHERE version = 3 AND stage = 'PRODUCTION'")
          .update();
      SOURCE
          .jdbc()
          .sql("CREATE UNIQUE INDEX versions_one_production ON registry.versions (model_id)"
              + " WHERE stage = 'PRODUCTION' AND NOT deleted")
          .update();
    }
  }

  @Test
  void begun_again_it_goes_on_and_copies_nothing_twice() {
    copy();
    // As a kill leaves it: one run begun and half of its history here, and the models not yet
    target
        .jdbc()
        .sql("UPDATE registry.import_items SET done = false WHERE kind = 'run'")
        .update();
    target.jdbc().sql("DELETE FROM registry.metrics WHERE step > 5000").update();
    target.jdbc().sql("DELETE FROM registry.import_items WHERE kind = 'model'").update();
    target.jdbc().sql("DELETE FROM registry.models").update();
    target.jdbc().sql("UPDATE registry.imports SET state = 'RUNNING'").update();
    assertThat(target.get("/api/v1/imports/1").at("/state")).isEqualTo("interrupted");

    JsonNode again = copy();

    assertThat(again.path("state").asString()).as(again.toString()).isEqualTo("done");
    assertThat(again.path("id").asLong()).isEqualTo(1);
    assertThat(again.at("/counts/metric points/here").asLong()).isEqualTo(STEPS + 2L);
    assertThat(again.at("/counts/versions/here").asLong()).isEqualTo(4);
  }

  @Test
  void what_is_here_already_under_its_name_is_left_out_and_said() {
    target.post("/api/2.0/mlflow/registered-models/create", "{'name': 'delays'}");

    JsonNode done = copy();

    assertThat(done.path("state").asString()).isEqualTo("differs");
    assertThat(done.at("/left_out/0/subject").asString()).isEqualTo("model delays");
    assertThat(done.at("/left_out/0/note").asString()).contains("already exists");
    assertThat(done.at("/counts/models/source").asLong()).isEqualTo(2);
    assertThat(done.at("/counts/models/here").asLong()).isEqualTo(1);
  }

  @Test
  void a_server_that_does_not_answer_or_an_address_that_is_none_is_said_plainly() {
    for (String from : List.of(
        "", "ftp://host", "http://user:secret@host", "http://", "http://host?x=1", "not a url")) {
      assertThat(target.post("/api/v1/imports", "{'from': '" + from + "'}").status())
          .as(from)
          .isEqualTo(400);
    }
    Answer begun = target.post("/api/v1/imports", "{'from': 'http://127.0.0.1:1'}");
    String path = "/api/v1/imports/" + begun.at("/id");
    await().atMost(60, SECONDS).until(() -> target.get(path).at("/state").equals("failed"));

    assertThat(target.get(path).at("/error")).startsWith("http://127.0.0.1:1: experiments/search:");
    assertThat(target.get("/api/v1/imports/99").status()).isEqualTo(404);
  }

  @Test
  void files_that_the_source_cannot_give_are_left_out_and_asked_for_again() {
    String sql = "UPDATE registry.runs SET artifact_uri = ? WHERE run_id = ?::uuid";
    String uri = there("runs/get?run_id=" + RUN).at("/run/info/artifact_uri").asString();
    SOURCE.jdbc().sql(sql).params("s3://a-store-that-is-away/x", RUN).update();
    JsonNode first;
    try {
      first = copy();
    } finally {
      SOURCE.jdbc().sql(sql).params(uri, RUN).update();
    }

    JsonNode again = copy();

    assertThat(first.path("state").asString()).isEqualTo("differs");
    assertThat(first.at("/left_out/0/subject").asString()).isEqualTo("run " + RUN + ": files in /");
    assertThat(first.at("/counts/runs/here").asLong())
        .as("all the rest is here")
        .isEqualTo(2);
    assertThat(again.path("state").asString()).as(again.toString()).isEqualTo("done");
    assertThat(again.at("/counts/files/here").asLong()).isEqualTo(3);
  }

  @Test
  void credentials_go_to_the_source_and_are_stored_nowhere() {
    try (HttpListener listener = new HttpListener()) {
      for (String credentials :
          List.of("'token': 'sesame'", "'user': 'ada', 'password': 'sesame'")) {
        Answer begun = target.post(
            "/api/v1/imports", "{'from': '" + listener.url("") + "', " + credentials + "}");
        String path = "/api/v1/imports/" + begun.at("/id");
        await().atMost(60, SECONDS).until(() -> target.get(path).at("/state").equals("failed"));
        assertThat(target.get(path).at("/error")).contains("is no JSON");
      }
      List<String> sent = listener.received().stream()
          .map(request -> request.header("Authorization"))
          .distinct()
          .toList();

      // printf ada:sesame | base64
      assertThat(sent).containsExactly("Bearer sesame", "Basic YWRhOnNlc2FtZQ==");
      assertThat(target
              .jdbc()
              .sql("SELECT i::text FROM registry.imports i")
              .query(String.class)
              .single())
          .doesNotContain("sesame");
    }
  }

  @Test
  void while_it_is_under_way_it_is_not_begun_a_second_time() throws Exception {
    try (ImportLock lock = ImportLock.take(
            target.bean(javax.sql.DataSource.class), SOURCE.url().toString())
        .orElseThrow()) {
      Answer second = target.post("/api/v1/imports", "{'from': '" + SOURCE.url() + "'}");

      assertThat(lock).isNotNull();
      assertThat(second.status()).isEqualTo(409);
      assertThat(second.at("/type")).endsWith("wrong-registry-state");
    }
    assertThat(copy().path("state").asString()).isEqualTo("done");
  }
}
