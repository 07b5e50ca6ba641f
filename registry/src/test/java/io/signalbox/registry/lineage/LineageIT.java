package io.signalbox.registry.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.registry.Attribution;
import io.signalbox.registry.Deployments;
import io.signalbox.registry.Deployments.Arm;
import io.signalbox.registry.ModelDefinition;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.NewVersion;
import io.signalbox.registry.Registry;
import io.signalbox.registry.RegistryServer;
import io.signalbox.registry.RegistryServer.Answer;
import io.signalbox.registry.Tracking;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Where versions come from and where they serve, as the interface tells it. */
class LineageIT {
  private static final RegistryServer SERVER = new RegistryServer();
  private static final Registry REGISTRY = SERVER.bean(Registry.class);
  private static final Tracking TRACKING = SERVER.bean(Tracking.class);
  private static final Deployments DEPLOYMENTS = SERVER.bean(Deployments.class);
  private static final Attribution ADA = new Attribution("ada", "because");
  private static final Instant MAY = Instant.parse("2013-05-01T00:00:00Z");

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private static ModelName model(String name) {
    ModelName model = new ModelName(name);
    REGISTRY.apply(new ModelDefinition(model, "", List.of()), ADA);
    return model;
  }

  private static Tracking.Run run(Map<String, String> tags) {
    return TRACKING.startRun(TRACKING.experiment("lineage"), "fit", tags);
  }

  private static ModelVersion version(ModelName model, Tracking.Run run, Map<String, String> tags) {
    String source = "runs:/" + run.id() + "/model";
    return REGISTRY
        .createVersion(new NewVersion(model, source, Optional.of(run.id()), "", tags), ADA)
        .id();
  }

  private static Answer lineage(ModelVersion version) {
    return SERVER.get(
        "/api/v1/models/" + version.model() + "/versions/" + version.number() + "/lineage");
  }

  private static List<String> descendants(String query) {
    Answer answer = SERVER.get("/api/v1/lineage?" + query);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer
        .json()
        .path("versions")
        .valueStream()
        .map(version ->
            version.path("model").asString() + "/" + version.path("version").asInt())
        .toList();
  }

  private static void serve(ModelName model, String endpoint, Instant at, Arm... arms) {
    DEPLOYMENTS.tell(
        new Deployments.Serving(endpoint, model, List.of(arms), false, "signalbox", at));
  }

  private static Answer tell(String model, String endpoint, String body) {
    return SERVER.send("PUT", "/api/v1/models/" + model + "/deployments/" + endpoint, body);
  }

  @Test
  void a_version_tells_what_it_comes_from() {
    ModelName model = model("told");
    Tracking.Run run = run(Map.of(
        "signalbox.training_set", "of the run",
        "signalbox.feature_service", "flight_live@2",
        "mlflow.source.git.commit", "4f0e1d",
        "mlflow.source.name", "train.py"));
    TRACKING.logParams(run.id(), Map.of("depth", "3"));
    SERVER.post(
        "/api/2.0/mlflow/runs/log-inputs",
        "{'run_id': '" + run.id() + "', 'datasets': [{'tags': [{'key': 'mlflow.data.context',"
            + " 'value': 'training'}], 'dataset': {'name': 'flights', 'digest': 'd1',"
            + " 'source_type': 'local', 'source': '{}'}}]}");
    TRACKING.endRun(run.id(), Tracking.RunStatus.FINISHED);

    Answer told = lineage(version(model, run, Map.of("signalbox.training_set", "a1b2")));

    assertThat(told.status()).as(told.body()).isEqualTo(200);
    assertThat(told.at("/model")).isEqualTo("told");
    assertThat(told.at("/registered_by")).isEqualTo("ada");
    assertThat(told.at("/training_set")).as("the version's own word").isEqualTo("a1b2");
    assertThat(told.at("/feature_service")).isEqualTo("flight_live@2");
    assertThat(told.at("/run/id")).isEqualTo(run.id());
    assertThat(told.at("/run/status")).isEqualTo("FINISHED");
    assertThat(told.json().at("/run/ended_at").isString()).isTrue();
    assertThat(told.at("/code/version")).isEqualTo("4f0e1d");
    assertThat(told.at("/code/name")).isEqualTo("train.py");
    assertThat(told.at("/parameters/depth")).isEqualTo("3");
    assertThat(told.at("/datasets/0/digest")).isEqualTo("d1");
    assertThat(told.at("/datasets/0/context")).isEqualTo("training");
    assertThat(told.json().path("deployments").size()).isZero();
  }

  @Test
  void what_nobody_said_is_null_and_an_unknown_version_404() {
    ModelName model = model("silent");
    NewVersion unsaid =
        new NewVersion(model, "s3://bucket/x", Optional.of("elsewhere"), "", Map.of());

    Answer told = lineage(REGISTRY.createVersion(unsaid, ADA).id());

    for (String absent : List.of("training_set", "feature_service", "run", "logged_model")) {
      assertThat(told.json().path(absent).isNull()).as(absent).isTrue();
    }
    assertThat(lineage(new ModelVersion(model, 9)).status()).isEqualTo(404);
    assertThat(lineage(new ModelVersion(new ModelName("nope"), 1)).status()).isEqualTo(404);
  }

  @Test
  void the_other_way_versions_are_found_by_what_they_come_from() {
    ModelName model = model("found");
    Tracking.Run run =
        run(Map.of("signalbox.training_set", "set-1", "signalbox.feature_service", "service_x@1"));
    ModelVersion first = version(model, run, Map.of("signalbox.code_version", "c0ffee"));
    ModelVersion second = version(
        model,
        run,
        Map.of("signalbox.training_set", "set-2", "signalbox.feature_service", "service_x@2"));
    ModelVersion deleted = version(model, run, Map.of("signalbox.training_set", "set-1"));
    REGISTRY.deleteVersion(deleted, ADA);
    SERVER.post(
        "/api/2.0/mlflow/runs/log-inputs",
        "{'run_id': '" + run.id() + "', 'datasets': [{'dataset': {'name': 'rows', 'digest': 'd-77',"
            + " 'source_type': 'local', 'source': '{}'}}]}");

    assertThat(descendants("training_set=set-1")).containsExactly(first.toString());
    assertThat(descendants("training_set=set-2")).containsExactly(second.toString());
    assertThat(descendants("feature_service=service_x@1")).containsExactly(first.toString());
    assertThat(descendants("feature_service=service_x"))
        .containsExactlyInAnyOrder(first.toString(), second.toString());
    assertThat(descendants("feature_service=service_")).isEmpty();
    assertThat(descendants("code=c0ffee")).containsExactly(first.toString());
    assertThat(descendants("run=" + run.id())).hasSize(2);
    assertThat(descendants("dataset=d-77")).hasSize(2);
    assertThat(descendants("run=" + "0".repeat(32))).isEmpty();
    for (String refused : List.of("", "?color=red", "?run=1&code=2")) {
      assertThat(SERVER.get("/api/v1/lineage" + refused).status()).as(refused).isEqualTo(400);
    }
  }

  @Test
  void deployments_begin_and_end_and_tell_since_when_it_predicts() {
    ModelName model = model("served");
    ModelVersion first =
        version(model, run(Map.of("signalbox.training_set", "served-set")), Map.of());
    ModelVersion second = version(model, run(Map.of()), Map.of());
    serve(model, "delays", MAY, new Arm(1, 10_000, false), new Arm(2, 0, true));
    serve(model, "delays", MAY.plusSeconds(60), new Arm(1, 4_000, false), new Arm(2, 6_000, false));
    serve(model, "delays", MAY.plusSeconds(60), new Arm(1, 4_000, false), new Arm(2, 6_000, false));

    JsonNode ofFirst = lineage(first).json().path("deployments");
    JsonNode ofSecond = lineage(second).json().path("deployments");

    assertThat(ofFirst.size()).isEqualTo(1);
    assertThat(ofFirst.at("/0/share").asInt()).isEqualTo(4_000);
    assertThat(ofFirst.at("/0/since").asString()).as("kept its role").isEqualTo(MAY.toString());
    assertThat(ofFirst.at("/0/until").isNull()).isTrue();
    assertThat(ofFirst.at("/0/first_prediction").asString()).isEqualTo("2013-04-01T05:00:00Z");
    assertThat(ofSecond.size()).isEqualTo(2);
    assertThat(ofSecond.at("/0/shadow").asBoolean()).isFalse();
    assertThat(ofSecond.at("/0/first_prediction").isNull()).isTrue();
    assertThat(ofSecond.at("/1/shadow").asBoolean()).isTrue();
    assertThat(ofSecond.at("/1/until").asString()).isEqualTo(MAY.plusSeconds(60).toString());
    Answer of = SERVER.get("/api/v1/lineage?training_set=served-set");
    assertThat(of.at("/versions/0/endpoints/0")).isEqualTo("delays");
  }

  @Test
  void another_program_tells_of_its_own_endpoints_only() {
    ModelName model = model("abroad");
    version(model, run(Map.of()), Map.of());
    serve(model, "ours", MAY, new Arm(1, 10_000, false));

    Answer told = tell("abroad", "kserve-a", "{'arms': [{'version': 1, 'share': 10000}]}");

    assertThat(told.status()).as(told.body()).isEqualTo(200);
    assertThat(told.at("/deployments/0/endpoint")).isEqualTo("kserve-a");
    assertThat(told.at("/deployments/0/by")).isEqualTo("local");
    assertThat(told.at("/deployments/1/endpoint")).isEqualTo("ours");
    assertThat(tell("abroad", "kserve-a", "{'arms': []}")
            .json()
            .path("deployments")
            .size())
        .isEqualTo(1);
    assertThat(tell("abroad", "ours", "{'arms': []}").at("/type")).endsWith("wrong-registry-state");
    assertThat(tell("abroad", "x", "{'arms': [{'version': 7, 'share': 1}]}").status())
        .isEqualTo(404);
    assertThat(tell("nope", "x", "{'arms': []}").status()).isEqualTo(404);
    for (String refused : List.of(
        "{}",
        "{'arms': [null]}",
        "{'arms': [{'version': 1, 'share': 10001}]}",
        "{'arms': [{'version': 1, 'share': 0}]}",
        "{'arms': [{'version': 1, 'share': 1, 'shadow': true}]}",
        "{'arms': [{'version': 1, 'share': 1}, {'version': 1, 'share': 2}]}")) {
      assertThat(tell("abroad", "x", refused).status()).as(refused).isEqualTo(400);
    }
  }

  @Test
  void a_renamed_model_keeps_its_deployments() {
    ModelName model = model("before");
    version(model, run(Map.of()), Map.of());
    serve(model, "renamed", MAY, new Arm(1, 10_000, false));

    SERVER.post(
        "/api/2.0/mlflow/registered-models/rename", "{'name': 'before', 'new_name': 'after'}");

    assertThat(SERVER.get("/api/v1/models/after/deployments").at("/deployments/0/endpoint"))
        .isEqualTo("renamed");
  }
}
