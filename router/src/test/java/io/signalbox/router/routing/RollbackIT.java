package io.signalbox.router.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.registry.Attribution;
import io.signalbox.router.RouterException;
import io.signalbox.router.RoutingTable;
import io.signalbox.router.RoutingTable.Range;
import io.signalbox.router.Split;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RollbackIT extends WithReplica {
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
}
