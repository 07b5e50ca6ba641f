package io.signalbox.router.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.registry.Deployments.Arm;
import io.signalbox.registry.Deployments.Serving;
import io.signalbox.router.EndpointName;
import io.signalbox.router.RouterException;
import io.signalbox.router.RoutingTable;
import io.signalbox.router.RoutingTable.Range;
import io.signalbox.router.Split;
import io.signalbox.router.assignment.Slots;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SplitIT extends WithReplica {
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
  void the_registry_is_told_what_is_served() {
    serving(1);

    router.split(name, new Split(Map.of(1, 9_000, 2, 1_000), List.of(1)), none(), ALICE);

    Serving told = replica.deployments.last();
    assertThat(told.endpoint()).isEqualTo(name.value());
    assertThat(told.by()).isEqualTo("alice");
    assertThat(told.outside()).isFalse();
    assertThat(told.at()).isEqualTo(Replica.NOW);
    assertThat(told.arms())
        .containsExactlyInAnyOrder(
            new Arm(1, 9_000, false), new Arm(2, 1_000, false), new Arm(1, 0, true));
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
        .hasMessage("evidence: cmp-9 (expected: the id of a comparison on endpoint flight_delay)");
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
}
