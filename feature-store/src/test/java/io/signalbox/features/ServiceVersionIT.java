package io.signalbox.features;

import static io.signalbox.features.OneFeatureServer.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.features.EntityDefinition.JoinKey;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A training set of a version of a service that is not the one in force. */
@ExtendWith(OneFeatureServer.class)
class ServiceVersionIT {

  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final Spine SPINE = new Spine(
      "lifts_asked",
      "asked_at",
      "stuck",
      START,
      START.plus(Duration.ofHours(3)),
      START.plus(Duration.ofHours(3)));

  @BeforeAll
  static void fill() {
    Features features = server().features();
    features.apply(
        List.of(
            new EntityDefinition(
                "lift", Optional.empty(), List.of(new JoinKey("lift", ValueType.INT64))),
            Trips.view(
                "lift_loads",
                "lift",
                "weighed_at",
                Trips.column("kilograms", ValueType.INT64),
                Trips.column("people", ValueType.INT64)),
            Trips.view("lifts_asked", "lift", "asked_at", Trips.column("stuck", ValueType.INT64)),
            service("lift_loads:kilograms as load")),
        "test");
    features.apply(List.of(service("lift_loads:people as load")), "test");
    ingest("lift_loads", Map.of("lift", 1L, "weighed_at", START, "kilograms", 700L, "people", 9L));
    ingest("lifts_asked", Map.of("lift", 1L, "asked_at", START.plusSeconds(60), "stuck", 0L));
  }

  private static FeatureServiceDefinition service(String feature) {
    return new FeatureServiceDefinition(
        "lift_live", List.of(), List.of(FeatureReference.parse(feature)));
  }

  private static void ingest(String view, Map<String, Object> row) {
    server()
        .ingestion()
        .ingest(
            List.of(new RowBatch(view, "test", List.of(new LinkedHashMap<String, Object>(row)))),
            "test");
  }

  @Test
  void a_version_that_is_named_is_built_and_without_one_the_version_in_force() {
    assertThat(load("lift_live@1")).isEqualTo(700L);
    assertThat(load("lift_live@2")).isEqualTo(9L);
    assertThat(load("lift_live")).isEqualTo(9L);
    assertThat(set("lift_live@1").serviceVersion()).isEqualTo(1);
    assertThat(set("lift_live").id())
        .isEqualTo(set("lift_live@2").id())
        .isNotEqualTo(set("lift_live@1").id());
  }

  @Test
  void a_version_that_there_is_not_is_not_found() {
    for (String name : List.of("lift_live@0", "lift_live@3", "lift_live@x", "lift_live@", "@1")) {
      assertThatThrownBy(() -> set(name))
          .as(name)
          .isInstanceOf(FeaturesException.NotFound.class)
          .hasMessageContaining(name);
    }
  }

  private static TrainingSet set(String service) {
    return server().features().trainingSet(service, SPINE);
  }

  private static Object load(String service) {
    Table table = server().features().read(set(service).id(), List.of("load"));
    return Keys.value(table.column("load"), 0);
  }
}
