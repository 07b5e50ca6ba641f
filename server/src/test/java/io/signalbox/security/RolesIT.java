package io.signalbox.security;

import static io.signalbox.security.TokenServer.expect;
import static io.signalbox.security.TokenServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the roles and grants of tokens allow. */
@Timeout(300)
class RolesIT {
  private static TokenServer server;
  private static String ada;
  private static String bea;
  private static String gina;

  @BeforeAll
  static void start(@TempDir Path homes) throws Exception {
    server = new TokenServer(homes);
    ada = server.secret("", "{'name': 'ada', 'role': 'operator', 'reason': 'r'}");
    bea = server.secret(ada, "{'name': 'bea', 'role': 'builder', 'reason': 'r'}");
    gina = server.secret(
        ada, "{'name': 'gina', 'role': 'viewer', 'grants': {'ginas': 'builder'}, 'reason': 'r'}");
    for (String model : List.of("ginas", "beas")) {
      ok(server.mlflow("registered-models/create", bea, "{'name': '" + model + "'}"));
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JsonNode ok(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer);
  }

  private static void forbidden(HttpResponse<String> answer, String what) {
    assertThat(answer.statusCode()).as(what + " " + answer.body()).isEqualTo(403);
    assertThat(json(answer).at("/error_code").asString()).as(what).isEqualTo("PERMISSION_DENIED");
  }

  private static String run(String token) throws Exception {
    return ok(server.mlflow("runs/create", token, "{'experiment_id': '0'}"))
        .at("/run/info/run_id")
        .asString();
  }

  private static String loggedModel(String token) throws Exception {
    return ok(server.mlflow("logged-models", token, "{'experiment_id': '0', 'name': 'm'}"))
        .at("/model/info/model_id")
        .asString();
  }

  private static JsonNode register(String token, String model, String source) throws Exception {
    return ok(server.mlflow(
        "model-versions/create", token, "{'name': '" + model + "', 'source': '" + source + "'}"));
  }

  private static HttpResponse<String> measure(String token, String run) throws Exception {
    return server.mlflow(
        "runs/log-metric",
        token,
        "{'run_id': '" + run + "', 'key': 'holdout.log_loss', 'value': 0.1, 'timestamp': 1}");
  }

  @Test
  void who_builds_one_model_changes_runs_and_logged_models_of_their_own() throws Exception {
    for (String[] change : TrackedChanges.ofRun(run(gina))) {
      ok(server.send(change[0], change[1], gina, change[2]));
    }
    for (String[] change : TrackedChanges.ofModel(loggedModel(gina))) {
      ok(server.send(change[0], change[1], gina, change[2]));
    }
  }

  @Test
  void who_builds_one_model_changes_no_run_logged_model_or_artifact_of_others() throws Exception {
    String beas = run(bea);
    List<String[]> changes = new ArrayList<>(TrackedChanges.ofRun(beas));
    changes.addAll(TrackedChanges.ofModel(loggedModel(bea)));
    for (String file : List.of("0", "0/" + beas, "0/models", "elsewhere/file")) {
      changes.add(
          new String[] {"PUT", "/api/2.0/mlflow-artifacts/artifacts/" + file + "/x", "content"});
    }

    for (String[] change : changes) {
      forbidden(server.send(change[0], change[1], gina, change[2]), change[0] + " " + change[1]);
    }

    for (String[] change : changes) { // not refused for what they say
      ok(server.send(change[0], change[1], bea, change[2]));
    }
    forbidden(
        server.send("DELETE", "/api/2.0/mlflow-artifacts/artifacts/0", gina, ""), "all of them");
  }

  @Test
  void who_builds_one_model_measures_no_logged_model_of_others_with_their_own_run()
      throws Exception {
    String body =
        "{'run_id': '%s', 'metrics': [{'key': 'k', 'value': 1, 'timestamp': 1, 'model_id': '%s'}]}";
    String run = run(gina);

    forbidden(
        server.mlflow("runs/log-batch", gina, body.formatted(run, loggedModel(bea))), "a metric");

    ok(server.mlflow("runs/log-batch", gina, body.formatted(run, loggedModel(gina))));
  }

  @Test
  void a_run_is_of_the_model_that_its_author_registered_it_as() throws Exception {
    String beas = run(bea);
    forbidden(measure(gina, beas), "a run that is no model's");
    register(gina, "ginas", "runs:/" + beas + "/model");
    forbidden(measure(gina, beas), "a run that its author did not register");

    register(bea, "ginas", "runs:/" + beas + "/model");

    ok(measure(gina, beas));
    register(bea, "beas", "runs:/" + beas + "/model");
    forbidden(measure(gina, beas), "a run that is another model's too");
  }

  @Test
  void nobody_changes_what_a_model_they_do_not_build_was_made_of() throws Exception {
    String run = run(gina);
    String model = loggedModel(gina);
    ok(measure(gina, run));
    register(bea, "beas", "runs:/" + run + "/model");
    register(bea, "beas", "models:/" + model);

    for (String[] change : TrackedChanges.ofRun(run)) {
      forbidden(server.send(change[0], change[1], gina, change[2]), change[0] + " " + change[1]);
    }
    for (String[] change : TrackedChanges.ofModel(model)) {
      forbidden(server.send(change[0], change[1], gina, change[2]), change[0] + " " + change[1]);
    }
  }

  @Test
  void experiments_are_everybodys_and_ask_for_a_builder_of_everything() throws Exception {
    String id = ok(server.mlflow("experiments/create", bea, "{'name': 'e'}"))
        .at("/experiment_id")
        .asString();
    String of = "{'experiment_id': '" + id + "'";
    List<String[]> changes = List.of(
        new String[] {"create", "{'name': 'f'}"},
        new String[] {"update", of + ", 'new_name': 'g'}"},
        new String[] {"set-experiment-tag", of + ", 'key': 'k', 'value': 'v'}"},
        new String[] {"delete-experiment-tag", of + ", 'key': 'k'}"},
        new String[] {"delete", of + "}"},
        new String[] {"restore", of + "}"});

    for (String[] change : changes) {
      forbidden(server.mlflow("experiments/" + change[0], gina, change[1]), change[0]);
      ok(server.mlflow("experiments/" + change[0], bea, change[1]));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/get-online-features", "//get-online-features"})
  void a_viewer_asks_for_online_features_also_where_a_client_doubles_the_slash(String path)
      throws Exception {
    HttpResponse<String> answer = server.send("POST", path, gina, "{}");

    assertThat(answer.statusCode()).as(answer.body()).isNotIn(401, 403, 404);
    assertThat(server.send("POST", path.replace("get-online-features", "push"), gina, "{}"))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(403);
    assertThat(server
            .send("POST", path.replace("get-online-features", "push"), bea, "{}")
            .statusCode())
        .isNotIn(401, 403, 404);
  }

  @Test
  void roles_and_grants_decide_and_the_author_is_the_tokens_name() throws Exception {
    String victor = server.secret(ada, "{'name': 'victor', 'role': 'viewer', 'reason': 'r'}");
    String paul = server.secret(
        ada,
        "{'name': 'paul', 'role': 'viewer', 'grants': {'granted': 'approver'}, 'reason': 'r'}");
    for (String model : new String[] {"granted", "other"}) {
      String body = "{'name': '" + model + "'}";
      HttpResponse<String> refused = server.mlflow("registered-models/create", victor, body);
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(json(refused).at("/error_code").asString()).isEqualTo("PERMISSION_DENIED");
      assertThat(server.mlflow("registered-models/create", bea, body).statusCode())
          .isEqualTo(200);
      assertThat(server
              .mlflow(
                  "model-versions/create",
                  bea,
                  "{'name': '" + model + "', 'source': 's3://bucket/" + model + "'}")
              .statusCode())
          .isEqualTo(200);
    }

    HttpResponse<String> builder = server.stage("granted", bea);
    HttpResponse<String> elsewhere = server.stage("other", paul);
    HttpResponse<String> throughMlflow = server.mlflow(
        "model-versions/transition-stage",
        bea,
        "{'name': 'other', 'version': '1', 'stage': 'Production'}");

    expect(builder, 403, "forbidden");
    assertThat(json(builder).at("/detail").asString())
        .isEqualTo("bea is builder with model granted (expected: approver)");
    expect(elsewhere, 403, "forbidden");
    assertThat(throughMlflow.statusCode()).isEqualTo(403);
    assertThat(json(throughMlflow).at("/message").asString())
        .isEqualTo("bea is builder with model other (expected: approver)");
    assertThat(server.stage("granted", paul).statusCode()).isEqualTo(200);
    assertThat(json(server.get("/api/v1/models/granted/history", victor))
            .at("/0/author")
            .asString())
        .isEqualTo("paul");
    expect(server.get("/api/v1/tokens", bea), 403, "forbidden");
    expect(server.send("POST", "/api/v1/apply", paul, "{'files': []}"), 403, "forbidden");
  }
}
