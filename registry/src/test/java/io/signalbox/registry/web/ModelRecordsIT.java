package io.signalbox.registry.web;

import static io.signalbox.registry.web.Staged.WHY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.registry.Gate;
import io.signalbox.registry.ModelDefinition;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.OneRegistry;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.RegistryException;
import io.signalbox.registry.RegistryServer.Answer;
import io.signalbox.registry.Stage;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is kept of a model: its definition, its history, its versions' files, its texts. */
@ExtendWith(OneRegistry.class)
class ModelRecordsIT {
  private static Staged on;

  @BeforeAll
  static void start() {
    on = new Staged(OneRegistry.server());
  }

  @Test
  void the_same_definition_again_changes_nothing_and_other_gates_replace_the_old_ones() {
    Gate gate = new Gate.MetricBound(Stage.STAGING, "rows", Gate.Relation.AT_LEAST, 100);
    ModelName model = on.model("declared", gate);

    assertThat(on.registry.apply(new ModelDefinition(model, "", List.of(gate)), WHY))
        .isFalse();
    assertThat(on.registry.gates(model)).containsExactly(gate);
    assertThat(on.registry.apply(new ModelDefinition(model, "", List.of()), WHY))
        .isTrue();
    assertThat(on.registry.gates(model)).isEmpty();
  }

  @Test
  void history_cannot_be_rewritten_and_outlives_its_model() {
    ModelName model = on.model("forgotten");
    on.version(model, Map.of());

    assertThatThrownBy(() ->
            on.server.jdbc().sql("UPDATE registry.changes SET author = 'x'").update())
        .hasMessageContaining("append-only");
    assertThatThrownBy(
            () -> on.server.jdbc().sql("DELETE FROM registry.changes").update())
        .hasMessageContaining("append-only");
    on.server.send("DELETE", "/api/2.0/mlflow/registered-models/delete", "{'name': 'forgotten'}");
    assertThat(on.server.get("/api/v1/models/forgotten").status()).isEqualTo(404);
    assertThat(on.server.get("/api/v1/models/forgotten/history").at("/0/action"))
        .isEqualTo("deleted");
  }

  @Test
  void a_version_is_found_by_its_source_in_the_store() {
    ModelName model = on.model("located");
    ModelVersion version = on.version(model, Map.of());

    RegisteredVersion found = on.registry.version(version).orElseThrow();

    assertThat(found.artifactPath())
        .isEqualTo(
            on.tracking.run(found.runId().orElseThrow()).orElseThrow().artifactPath() + "/model");
    assertThat(on.registry.version(new ModelVersion(model, 9))).isEmpty();
    assertThat(on.tracking.run("nope")).isEmpty();
  }

  @Test
  void history_keeps_gates_with_their_types_and_in_the_names_of_the_interface() {
    on.model(
        "recorded",
        new Gate.BetterThanProduction(
            Stage.PRODUCTION, "log_loss", "production.log_loss", Gate.Relation.LESS));

    Answer history = on.server.get("/api/v1/models/recorded/history");

    assertThat(history.at("/0/action")).isEqualTo("created");
    assertThat(history.at("/0/detail/gates/0/type")).isEqualTo("better_than_production");
    assertThat(history.at("/0/detail/gates/0/production_metric")).isEqualTo("production.log_loss");
    assertThat(history.at("/0/detail/gates/0/relation")).isEqualTo("less");
  }

  @Test
  void texts_that_cannot_be_kept_are_refused_whoever_brings_them() {
    ModelName model = on.model("texts");
    ModelVersion version = on.version(model, Map.of());
    String nul = "a\0b";
    String huge = "x".repeat(100_001);

    for (String text : List.of(nul, huge)) {
      for (ThrowingCallable attempt : List.<ThrowingCallable>of(
          () -> on.registry.apply(new ModelDefinition(model, text, List.of()), WHY),
          () -> on.registry.describeVersion(version, text, WHY),
          () -> on.registry.setVersionTag(version, "key", text, WHY),
          () -> on.models.describe(model, text, WHY),
          () -> on.models.setTag(model, "key", text, WHY))) {
        assertThatThrownBy(attempt).isInstanceOf(RegistryException.Invalid.class);
      }
    }
    assertThat(on.server.get("/api/v1/models/" + "m".repeat(257)).status()).isEqualTo(400);
    assertThat(on.server.get("/api/v1/models/a%00b").status()).isBetween(400, 404);
    assertThat(on.registry.history(model)).hasSize(2);
  }
}
