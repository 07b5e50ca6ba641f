package io.signalbox.registry.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.registry.Attribution;
import io.signalbox.registry.Gate;
import io.signalbox.registry.ModelDefinition;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.NewVersion;
import io.signalbox.registry.Registry;
import io.signalbox.registry.RegistryServer;
import io.signalbox.registry.RegistryServer.Answer;
import io.signalbox.registry.Stage;
import io.signalbox.registry.Tracking;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Cards, versions side by side and decisions, through the interface. */
class CardsIT {
  private static final RegistryServer SERVER = new RegistryServer();
  private static final Registry REGISTRY = SERVER.bean(Registry.class);
  private static final Tracking TRACKING = SERVER.bean(Tracking.class);
  private static final Attribution ADA = new Attribution("ada", "because");
  private static final Gate LOSS =
      new Gate.MetricBound(Stage.PRODUCTION, "log_loss", Gate.Relation.AT_MOST, 0.5);
  private static final Gate REVIEWED =
      new Gate.Tagged(Stage.PRODUCTION, "reviewed", Optional.empty());

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  /** A model whose versions have these losses. */
  private static ModelName model(String name, double... losses) {
    ModelName model = new ModelName(name);
    REGISTRY.apply(new ModelDefinition(model, "", List.of(LOSS)), ADA);
    for (double loss : losses) {
      Tracking.Run run = TRACKING.startRun(TRACKING.experiment("cards"), "fit", Map.of());
      TRACKING.logMetrics(run.id(), Map.of("log_loss", loss));
      TRACKING.logParams(run.id(), Map.of("depth", "3", "kind", "loss " + loss));
      String signature = """
          signature:
            inputs: '[{"type": "double", "name": "wind", "required": true}]'
            outputs: '[{"type": "float", "name": "probability", "required": true}]'
          """;
      SERVER.put(
          "/api/2.0/mlflow-artifacts/artifacts/" + run.artifactPath() + "/model/MLmodel",
          signature.getBytes(StandardCharsets.UTF_8));
      REGISTRY.createVersion(
          new NewVersion(
              model,
              "runs:/" + run.id() + "/model",
              Optional.of(run.id()),
              "",
              Map.of("signalbox.training_set", "set " + loss)),
          ADA);
    }
    return model;
  }

  private static Answer page(String path) {
    return SERVER.send(SERVER.request(path).header("Accept", "text/markdown"));
  }

  private static Answer decide(String model, String body) {
    return SERVER.post("/api/v1/models/" + model + "/versions/2/decisions", body);
  }

  @Test
  void versions_stand_side_by_side_with_what_differs_and_the_gates_of_each() {
    model("sides", 0.6, 0.4);

    Answer sides = SERVER.get("/api/v1/models/sides/compare?versions=1,2");

    assertThat(sides.status()).as(sides.body()).isEqualTo(200);
    assertThat(sides.json().at("/candidate").asInt()).isEqualTo(2);
    assertThat(sides.json().at("/passes").asBoolean()).isTrue();
    assertThat(sides.at("/metrics/0/name")).isEqualTo("log_loss");
    assertThat(sides.json().at("/metrics/0/values/1").asDouble()).isEqualTo(0.6);
    assertThat(sides.json().at("/metrics/0/values/2").asDouble()).isEqualTo(0.4);
    assertThat(sides.at("/params/0/name")).isEqualTo("depth");
    assertThat(sides.json().at("/params/0/differs").asBoolean()).isFalse();
    assertThat(sides.json().at("/params/1/differs").asBoolean()).isTrue();
    assertThat(sides.at("/inputs/0/values/2")).isEqualTo("double");
    assertThat(sides.at("/outputs/0/name")).isEqualTo("probability");
    assertThat(sides.at("/data/0/values/1")).isEqualTo("set 0.6");
    assertThat(sides.at("/gates/0/results/1/verdict")).isEqualTo("failed");
    assertThat(sides.at("/gates/0/results/2/verdict")).isEqualTo("passed");
    Answer other = SERVER.get("/api/v1/models/sides/compare?versions=1,2&candidate=1");
    assertThat(other.json().at("/passes").asBoolean()).isFalse();
    assertThat(SERVER
            .get("/api/v1/models/sides/compare?versions=1,2&stage=staging")
            .json()
            .at("/gates"))
        .isEmpty();
  }

  @Test
  void what_a_version_does_not_have_is_absent_and_nan_is_itself() {
    ModelName model = model("gaps", Double.NaN);
    REGISTRY.createVersion(
        new NewVersion(model, "s3://bucket/x", Optional.empty(), "", Map.of()), ADA);

    Answer sides = SERVER.get("/api/v1/models/gaps/compare?versions=2,1");

    assertThat(sides.json().at("/metrics/0/values").propertyNames()).containsExactly("1");
    assertThat(sides.at("/metrics/0/values/1")).isEqualTo("NaN");
    assertThat(sides.json().at("/metrics/0/differs").asBoolean()).isTrue();
    assertThat(page("/api/v1/models/gaps/compare?versions=2,1").body())
        .contains("| log\\_loss |  | NaN |  |");
  }

  @Test
  void the_markdown_says_the_same_and_nothing_that_people_wrote_is_markup() {
    ModelName model = model("paper | <b>", 0.6, 0.4);
    REGISTRY.describeVersion(
        new ModelVersion(model, 2), "# not a heading\n<script>x</script>", ADA);

    String compared =
        page("/api/v1/models/paper%20%7C%20%3Cb%3E/compare?versions=1,2").body();
    String card = page("/api/v1/models/paper%20%7C%20%3Cb%3E/versions/2/card").body();

    assertThat(compared)
        .startsWith("# paper &#124; \\<b\\>: version 2 beside 1\n")
        .contains("Of 1 gates of Production, 0 keep version 2 out.")
        .contains("|  | version 1 | version 2 (candidate) |")
        .contains("| log\\_loss \\<= 0.5 | failed: 0.6 | passed: 0.4 |")
        .contains("| log\\_loss | 0.6 | 0.4 | -0.2 |");
    assertThat(card)
        .startsWith("# paper &#124; \\<b\\>, version 2\n\n> \\# not a heading  \n> \\<script\\>x")
        .contains("## Gates of Production", "| passed | log\\_loss \\<= 0.5 | 0.4 |")
        .contains("## Inputs", "| wind | double |")
        .contains("| training set | set 0.4 |");
  }

  @Test
  void a_card_holds_everything_of_one_version() {
    ModelName model = model("carded", 0.4);
    REGISTRY.transition(new ModelVersion(model, 1), Stage.PRODUCTION, ADA);

    Answer card = SERVER.get("/api/v1/models/carded/versions/1/card");

    assertThat(card.at("/lineage/training_set")).isEqualTo("set 0.4");
    assertThat(card.at("/lineage/stage")).isEqualTo("production");
    assertThat(card.json().at("/metrics/log_loss").asDouble()).isEqualTo(0.4);
    assertThat(card.at("/signature/inputs/wind")).isEqualTo("double");
    assertThat(card.at("/gates/0/gate/type")).isEqualTo("metric");
    assertThat(card.at("/moves/0/action")).isEqualTo("stage");
    assertThat(card.at("/moves/0/author")).isEqualTo("ada");
    assertThat(page("/api/v1/models/carded/versions/1/card").body()).contains("## Moves");
  }

  @Test
  void a_decision_is_stored_with_its_rationale_and_stays_as_it_was() {
    ModelName model = model("decided", 0.6, 0.4);
    String why = "{'against': [1], 'verdict': 'enter', 'reason': 'a *third* less loss',"
        + " 'evidence': 'comparison-7'}";

    Answer made = decide("decided", why);
    REGISTRY.apply(new ModelDefinition(model, "", List.of(LOSS, REVIEWED)), ADA);

    assertThat(made.status()).as(made.body()).isEqualTo(201);
    String path = "/api/v1/models/decided/versions/2/decisions";
    String one = path + "/" + made.at("/decision/id");
    assertThat(SERVER.get(path).at("/decisions/0/reason")).isEqualTo("a *third* less loss");
    assertThat(SERVER.get(path).at("/decisions/0/author")).isEqualTo("local");
    assertThat(SERVER.get(one).json().at("/comparison/gates").size())
        .as("of then")
        .isEqualTo(1);
    assertThat(SERVER.get(one).at("/evidence/verdict")).isEqualTo("promote");
    assertThat(page(one).body())
        .startsWith("# decided: version 2 beside 1\n\n**Version 2 may enter Production.**")
        .contains("> a \\*third\\* less loss")
        .contains("It rests on comparison comparison-7, whose verdict was: promote.")
        .contains("| log\\_loss | 0.6 | 0.4 | -0.2 |");
    assertThat(REGISTRY.history(model).get(1).action()).isEqualTo("decided");
    assertThat(
            SERVER.get("/api/v1/models/decided").json().at("/versions/1/stage").asString())
        .as("moves nothing")
        .isEqualTo("none");
    assertThat(SERVER.get("/api/v1/models/decided/versions/2/card").at("/decisions/0/verdict"))
        .isEqualTo("enter");
  }

  @Test
  void decisions_cannot_be_rewritten_and_outlive_their_model() {
    model("outlived", 0.6, 0.4);
    decide("outlived", "{'against': [1], 'verdict': 'wait', 'reason': 'not yet'}");

    for (String rewriting : List.of(
        "UPDATE registry.decisions SET author = 'x'",
        "DELETE FROM registry.decisions",
        "TRUNCATE registry.decisions")) {
      assertThatThrownBy(() -> SERVER.jdbc().sql(rewriting).update())
          .hasMessageContaining("append-only");
    }
    SERVER.send("DELETE", "/api/2.0/mlflow/registered-models/delete", "{'name': 'outlived'}");
    assertThat(SERVER
            .jdbc()
            .sql("SELECT count(*) FROM registry.decisions WHERE reason = 'not yet'")
            .query(Integer.class)
            .single())
        .isEqualTo(1);
  }

  @Test
  void an_answer_is_json_unless_markdown_is_asked_for() throws Exception {
    model("negotiated", 0.6, 0.4);
    String path = "/api/v1/models/negotiated/compare?versions=1,2";

    for (String accept :
        List.of("*/*", "application/json", "application/json, text/markdown;q=0.5")) {
      assertThat(contentType(path, accept)).as(accept).startsWith("application/json");
    }
    for (String accept : List.of("text/markdown", "text/markdown, */*;q=0.1", "text/*")) {
      assertThat(contentType(path, accept)).as(accept).isEqualTo("text/markdown;charset=UTF-8");
    }
    assertThat(SERVER.send(SERVER.request(path).header("Accept", "image/png")).status())
        .isEqualTo(406);
  }

  private static String contentType(String path, String accept) throws Exception {
    try (var http = java.net.http.HttpClient.newHttpClient()) {
      return http.send(
              SERVER.request(path).header("Accept", accept).build(),
              HttpResponse.BodyHandlers.ofString())
          .headers()
          .firstValue("Content-Type")
          .orElse("");
    }
  }

  @Test
  void what_cannot_be_compared_or_decided_is_refused() {
    model("refused", 0.6, 0.4);
    String path = "/api/v1/models/refused/compare?versions=";

    for (String versions : List.of("", "1", "1,1", "1,x", "1,2&candidate=3", "1,2&stage=live")) {
      assertThat(SERVER.get(path + versions).status()).as(versions).isEqualTo(400);
    }
    assertThat(SERVER.get(path + "1,9").status()).isEqualTo(404);
    assertThat(SERVER.get("/api/v1/models/nope/compare?versions=1,2").status()).isEqualTo(404);
    assertThat(SERVER.get("/api/v1/models/refused/versions/9/card").status()).isEqualTo(404);
    assertThat(SERVER.get("/api/v1/models/refused/versions/2/decisions/999999").status())
        .isEqualTo(404);
    for (String body : List.of(
        "{}",
        "{'verdict': 'enter', 'reason': 'r'}",
        "{'against': [1], 'reason': 'r'}",
        "{'against': [null], 'verdict': 'enter', 'reason': 'r'}",
        "{'against': [-1], 'verdict': 'enter', 'reason': 'r'}",
        "{'against': [2], 'verdict': 'enter', 'reason': 'r'}",
        "{'against': [1], 'verdict': 'enter'}")) {
      assertThat(decide("refused", body).status()).as(body).isEqualTo(400);
    }
    assertThat(decide("refused", "{'against': [9], 'verdict': 'enter', 'reason': 'r'}")
            .status())
        .isEqualTo(404);
    assertThat(decide(
                "refused",
                "{'against': [1], 'verdict': 'enter', 'reason': 'r', 'evidence': 'none'}")
            .status())
        .isEqualTo(404);
  }
}
