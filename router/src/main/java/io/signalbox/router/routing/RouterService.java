package io.signalbox.router.routing;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.signalbox.registry.Access;
import io.signalbox.registry.Attribution;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.Registry;
import io.signalbox.registry.Role;
import io.signalbox.router.Endpoint;
import io.signalbox.router.EndpointDefinition;
import io.signalbox.router.EndpointName;
import io.signalbox.router.LiveEndpoint;
import io.signalbox.router.LiveEndpoints;
import io.signalbox.router.RolloutEvidence;
import io.signalbox.router.Router;
import io.signalbox.router.RouterException;
import io.signalbox.router.RoutingTable;
import io.signalbox.router.Split;
import io.signalbox.router.assignment.SlotTable;
import io.signalbox.router.routing.Decision.Divided;
import io.signalbox.router.routing.Decision.Evidence;
import io.signalbox.router.routing.Decision.RolledBack;
import io.signalbox.router.routing.Decision.Take;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The router's face. A split and a rollback load models first, so they open their own transaction when these are in memory. */
@Service
class RouterService implements Router {
  /** How many versions one table may name: each is a model in memory. */
  static final int MOST_ARMS = 16;

  private final DefinitionChanges definitions;
  private final TableChanges changes;
  private final Tables tables;
  private final CatchUp catchUp;
  private final LiveEndpoints live;
  private final Registry registry;
  private final ObjectProvider<RolloutEvidence> evidence;

  RouterService(
      DefinitionChanges definitions,
      TableChanges changes,
      Tables tables,
      CatchUp catchUp,
      LiveEndpoints live,
      Registry registry,
      ObjectProvider<RolloutEvidence> evidence) {
    this.definitions = definitions;
    this.changes = changes;
    this.tables = tables;
    this.catchUp = catchUp;
    this.live = live;
    this.registry = registry;
    this.evidence = evidence;
  }

  @Override
  @Transactional
  public boolean apply(EndpointDefinition definition, Attribution why) {
    return definitions.apply(definition, why);
  }

  @Override
  public Optional<Endpoint> endpoint(EndpointName name) {
    return catchUp.endpoint(name);
  }

  @Override
  @Transactional(propagation = Propagation.NEVER)
  public Endpoint awaitInForce(EndpointName name, Duration within) throws InterruptedException {
    return catchUp.await(name, within).orElseThrow(() -> unknown(name));
  }

  @Override
  public List<Endpoint> endpoints() {
    return catchUp.all();
  }

  @Override
  @Transactional(propagation = Propagation.NEVER)
  public RoutingTable split(
      EndpointName name, Split split, Optional<String> evidence, Attribution why) {
    return changes
        .change(
            name,
            (endpoint, present) ->
                divide(endpoint, present, split, new Divided(why, find(name, evidence))))
        .orElseThrow();
  }

  private Take divide(
      EndpointRow endpoint, Optional<RoutingTable> present, Split split, Divided cause) {
    Access.require(Role.OPERATOR, endpoint.definition().model());
    checkMayBeSplit(endpoint);
    var shadows = ImmutableSortedSet.copyOf(split.shadows());
    var versions = ImmutableSortedSet.<Integer>naturalOrder()
        .addAll(split.shares().keySet())
        .addAll(shadows)
        .build();
    if (versions.size() > MOST_ARMS) {
      throw new RouterException.Invalid(
          "versions: " + versions.size() + " (expected: at most " + MOST_ARMS + ")");
    }
    versions.forEach(version -> checkKnown(endpoint, version));
    SlotTable slots = present
        .map(table -> RangesOfTables.slots(table.ranges()).withShares(split.shares()))
        .orElseGet(() -> SlotTable.of(split.shares()));
    return new Take(RangesOfTables.ranges(slots), shadows.asList(), cause);
  }

  private static void checkMayBeSplit(EndpointRow endpoint) {
    endpoint.definition().pinned().ifPresent(pinned -> {
      throw new RouterException.Conflict(
          "endpoint: %s is pinned to %d (expected: one that follows Production)"
              .formatted(endpoint.name(), pinned));
    });
  }

  private void checkKnown(EndpointRow endpoint, int version) {
    if (version < 1
        || registry.version(new ModelVersion(endpoint.model(), version)).isEmpty()) {
      throw new RouterException.NotFound(
          "version: %d (expected: a version of model %s)".formatted(version, endpoint.model()));
    }
  }

  private Optional<Evidence> find(EndpointName endpoint, Optional<String> id) {
    return id.map(wanted -> Optional.ofNullable(evidence.getIfAvailable())
        .flatMap(comparisons -> comparisons.find(endpoint, wanted))
        .map(comparison -> new Evidence(wanted, comparison))
        .orElseThrow(() -> new RouterException.NotFound(
            "evidence: %s (expected: the id of a comparison on endpoint %s)"
                .formatted(wanted, endpoint))));
  }

  @Override
  @Transactional(propagation = Propagation.NEVER)
  public RoutingTable rollback(EndpointName name, Optional<String> evidence, Attribution why) {
    return changes
        .change(name, (endpoint, present) -> restore(endpoint, present, find(name, evidence), why))
        .orElseThrow();
  }

  private Take restore(
      EndpointRow endpoint,
      Optional<RoutingTable> present,
      Optional<Evidence> found,
      Attribution why) {
    Access.require(Role.OPERATOR, endpoint.definition().model());
    RoutingTable before = present
        .flatMap(tables::before)
        .orElseThrow(() -> new RouterException.Conflict(
            "endpoint: " + endpoint.name() + " has no table before the present one"));
    return new Take(
        before.ranges(), before.shadows(), new RolledBack(why, found, before.version()));
  }

  @Override
  public List<RoutingTable> history(EndpointName name) {
    checkEndpoint(name);
    return ImmutableList.copyOf(tables.history(name));
  }

  @Override
  public int assign(EndpointName name, String unit) {
    checkEndpoint(name);
    LiveEndpoint endpoint = live.find(name.value())
        .orElseThrow(() -> new RouterException.Conflict(
            "endpoint: " + name + " serves no version (expected: one that serves)"));
    return endpoint.versionOf(unit);
  }

  private void checkEndpoint(EndpointName name) {
    if (catchUp.endpoint(name).isEmpty()) {
      throw unknown(name);
    }
  }

  private static RouterException unknown(EndpointName name) {
    return new RouterException.NotFound("endpoint: " + name + " (expected: one that was applied)");
  }
}
