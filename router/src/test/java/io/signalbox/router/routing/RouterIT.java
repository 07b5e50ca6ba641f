package io.signalbox.router.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.signalbox.migrations.TestDatabase;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.Stage;
import io.signalbox.router.Endpoint;
import io.signalbox.router.EndpointDefinition;
import io.signalbox.router.EndpointName;
import io.signalbox.router.LiveEndpoint;
import io.signalbox.router.LiveEndpoints.Lease;
import io.signalbox.router.Router;
import io.signalbox.router.RouterException;
import io.signalbox.router.RoutingTable;
import io.signalbox.router.RoutingTable.Range;
import io.signalbox.router.Split;
import io.signalbox.router.assignment.Slots;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class RouterIT {
  private final TestDatabase database = TestDatabase.fresh();
  private static final Attribution ALICE = new Attribution("alice", "because");

  private final JdbcClient jdbc = JdbcClient.create(database.dataSource());
  private final FakeStages stages = new FakeStages();
  private final ModelName model = new ModelName("delays");
  private final EndpointName name = new EndpointName("flight_delay");
  private Replica replica;
  private Router router;

  @BeforeEach
  void start() {
    replica = new Replica(database.dataSource(), stages);
    replica.registry.register(model, 4);
    router = replica.router();
  }

  @AfterEach
  void stop() {
    replica.close();
    database.close();
  }

  // Definitions

  @Test
  void a_new_endpoint_serves_nothing_and_says_why() {
    assertThat(router.apply(following(), ALICE)).isTrue();

    Endpoint endpoint = router.endpoint(name).orElseThrow();
    assertThat(endpoint.table()).isEmpty();
    assertThat(endpoint.status())
        .isEqualTo("serves nothing, no version of " + model + " is in Production");
    assertThat(replica.live().find(name.value())).isEmpty();
  }

  @Test
  void applying_the_same_again_changes_nothing() {
    router.apply(following(), ALICE);
    long changes = changes().size();

    assertThat(router.apply(following(), ALICE)).isFalse();
    assertThat(changes()).hasSize((int) changes);
  }

  @Test
  void an_endpoint_that_is_applied_after_the_promotion_takes_the_production_version() {
    promote(2);

    router.apply(following(), ALICE);

    awaitServing(2);
    assertThat(status()).isEqualTo("serves 2, which is in Production");
  }

  @Test
  void an_apply_that_is_rolled_back_leaves_no_endpoint() {
    replica.transaction.executeWithoutResult(status -> {
      router.apply(following(), ALICE);
      status.setRollbackOnly();
    });

    assertThat(router.endpoint(name)).isEmpty();
  }

  @Test
  void a_pinned_endpoint_keeps_its_version_whatever_is_promoted() {
    router.apply(pinned(1), ALICE);
    awaitServing(1);

    promote(2);

    awaitStatus("serves 1, to which it is pinned");
    assertThat(router.endpoint(name).orElseThrow().production()).contains(2);
    assertThatThrownBy(() -> split(Map.of(1, 5_000, 2, 5_000)))
        .isInstanceOf(RouterException.Conflict.class)
        .hasMessageContaining("is pinned to 1 (expected: one that follows Production)");
  }

  @Test
  void an_endpoint_pinned_to_another_version_takes_it_also_from_a_rollout() {
    aRolloutOf(1, 2);

    router.apply(pinned(3), ALICE);

    awaitServing(3);
    router.apply(following(), ALICE);
    awaitServing(1);
  }

  @Test
  void what_a_definition_names_must_exist() {
    assertThatThrownBy(() -> router.apply(pinned(9), ALICE))
        .isInstanceOf(RouterException.NotFound.class)
        .hasMessage("pinned: 9 (expected: a version of model " + model + ")");
    assertThatThrownBy(() -> router.apply(reading("flight_dead", "tail_number"), ALICE))
        .isInstanceOf(RouterException.NotFound.class)
        .hasMessage("feature_service: flight_dead (expected: one that was applied)");
    assertThatThrownBy(() -> router.apply(reading("flight_live", "passenger"), ALICE))
        .isInstanceOf(RouterException.Invalid.class)
        .hasMessageStartingWith(
            "unit: passenger (expected: a key or a request input of feature service flight_live");
    assertThat(router.endpoint(name)).isEmpty();
  }

  @Test
  void an_endpoint_keeps_its_model() {
    router.apply(following(), ALICE);
    var other = new EndpointDefinition(
        name, new ModelName("other"), none(), none(), none(), Optional.empty(), Optional.empty());

    assertThatThrownBy(() -> router.apply(other, ALICE))
        .isInstanceOf(RouterException.Invalid.class)
        .hasMessageStartingWith("model: other (expected: " + model);
  }

  @Test
  void a_definition_that_the_serving_model_does_not_fit_is_refused() {
    serving(1);
    var wrong = new EndpointDefinition(
        name, model, none(), none(), Optional.of("price"), Optional.empty(), Optional.empty());

    assertThatThrownBy(() -> router.apply(wrong, ALICE))
        .isInstanceOf(RouterException.DoesNotLoad.class)
        .hasMessage("score: price (expected: probability)");
  }

  @Test
  void a_new_version_of_the_feature_service_comes_in_force() {
    router.apply(reading("flight_live", "tail_number"), ALICE);
    promote(1);
    awaitServing(1);

    replica.features.serve(2);

    await().until(() -> live().featureService().orElseThrow().version() == 2);
  }

  @Test
  void an_endpoint_waits_for_the_feature_service_that_was_applied_with_it() {
    router.apply(reading("flight_live", "tail_number"), ALICE);
    replica.features.forget();
    promote(1);
    awaitStatus("serves nothing, Production is 1: 1 is being loaded");

    replica.features.serve(1);

    awaitServing(1);
    assertThat(live().featureService()).isPresent();
  }

  // Following Production

  @Test
  void an_endpoint_follows_each_version_that_enters_production() {
    serving(1);

    promote(2);

    awaitServing(2);
    RoutingTable table = live().table();
    assertThat(table.ranges()).containsExactly(new Range(0, 10_000, 2));
    assertThat(table.why())
        .isEqualTo(new Attribution("signalbox", model + "/2 entered Production by alice: because"));
    assertThat(live().production()).contains(2);
    assertThat(status()).isEqualTo("serves 2, which is in Production");
  }

  @Test
  void a_promotion_that_is_rolled_back_is_not_followed() {
    serving(1);
    replica.transaction.executeWithoutResult(status -> {
      promote(2);
      status.setRollbackOnly();
    });

    promote(3);

    awaitServing(3);
    assertThat(router.history(name))
        .extracting(table -> table.ranges().getFirst().modelVersion())
        .containsExactly(3, 1);
  }

  @Test
  void a_version_that_does_not_load_leaves_the_old_table_and_the_endpoint_says_so() {
    serving(1);
    replica.models.breaks(2, "no file model.onnx");

    promote(2);

    awaitStatus("serves 1, Production is 2: " + model + "/2 does not load: no file model.onnx");
    assertThat(live().table().version()).isEqualTo(1);
    assertThat(lastChange())
        .containsEntry("action", "not followed")
        .containsEntry("author", "signalbox");
  }

  @Test
  void a_version_that_leaves_production_still_serves_and_the_endpoint_says_so() {
    serving(1);

    replica.registry.transition(version(1), Stage.ARCHIVED, ALICE);

    awaitStatus(
        "serves 1, no version of %s is in Production: table 1 was made by signalbox (%s/1 entered Production by alice: because)"
            .formatted(model, model));
  }

  @Test
  void a_live_arm_that_enters_production_takes_all_slots() {
    aRolloutOf(1, 2);

    promote(2);

    awaitServing(2);
    assertThat(live().table().ranges()).containsExactly(new Range(0, 10_000, 2));
    assertThat(live().table().shadows()).isEmpty();
  }

  @Test
  void the_promotion_of_the_version_that_has_all_slots_ends_its_shadows() {
    serving(1);
    router.split(name, new Split(Map.of(2, 10_000), List.of(1)), Optional.empty(), ALICE);
    assertThat(status())
        .isEqualTo("serves 2, Production is 1: table 2 was made by alice (because)");

    promote(2);

    await().until(() -> live().table().version() == 3);
    assertThat(live().table().shadows()).isEmpty();
  }

  @Test
  void during_a_rollout_only_its_plan_moves_slots() {
    aRolloutOf(1, 2);

    promote(3);

    awaitStatus(
        "serves 1 (50 %), 2 (50 %), Production is 3: a rollout is under way, and only its plan moves slots");
    assertThat(live().table().version()).isEqualTo(2);
  }

  @Test
  void a_version_that_already_has_all_slots_needs_no_new_table() {
    serving(1);

    replica.registry.transition(version(1), Stage.STAGING, ALICE);
    promote(1);

    awaitStatus("serves 1, which is in Production");
    assertThat(router.history(name)).hasSize(1);
  }

  // Splits

  @Test
  void a_split_moves_the_fewest_slots_and_is_in_force_when_it_returns() {
    serving(1);

    RoutingTable table = router.split(
        name, new Split(Map.of(1, 9_000, 2, 1_000), List.of(1, 2)), Optional.of("cmp-1"), ALICE);

    assertThat(table.ranges()).containsExactly(new Range(0, 9_000, 1), new Range(9_000, 10_000, 2));
    assertThat(table.shadows()).containsExactly(1, 2);
    assertThat(table.evidence()).contains("cmp-1");
    assertThat(table.at()).isEqualTo(Replica.NOW);
    assertThat(live().table()).isEqualTo(table);
    assertThat(live().models().keySet()).containsExactlyInAnyOrder(1, 2);
    assertThat(status()).isEqualTo("serves 1 (90 %), 2 (10 %), Production is 1");
    assertThat(router.history(name).getFirst()).isEqualTo(table);
  }

  @Test
  void a_unit_gets_the_version_of_its_slot() {
    serving(1);
    split(Map.of(1, 9_000, 2, 1_000));

    for (int i = 0; i < 1_000; i++) {
      int slot = Slots.of(name.value(), "N" + i);
      assertThat(router.assign(name, "N" + i)).isEqualTo(slot < 9_000 ? 1 : 2);
    }
  }

  @Test
  void a_row_without_a_unit_is_answered_by_production_also_where_that_is_a_shadow() {
    serving(1);
    router.split(name, new Split(Map.of(2, 6_000, 3, 4_000), List.of(1)), Optional.empty(), ALICE);
    assertThat(live().unassigned()).isEqualTo(1);

    router.split(name, new Split(Map.of(2, 4_000, 3, 6_000), List.of()), Optional.empty(), ALICE);
    assertThat(live().unassigned()).isEqualTo(3);
  }

  @Test
  void the_evidence_of_a_split_is_kept_with_the_table_and_with_the_change() {
    serving(1);

    router.split(
        name, new Split(Map.of(1, 9_000, 2, 1_000), List.of(2)), Optional.of("cmp-1"), ALICE);

    String stored =
        "SELECT evidence ->> 'lower' FROM router.tables WHERE endpoint = :name AND version = 2";
    assertThat(jdbc.sql(stored).param("name", name.value()).query(String.class).single())
        .isEqualTo("-0.004");
    assertThat(lastChange())
        .containsEntry("action", "split")
        .containsEntry("author", "alice")
        .containsEntry("reason", "because")
        .hasEntrySatisfying(
            "detail",
            detail -> assertThat(detail.toString())
                .contains("\"moved_slots\": 1000", "\"lower\": -0.004"));
  }

  @Test
  void a_split_to_what_does_not_exist_or_does_not_load_changes_nothing() {
    serving(1);
    replica.models.breaks(3, "not a model");

    assertThatThrownBy(() -> split(Map.of(1, 9_000, 9, 1_000)))
        .isInstanceOf(RouterException.NotFound.class)
        .hasMessage("version: 9 (expected: a version of model " + model + ")");
    assertThatThrownBy(() ->
            router.split(name, new Split(Map.of(1, 10_000), List.of(9)), Optional.empty(), ALICE))
        .isInstanceOf(RouterException.NotFound.class);
    assertThatThrownBy(() -> split(Map.of(1, 9_000, 3, 1_000)))
        .isInstanceOf(RouterException.DoesNotLoad.class)
        .hasMessageContaining("not a model");
    assertThatThrownBy(() -> router.split(
            name, new Split(Map.of(1, 10_000), List.of()), Optional.of("cmp-9"), ALICE))
        .isInstanceOf(RouterException.NotFound.class)
        .hasMessage("evidence: cmp-9 (expected: the id of a comparison)");
    assertThatThrownBy(() -> router.split(
            new EndpointName("nobody"),
            new Split(Map.of(1, 10_000), List.of()),
            Optional.empty(),
            ALICE))
        .isInstanceOf(RouterException.NotFound.class)
        .hasMessage("endpoint: nobody (expected: one that was applied)");

    assertThat(router.history(name)).hasSize(1);
    assertThat(live().table().version()).isEqualTo(1);
    assertThat(replica.models.open()).containsExactly(1);
  }

  @Test
  void the_first_split_may_come_before_any_promotion() {
    router.apply(following(), ALICE);

    split(Map.of(1, 5_000, 2, 5_000));

    assertThat(live().table().version()).isEqualTo(1);
    assertThat(status())
        .startsWith("serves 1 (50 %), 2 (50 %), no version of " + model + " is in Production");
  }

  @Test
  void a_later_split_settles_what_was_wanted_before() {
    serving(1);
    replica.models.breaks(2, "not yet");
    promote(2);
    awaitStatus("serves 1, Production is 2: " + model + "/2 does not load: not yet");
    replica.models.works(2);

    split(Map.of(1, 9_000, 2, 1_000));

    assertThat(status()).isEqualTo("serves 1 (90 %), 2 (10 %), Production is 2");
  }

  // Rollback

  @Test
  void a_rollback_restores_the_table_before_bit_for_bit() {
    serving(1);
    router.split(name, new Split(Map.of(1, 6_001, 2, 3_999), List.of(3)), Optional.empty(), ALICE);
    router.split(
        name, new Split(Map.of(1, 3_000, 2, 3_000, 3, 4_000), List.of()), Optional.empty(), ALICE);
    RoutingTable before = router.history(name).get(1);

    RoutingTable restored = router.rollback(name, new Attribution("bob", "harm"));

    assertThat(restored.version()).isEqualTo(4);
    assertThat(restored.restores()).contains(2);
    assertThat(restored.ranges()).isEqualTo(before.ranges());
    assertThat(restored.shadows()).isEqualTo(before.shadows());
    assertThat(live().slots()).isEqualTo(RangesOfTables.slots(before.ranges()));
    assertThat(lastChange())
        .containsEntry("action", "rollback")
        .containsEntry("author", "bob")
        .containsEntry("reason", "harm");
  }

  @Test
  void a_second_rollback_walks_further_back_and_never_to_what_was_rolled_back() {
    serving(1);
    split(Map.of(1, 9_000, 2, 1_000));
    split(Map.of(1, 5_000, 2, 5_000));

    assertThat(rolledBackTo()).isEqualTo(2);
    assertThat(rolledBackTo()).isEqualTo(1);
    assertThatThrownBy(() -> router.rollback(name, ALICE))
        .isInstanceOf(RouterException.Conflict.class)
        .hasMessage("endpoint: " + name + " has no table before the present one");

    split(Map.of(3, 10_000));
    assertThat(rolledBackTo()).isEqualTo(5);
    assertThat(live().table().ranges()).containsExactly(new Range(0, 10_000, 1));
    assertThatThrownBy(() -> router.rollback(name, ALICE))
        .isInstanceOf(RouterException.Conflict.class);
  }

  @Test
  void a_rollback_loads_nothing_and_takes_well_under_a_second() {
    serving(1);
    split(Map.of(1, 9_000, 2, 1_000));
    promote(2);
    awaitServing(2);
    List<Integer> loads = replica.models.loads();
    replica.models.breaks(1, "gone");
    replica.models.breaks(2, "gone");

    long began = System.nanoTime();
    router.rollback(name, ALICE);

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(500));
    assertThat(replica.models.loads()).isEqualTo(loads);
    assertThat(status()).isEqualTo("serves 1 (90 %), 2 (10 %), Production is 2");
  }

  @Test
  void a_rollback_says_what_the_registry_says_and_is_not_followed_back() {
    serving(1);
    promote(2);
    awaitServing(2);

    router.rollback(name, new Attribution("bob", "harm"));

    assertThat(status())
        .isEqualTo("serves 1, Production is 2: rolled back to table 1 by bob (harm)");
    replica.close();
    replica = new Replica(database.dataSource(), stages);
    assertThat(replica.router().endpoint(name).orElseThrow().status())
        .startsWith("serves 1, Production is 2: rolled back");
  }

  // Replicas

  @Test
  void another_replica_follows_splits_rollbacks_and_promotions() {
    serving(1);
    try (var other = new Replica(database.dataSource(), stages)) {
      assertThat(other.live().find(name.value()).orElseThrow().table())
          .isEqualTo(live().table());

      RoutingTable split = split(Map.of(1, 9_000, 2, 1_000));
      await().until(() -> other.live().find(name.value()).orElseThrow().table().equals(split));

      RoutingTable restored = other.router().rollback(name, ALICE);
      await().until(() -> live().table().equals(restored));

      promote(3);
      await().until(() -> other.live().find(name.value()).orElseThrow().table().version() == 4);
      awaitServing(3);
      assertThat(router.history(name)).hasSize(4);
    }
  }

  @Test
  void a_replica_that_cannot_load_a_model_serves_on_by_its_old_table_and_says_so() {
    serving(1);
    try (var other = new Replica(database.dataSource(), stages)) {
      other.models.breaks(2, "no memory");

      split(Map.of(1, 9_000, 2, 1_000));

      String here = "serves 1, which is in Production; table 2 is not in force here: " + model
          + "/2 does not load: no memory";
      await().until(() -> other.router().endpoint(name).orElseThrow().status().equals(here));
      assertThat(other.live().find(name.value()).orElseThrow().table().version())
          .isEqualTo(1);
    }
  }

  @Test
  void a_restarted_process_serves_as_before_when_it_is_ready() {
    serving(1);
    split(Map.of(1, 9_000, 2, 1_000));
    LiveEndpoint before = live();
    replica.close();
    assertThat(replica.models.open()).isEmpty();

    replica = new Replica(database.dataSource(), stages);

    assertThat(live().table()).isEqualTo(before.table());
    assertThat(live().slots()).isEqualTo(before.slots());
    assertThat(live().definition()).isEqualTo(before.definition());
  }

  // Models in memory

  @Test
  void the_models_of_the_table_and_of_the_one_before_it_are_in_memory_and_no_others() {
    serving(1);
    split(Map.of(2, 10_000));
    assertThat(replica.models.open()).containsExactly(1, 2);

    split(Map.of(3, 10_000));

    assertThat(replica.models.open()).containsExactly(2, 3);
    assertThat(replica.models.loads()).containsExactly(1, 2, 3);
  }

  @Test
  void a_model_is_closed_only_after_the_last_request_that_may_use_it() {
    serving(1);
    Lease request = replica.live().lease(name.value()).orElseThrow();
    var used = (FakeModels.FakeModel) request.endpoint().model(1);

    split(Map.of(2, 10_000));
    split(Map.of(3, 10_000));

    assertThat(request.endpoint().versionOf("N14228")).isEqualTo(1);
    assertThat(used.isClosed()).isFalse();
    request.close();
    assertThat(used.isClosed()).isTrue();
  }

  @Test
  void changes_and_tables_cannot_be_rewritten() {
    serving(1);

    assertThatThrownBy(() -> jdbc.sql("UPDATE router.changes SET reason = ''").update())
        .hasMessageContaining("append-only");
    assertThatThrownBy(() -> jdbc.sql("DELETE FROM router.tables").update())
        .hasMessageContaining("append-only");
  }

  // What the tests speak in

  private static Optional<String> none() {
    return Optional.empty();
  }

  private EndpointDefinition following() {
    return new EndpointDefinition(
        name,
        model,
        Optional.of("tail_number"),
        none(),
        none(),
        Optional.empty(),
        Optional.empty());
  }

  private EndpointDefinition pinned(int version) {
    return new EndpointDefinition(
        name,
        model,
        Optional.of("tail_number"),
        none(),
        none(),
        Optional.of(version),
        Optional.empty());
  }

  private EndpointDefinition reading(String service, String unit) {
    return new EndpointDefinition(
        name,
        model,
        Optional.of(unit),
        Optional.of(service),
        none(),
        Optional.empty(),
        Optional.empty());
  }

  private ModelVersion version(int number) {
    return new ModelVersion(model, number);
  }

  private void promote(int version) {
    replica.registry.transition(version(version), Stage.PRODUCTION, ALICE);
  }

  private void serving(int version) {
    router.apply(following(), ALICE);
    promote(version);
    awaitServing(version);
  }

  private void aRolloutOf(int production, int candidate) {
    serving(production);
    split(Map.of(production, 5_000, candidate, 5_000));
  }

  private RoutingTable split(Map<Integer, Integer> shares) {
    return router.split(name, new Split(shares, List.of()), Optional.empty(), ALICE);
  }

  private int rolledBackTo() {
    return router.rollback(name, ALICE).restores().orElseThrow();
  }

  private LiveEndpoint live() {
    return replica.live().find(name.value()).orElseThrow();
  }

  private String status() {
    return router.endpoint(name).orElseThrow().status();
  }

  private void awaitServing(int version) {
    List<Range> all = List.of(new Range(0, 10_000, version));
    await()
        .until(() -> replica
            .live()
            .find(name.value())
            .filter(live -> live.table().ranges().equals(all))
            .isPresent());
  }

  private void awaitStatus(String expected) {
    await().untilAsserted(() -> assertThat(status()).isEqualTo(expected));
  }

  private List<Map<String, Object>> changes() {
    return jdbc.sql("SELECT * FROM router.changes WHERE subject = :subject ORDER BY id")
        .param("subject", "endpoint " + name)
        .query()
        .listOfRows();
  }

  private Map<String, Object> lastChange() {
    return changes().getLast();
  }
}
