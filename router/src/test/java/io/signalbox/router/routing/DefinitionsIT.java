package io.signalbox.router.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.Stage;
import io.signalbox.router.Endpoint;
import io.signalbox.router.EndpointDefinition;
import io.signalbox.router.EndpointName;
import io.signalbox.router.RouterException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DefinitionsIT extends WithReplica {
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
      assertThat(router.endpoint(name)).as("told to whoever applies it").isPresent();
      status.setRollbackOnly();
    });

    assertThat(router.endpoint(name)).isEmpty();
    assertThat(router.endpoints()).isEmpty();
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
  void an_endpoint_of_an_unknown_model_is_refused_and_leaves_nothing() {
    assertThatThrownBy(() -> router.apply(of("delay"), ALICE))
        .isInstanceOf(RouterException.NotFound.class)
        .hasMessage(
            "model: delay (expected: a registered model, for endpoint flight_delay to serve)");

    assertThat(router.endpoint(name)).isEmpty();
    assertThat(changes()).isEmpty();
  }

  @Test
  void an_endpoint_that_never_had_a_table_may_be_given_another_model() throws Exception {
    var other = new ModelName("other");
    replica.registry.register(other, 2);
    replica.models.breaks(1, "not a model");
    promote(1);
    router.apply(following(), ALICE);
    awaitStatus("serves nothing, Production is 1: delays/1 does not load: not a model");
    replica.registry.transition(new ModelVersion(other, 2), Stage.PRODUCTION, ALICE);

    assertThat(router.apply(of("other"), ALICE)).isTrue();

    awaitServing(2);
    assertThat(live().model(2).version()).isEqualTo(new ModelVersion(other, 2));
    assertThat(status()).isEqualTo("serves 2, which is in Production");
    promote(3);
    assertThat(router.awaitInForce(name, Duration.ofSeconds(30)).production()).contains(2);
  }

  @Test
  void an_endpoint_keeps_the_model_that_its_tables_speak_of() {
    serving(1);
    replica.registry.register(new ModelName("other"), 1);

    assertThatThrownBy(() -> router.apply(of("other"), ALICE))
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
  void whoever_applied_an_endpoint_may_wait_until_it_serves() throws Exception {
    promote(2);
    router.apply(following(), ALICE);

    Endpoint endpoint = router.awaitInForce(name, Duration.ofSeconds(30));

    assertThat(endpoint.status()).isEqualTo("serves 2, which is in Production");
    assertThat(endpoint.table()).contains(live().table());
  }

  @Test
  void who_waits_is_told_what_does_not_load() throws Exception {
    replica.models.breaks(2, "not a model");
    promote(2);
    router.apply(following(), ALICE);

    assertThat(router.awaitInForce(name, Duration.ofSeconds(30)).status())
        .isEqualTo("serves nothing, Production is 2: delays/2 does not load: not a model");
    assertThatThrownBy(() -> router.awaitInForce(new EndpointName("nobody"), Duration.ZERO))
        .isInstanceOf(RouterException.NotFound.class);
  }

  @Test
  void who_waits_is_answered_in_time_also_where_it_takes_longer() throws Exception {
    router.apply(reading("flight_live", "tail_number"), ALICE);
    replica.features.forget();
    promote(1);

    assertThat(router.awaitInForce(name, Duration.ofMillis(200)).status())
        .endsWith("Production is 1: 1 is being loaded");
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
}
