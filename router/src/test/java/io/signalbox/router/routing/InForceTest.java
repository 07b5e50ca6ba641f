package io.signalbox.router.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.registry.Attribution;
import io.signalbox.registry.ModelName;
import io.signalbox.router.EndpointDefinition;
import io.signalbox.router.EndpointName;
import io.signalbox.router.LiveEndpoint;
import io.signalbox.router.LiveEndpoints.Lease;
import io.signalbox.router.RouterException;
import io.signalbox.router.RoutingTable;
import io.signalbox.router.RoutingTable.Range;
import io.signalbox.router.routing.FakeModels.FakeModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class InForceTest {
  private static final ModelName DELAYS = new ModelName("delays");
  private static final EndpointDefinition FLIGHT_DELAY = new EndpointDefinition(
      new EndpointName("flight_delay"),
      DELAYS,
      Optional.empty(),
      Optional.empty(),
      Optional.empty(),
      Optional.empty(),
      Optional.empty());

  private final FakeModels loader = new FakeModels();
  private final SharedModels models = new SharedModels(loader);
  private final InForce inForce = new InForce();

  @Test
  void an_endpoint_that_serves_nothing_is_not_found() {
    assertThat(inForce.find("flight_delay")).isEmpty();
    assertThat(inForce.lease("flight_delay")).isEmpty();
    assertThat(inForce.all()).isEmpty();
  }

  @Test
  void a_request_keeps_the_table_that_it_began_with() {
    put(1, 1);
    try (Lease lease = inForce.lease("flight_delay").orElseThrow()) {
      put(2, 2);

      assertThat(lease.endpoint().table().version()).isEqualTo(1);
      assertThat(inForce.find("flight_delay").orElseThrow().table().version()).isEqualTo(2);
      assertThat(loader.open()).containsExactly(1, 2);
    }
    assertThat(loader.open()).containsExactly(2);
  }

  @Test
  void a_version_that_two_hold_is_loaded_once_and_closed_after_the_second() {
    SharedModels.Hold first = models.hold(DELAYS, Set.of(1, 2));
    SharedModels.Hold second = models.hold(DELAYS, Set.of(2));

    first.close();
    assertThat(loader.loads()).containsExactlyInAnyOrder(1, 2);
    assertThat(loader.open()).containsExactly(2);
    second.close();
    assertThat(loader.open()).isEmpty();
  }

  @Test
  void if_one_version_does_not_load_none_is_held() {
    loader.breaks(2, "not a model");

    assertThatThrownBy(() -> models.hold(DELAYS, Set.of(1, 2)))
        .isInstanceOf(RouterException.DoesNotLoad.class);

    assertThat(loader.open()).isEmpty();
    loader.works(2);
    assertThat(models.hold(DELAYS, Set.of(2)).models()).containsKey(2);
  }

  @Test
  void no_request_ever_meets_a_closed_model_however_often_tables_change()
      throws ExecutionException, InterruptedException {
    put(0, 1);
    var changing = new AtomicBoolean(true);
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Future<Long>> requests = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        requests.add(threads.submit(() -> requestsWhile(changing)));
      }
      for (int table = 1; table <= 20_000; table++) {
        put(table, 1 + table % 3);
      }
      changing.set(false);
      for (Future<Long> request : requests) {
        assertThat(request.get()).isPositive();
      }
    }
    assertThat(loader.open()).hasSize(1);
    inForce.clear();
    assertThat(loader.open()).isEmpty();
  }

  private long requestsWhile(AtomicBoolean changing) {
    long requests = 0;
    while (changing.get()) {
      try (Lease lease = inForce.lease("flight_delay").orElseThrow()) {
        int version = lease.endpoint().versionOf("N14228");
        assertThat(((FakeModel) lease.endpoint().model(version)).isClosed()).isFalse();
        requests++;
      }
    }
    return requests;
  }

  private void put(int table, int version) {
    List<Range> all = List.of(new Range(0, 10_000, version));
    var routing = new RoutingTable(
        FLIGHT_DELAY.name(),
        table,
        all,
        List.of(),
        new Attribution("alice", "because"),
        Optional.empty(),
        Optional.empty(),
        Instant.EPOCH);
    SharedModels.Hold hold = models.hold(DELAYS, Set.of(version));
    var slots = RangesOfTables.slots(all);
    inForce.put(
        new LiveEndpoint(
            FLIGHT_DELAY, Optional.empty(), routing, slots, Optional.empty(), hold.models()),
        List.of(hold));
  }
}
