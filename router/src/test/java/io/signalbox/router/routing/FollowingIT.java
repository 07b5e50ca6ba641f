package io.signalbox.router.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.registry.Attribution;
import io.signalbox.registry.Stage;
import io.signalbox.router.RoutingTable;
import io.signalbox.router.RoutingTable.Range;
import io.signalbox.router.Split;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FollowingIT extends WithReplica {
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
}
