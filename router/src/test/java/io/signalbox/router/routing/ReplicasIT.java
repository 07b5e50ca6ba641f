package io.signalbox.router.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.signalbox.router.LiveEndpoint;
import io.signalbox.router.LiveEndpoints.Lease;
import io.signalbox.router.RoutingTable;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplicasIT extends WithReplica {
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
}
