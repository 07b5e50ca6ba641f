package io.signalbox.router.inference;

import io.signalbox.features.FeatureService;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.ModelName;
import io.signalbox.router.EndpointDefinition;
import io.signalbox.router.EndpointDefinition.Acknowledgement;
import io.signalbox.router.EndpointName;
import io.signalbox.router.LiveEndpoint;
import io.signalbox.router.LiveEndpoints;
import io.signalbox.router.LoadedModel;
import io.signalbox.router.RoutingTable;
import io.signalbox.router.assignment.SlotTable;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Endpoints by name, as a test sets them; counts the leases that are open. */
final class FakeEndpoints implements LiveEndpoints {

  final AtomicInteger open = new AtomicInteger();
  private final Map<String, LiveEndpoint> endpoints = new HashMap<>();

  @Override
  public Optional<LiveEndpoint> find(String name) {
    return Optional.ofNullable(endpoints.get(name));
  }

  @Override
  public List<LiveEndpoint> all() {
    return List.copyOf(endpoints.values());
  }

  @Override
  public Optional<Lease> lease(String name) {
    return find(name).map(this::lease);
  }

  private Lease lease(LiveEndpoint endpoint) {
    open.incrementAndGet();
    return new Lease() {
      @Override
      public LiveEndpoint endpoint() {
        return endpoint;
      }

      @Override
      public void close() {
        open.decrementAndGet();
      }
    };
  }

  /** Version 1 is in Production. */
  void put(
      String name,
      Optional<String> unit,
      Optional<FeatureService> service,
      Map<Integer, Integer> shares,
      List<Integer> shadows,
      Map<Integer, LoadedModel> models) {
    SlotTable slots = SlotTable.of(shares);
    endpoints.put(
        name,
        new LiveEndpoint(
            new EndpointDefinition(
                new EndpointName(name),
                new ModelName(name),
                unit,
                service.map(FeatureService::name),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Acknowledgement.DURABLE)),
            service,
            new RoutingTable(
                new EndpointName(name),
                7,
                slots.ranges().stream()
                    .map(range -> new RoutingTable.Range(range.from(), range.until(), range.arm()))
                    .toList(),
                shadows,
                new Attribution("test", "because"),
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH),
            slots,
            Optional.of(1),
            models));
  }
}
