package io.signalbox.router.routing;

import io.signalbox.registry.Attribution;
import io.signalbox.registry.Stage;
import io.signalbox.registry.StageChanged;
import io.signalbox.router.RouterException;
import io.signalbox.router.RoutingTable;
import io.signalbox.router.RoutingTable.Range;
import io.signalbox.router.assignment.Slots;
import io.signalbox.router.routing.Decision.Followed;
import io.signalbox.router.routing.Decision.Keep;
import io.signalbox.router.routing.Decision.Leave;
import io.signalbox.router.routing.Decision.Take;
import io.signalbox.router.routing.EndpointRow.Wanted;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Endpoints follow Production. The change of a stage only records what is wanted, in its own transaction; afterwards a replica loads
 * the version and then gives it all slots, without shadows.
 *
 * <p>While a rollout divides the traffic, only its plan moves slots: a version that enters Production takes them all if it is one of
 * the live arms (its rollout has come to its end), and otherwise is only spoken of in the endpoint's status. Where one version has
 * all the traffic there is no such division, with or without shadows, and the endpoint follows. A later split or rollback settles
 * what was wanted before it.
 */
@Component
class Following {
  static final String ROLLOUT = "a rollout is under way, and only its plan moves slots";

  private final Endpoints endpoints;
  private final TableChanges tables;
  private final FeatureServices services;

  Following(Endpoints endpoints, TableChanges tables, FeatureServices services) {
    this.endpoints = endpoints;
    this.tables = tables;
    this.services = services;
  }

  /** In the publisher's transaction; writes rows of this schema and nothing else. Who is replaced is overwritten by the successor. */
  @EventListener
  void on(StageChanged change) {
    if (change.to() == Stage.PRODUCTION) {
      endpoints.enteredProduction(change.version(), because(change));
    } else if (change.from() == Stage.PRODUCTION && change.successor().isEmpty()) {
      endpoints.leftProduction(change.version());
    }
  }

  private static Attribution because(StageChanged change) {
    Attribution why = change.why();
    return Attribution.quoting(
        "signalbox",
        "%s entered Production by %s: %s".formatted(change.version(), why.author(), why.reason()));
  }

  /** Gives the wanted version its slots, or says why not. Does nothing if none is wanted, or its features are not here yet. */
  void follow(EndpointRow row) {
    boolean ready = row.definition().featureService().isEmpty()
        || services.find(row.definition()).isPresent();
    row.wanted().filter(wanted -> ready).ifPresent(wanted -> follow(row, wanted));
  }

  private void follow(EndpointRow row, Wanted wanted) {
    try {
      tables.change(
          row.name(),
          (now, present) -> isStill(wanted, now) ? decide(now, present, wanted) : new Leave());
    } catch (RouterException refused) {
      var why = Optional.of(refused.getMessage());
      tables.change(
          row.name(), (now, present) -> isStill(wanted, now) ? new Keep(why) : new Leave());
    }
  }

  private static boolean isStill(Wanted wanted, EndpointRow now) {
    return now.wanted().filter(wanted::equals).isPresent();
  }

  private static Decision decide(
      EndpointRow endpoint, Optional<RoutingTable> present, Wanted wanted) {
    List<Range> all = List.of(new Range(0, Slots.COUNT, wanted.version()));
    if (present.isPresent()) {
      RoutingTable table = present.get();
      if (table.ranges().equals(all) && table.shadows().isEmpty()) {
        return new Keep(Optional.empty());
      }
      Set<Integer> arms = Decision.versions(table.ranges(), List.of());
      boolean follows = endpoint.definition().pinned().isEmpty();
      if (follows && arms.size() > 1 && !arms.contains(wanted.version())) {
        return new Keep(Optional.of(ROLLOUT));
      }
    }
    return new Take(all, List.of(), new Followed(wanted.why()));
  }
}
