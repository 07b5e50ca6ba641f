package io.signalbox.registry.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.registry.Access;
import io.signalbox.registry.Approvals;
import io.signalbox.registry.Artifacts;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.Caller;
import io.signalbox.registry.Gate;
import io.signalbox.registry.Gate.Relation;
import io.signalbox.registry.ModelDefinition;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.NewVersion;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.Registry;
import io.signalbox.registry.RegistryException;
import io.signalbox.registry.RegistryServer;
import io.signalbox.registry.RegistryServer.Answer;
import io.signalbox.registry.Role;
import io.signalbox.registry.Stage;
import io.signalbox.registry.Tracking;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gates through the interface, from the definition to the refusal. */
class GatesIT {
  private static final RegistryServer SERVER = new RegistryServer();
  private static final Registry REGISTRY = SERVER.bean(Registry.class);
  private static final Tracking TRACKING = SERVER.bean(Tracking.class);
  private static final Approvals APPROVALS = SERVER.bean(Approvals.class);
  private static final Attribution ANNA = new Attribution("anna", "because");
  private static final Attribution BEA = new Attribution("bea", "looks good");

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  private static ModelName model(String name, Gate... gates) {
    ModelName model = new ModelName(name);
    REGISTRY.apply(new ModelDefinition(model, "", List.of(gates)), ANNA);
    return model;
  }

  private static ModelVersion version(ModelName model) {
    Tracking.Run run = TRACKING.startRun(TRACKING.experiment("gates"), "r", Map.of());
    NewVersion version =
        new NewVersion(model, "runs:/" + run.id() + "/model", Optional.of(run.id()), "", Map.of());
    return REGISTRY.createVersion(version, ANNA).id();
  }

  private static Answer put(ModelVersion version, String more) {
    return SERVER.send(
        "PUT", path(version) + "/stage", "{'stage': 'production', 'reason': 'better'" + more + "}");
  }

  private static String path(ModelVersion version) {
    return "/api/v1/models/" + version.model() + "/versions/" + version.number();
  }

  private static void writeSignature(ModelVersion version, String inputs) throws IOException {
    RegisteredVersion registered = REGISTRY.version(version).orElseThrow();
    String file = "flavors: {}\nsignature:\n  inputs: '" + inputs + "'\n  outputs: null\n";
    SERVER
        .bean(Artifacts.class)
        .write(
            registered.artifactPath() + "/MLmodel",
            new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void a_signature_that_productions_callers_cannot_satisfy_is_refused() throws IOException {
    ModelName model = model("signed", new Gate.Signature(Stage.PRODUCTION));
    ModelVersion first = version(model);
    ModelVersion same = version(model);
    ModelVersion more = version(model);
    ModelVersion unsigned = version(model);
    String wind = "{\"type\": \"double\", \"name\": \"wind\", \"required\": true}";
    String rain = "{\"type\": \"double\", \"name\": \"rain\", \"required\": true}";
    writeSignature(first, "[" + wind + "]");
    writeSignature(same, "[" + wind + "]");
    writeSignature(more, "[" + wind + ", " + rain + "]");

    assertThat(put(first, "").status()).isEqualTo(200);
    Answer refused = put(more, "");
    Answer without = put(unsigned, "");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.at("/gates/0/found")).isEqualTo("rain (double) is new");
    assertThat(refused.at("/gates/0/source")).isEqualTo("MLmodel of versions 3 and 1");
    assertThat(without.at("/gates/0/found")).isEqualTo("no signature of version 4");
    assertThat(put(same, "").status()).isEqualTo(200);
  }

  @Test
  void approvals_by_others_open_the_stage_until_they_are_withdrawn() {
    ModelName model = model("approved", new Gate.Approvals(Stage.PRODUCTION, 1));
    ModelVersion version = version(model);

    assertThat(put(version, "").at("/gates/0/found")).isEqualTo("none");
    assertThatThrownBy(() -> APPROVALS.approve(version, Stage.PRODUCTION, ANNA))
        .isInstanceOf(RegistryException.WrongState.class)
        .hasMessage("anna registered version approved/1 (expected: an approval by somebody else)");
    APPROVALS.approve(version, Stage.PRODUCTION, BEA);
    APPROVALS.withdraw(version, Stage.PRODUCTION, BEA);
    assertThat(put(version, "").status()).isEqualTo(409);
    Answer approval = SERVER.post(
        path(version) + "/approvals", "{'stage': 'production', 'reason': 'seen the report'}");

    assertThat(approval.status()).isEqualTo(201);
    assertThat(SERVER.get(path(version) + "/approvals").at("/approvals/0/author"))
        .isEqualTo("local");
    assertThat(put(version, "").status()).isEqualTo(200);
    assertThat(REGISTRY.history(model).stream().map(change -> change.action()))
        .containsExactly(
            "stage",
            "approved",
            "stage refused",
            "approval withdrawn",
            "approved",
            "stage refused",
            "version created",
            "created");
  }

  @Test
  void an_override_passes_whatever_the_gates_say_and_is_kept_with_what_they_said() {
    ModelName model =
        model("overridden", new Gate.Tagged(Stage.PRODUCTION, "reviewed", Optional.empty()));
    ModelVersion version = version(model);

    assertThat(put(version, "").status()).isEqualTo(409);
    assertThat(put(version, ", 'override': true").status()).isEqualTo(200);

    Answer history = SERVER.get("/api/v1/models/overridden/history");
    assertThat(history.json().at("/0/detail/override").asBoolean()).isTrue();
    assertThat(history.at("/0/detail/gates/0/verdict")).isEqualTo("failed");
    assertThat(history.at("/0/reason")).isEqualTo("better");
  }

  @Test
  void an_override_is_an_approvers_also_where_the_move_is_a_builders() {
    ModelName model =
        model("override-role", new Gate.Tagged(Stage.STAGING, "reviewed", Optional.empty()));
    ModelVersion version = version(model);
    Registry.Move move = new Registry.Move(version, Stage.STAGING, false, Optional.empty(), true);
    Caller builder = new Caller("bob", Role.BUILDER, Map.of());
    Caller approver = new Caller("bob", Role.VIEWER, Map.of(model, Role.APPROVER));

    assertThatThrownBy(() -> Access.as(builder, () -> REGISTRY.transition(move, BEA)))
        .isInstanceOf(RegistryException.Forbidden.class)
        .hasMessage("bob is builder with model override-role (expected: approver)");
    assertThatThrownBy(
            () -> Access.as(builder, () -> APPROVALS.approve(version, Stage.STAGING, BEA)))
        .isInstanceOf(RegistryException.Forbidden.class);
    assertThatThrownBy(
            () -> Access.as(builder, () -> REGISTRY.rollback(model, Optional.empty(), BEA)))
        .isInstanceOf(RegistryException.Forbidden.class);
    org.assertj.core.api.Assertions.assertThatCode(
            () -> Access.as(approver, () -> REGISTRY.transition(move, BEA)))
        .doesNotThrowAnyException();
  }

  static Stream<Gate> gatesThatSayNothing() {
    return Stream.of(
        new Gate.MetricBound(Stage.PRODUCTION, "", Relation.LESS, 1),
        new Gate.MetricBound(Stage.PRODUCTION, "x".repeat(1_001), Relation.LESS, 1),
        new Gate.MetricBound(Stage.PRODUCTION, "a\0b", Relation.LESS, 1),
        new Gate.MetricBound(Stage.PRODUCTION, "loss", Relation.LESS, Double.NaN),
        new Gate.MetricBound(Stage.PRODUCTION, "loss", Relation.LESS, Double.POSITIVE_INFINITY),
        new Gate.BetterThanProduction(
            Stage.PRODUCTION, "a", "b", Relation.LESS, Optional.of(0.0), Optional.empty()),
        new Gate.BetterThanProduction(
            Stage.PRODUCTION, "a", "b", Relation.LESS, Optional.empty(), Optional.of(Double.NaN)),
        new Gate.Tagged(Stage.PRODUCTION, " ", Optional.empty()),
        new Gate.Approvals(Stage.PRODUCTION, 0),
        new Gate.Approvals(Stage.PRODUCTION, 21));
  }

  @ParameterizedTest
  @MethodSource("gatesThatSayNothing")
  void a_gate_that_no_version_could_meet_is_refused_when_it_is_applied(Gate gate) {
    ModelDefinition definition = new ModelDefinition(new ModelName("refused"), "", List.of(gate));

    assertThatThrownBy(() -> REGISTRY.apply(definition, ANNA))
        .isInstanceOf(RegistryException.Invalid.class)
        .hasMessageStartingWith("gate: ");
    assertThat(SERVER.get("/api/v1/models/refused").status()).isEqualTo(404);
  }
}
