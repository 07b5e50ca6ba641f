package io.signalbox.router.routing;

import io.signalbox.features.FeatureService;
import io.signalbox.router.EndpointName;
import io.signalbox.router.RouterException;
import io.signalbox.router.RoutingTable;
import io.signalbox.router.assignment.SlotTable;
import io.signalbox.router.routing.Decision.Cause;
import io.signalbox.router.routing.Decision.Divided;
import io.signalbox.router.routing.Decision.Evidence;
import io.signalbox.router.routing.Decision.Followed;
import io.signalbox.router.routing.Decision.Keep;
import io.signalbox.router.routing.Decision.Leave;
import io.signalbox.router.routing.Decision.RolledBack;
import io.signalbox.router.routing.Decision.Take;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The one way by which a table changes: decide on what is there, load the models, then write the table if all is still as it was,
 * and put it in force here. Loading is slow and stands outside the transaction; so whoever was overtaken meanwhile decides again,
 * and whoever was overtaken every time has the others wait.
 */
@Component
class TableChanges {
  /** How often a change may be overtaken by others before it locks them out. */
  private static final int ATTEMPTS = 5;

  private static final Logger log = LoggerFactory.getLogger(TableChanges.class);

  private final Endpoints endpoints;
  private final Tables tables;
  private final Changes changes;
  private final SharedModels models;
  private final CatchUp catchUp;
  private final FeatureServices services;
  private final Served served;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final JsonMapper json = JsonMapper.builder().build();

  TableChanges(
      Endpoints endpoints,
      Tables tables,
      Changes changes,
      SharedModels models,
      CatchUp catchUp,
      FeatureServices services,
      Served served,
      TransactionTemplate transaction,
      Clock clock) {
    this.endpoints = endpoints;
    this.tables = tables;
    this.changes = changes;
    this.models = models;
    this.catchUp = catchUp;
    this.services = services;
    this.served = served;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** Decides on the endpoint as it is; refuses by a {@link RouterException}. May be asked more than once. */
  interface Decider {
    Decision decide(EndpointRow endpoint, Optional<RoutingTable> present);
  }

  /**
   * Makes the change; when it returns, this process serves by it. Not inside a transaction.
   *
   * @return the new table, or none if the decision was to keep the present one
   * @throws RouterException if the endpoint is unknown, a model does not load or the decider refuses
   */
  Optional<RoutingTable> change(EndpointName name, Decider decider) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      EndpointRow row = endpoints.find(name).orElseThrow(() -> unknown(name));
      Optional<RoutingTable> present = tables.find(name, row.tableVersion());
      Outcome outcome = attempt(row, present, decider.decide(row, present));
      if (!outcome.overtaken) {
        return outcome.table;
      }
    }
    return alone(name, decider);
  }

  private static RouterException unknown(EndpointName name) {
    return new RouterException.NotFound("endpoint: " + name + " (expected: one that was applied)");
  }

  /** In one transaction, which locks the endpoint before it decides: the others wait also while models are loaded. */
  private Optional<RoutingTable> alone(EndpointName name, Decider decider) {
    List<SharedModels.Hold> held = new ArrayList<>(); // until it is in force here
    try {
      Optional<RoutingTable> table = transaction.execute(status -> {
        EndpointRow row = endpoints.lock(name).orElseThrow(() -> unknown(name));
        Optional<RoutingTable> present = tables.find(name, row.tableVersion());
        return switch (decider.decide(row, present)) {
          case Leave leave -> Optional.empty();
          case Keep keep -> keep(row, keep);
          case Take take -> {
            held.add(models.hold(row.model(), take.versions()));
            checkFit(row, held.getLast());
            yield take(row, present, take);
          }
        };
      });
      showHere(name);
      return table;
    } finally {
      held.forEach(SharedModels.Hold::close);
    }
  }

  /** Either overtaken, or done, with a new table or without. */
  private record Outcome(boolean overtaken, Optional<RoutingTable> table) {}

  private Outcome attempt(EndpointRow row, Optional<RoutingTable> present, Decision decision) {
    return switch (decision) {
      case Leave leave -> new Outcome(false, Optional.empty());
      case Keep keep -> inTransaction(row, () -> keep(row, keep));
      case Take take -> {
        try (SharedModels.Hold hold = models.hold(row.model(), take.versions())) {
          checkFit(row, hold);
          yield inTransaction(row, () -> take(row, present, take));
        }
      }
    };
  }

  private void checkFit(EndpointRow row, SharedModels.Hold hold) {
    Optional<FeatureService> service = services.of(row.definition());
    hold.models().values().forEach(model -> model.checkFits(row.definition(), service));
  }

  private interface Writing {
    Optional<RoutingTable> write();
  }

  /** Shows it here while the caller still holds the models, so that they are loaded once. */
  private Outcome inTransaction(EndpointRow seen, Writing writing) {
    Outcome outcome = transaction.execute(status -> {
      boolean same = endpoints.lock(seen.name()).orElseThrow().revision() == seen.revision();
      return same ? new Outcome(false, writing.write()) : new Outcome(true, Optional.empty());
    });
    if (!outcome.overtaken) {
      showHere(seen.name());
    }
    return outcome;
  }

  private Optional<RoutingTable> keep(EndpointRow row, Keep keep) {
    endpoints.settle(row.name(), keep.heldBack());
    keep.heldBack().ifPresent(why -> {
      var wanted = row.wanted().orElseThrow();
      ObjectNode detail =
          json.createObjectNode().put("version", wanted.version()).put("why", why);
      changes.add(row.name(), "not followed", wanted.why(), detail);
      log.warn(
          "A version does not get the traffic. endpoint={} version={} why={}",
          row.name(),
          wanted.version(),
          why);
    });
    return Optional.empty();
  }

  private Optional<RoutingTable> take(EndpointRow row, Optional<RoutingTable> present, Take take) {
    Cause cause = take.cause();
    Optional<Evidence> evidence = cause.evidence();
    Optional<Integer> restores =
        cause instanceof RolledBack back ? Optional.of(back.restores()) : Optional.empty();
    var table = new RoutingTable(
        row.name(),
        row.tableVersion() + 1,
        take.ranges(),
        take.shadows(),
        cause.why(),
        evidence.map(Evidence::id),
        restores,
        clock.instant());
    tables.append(table, evidence.map(Evidence::json));
    endpoints.take(row.name(), table.version());
    served.tell(row.model(), table);
    changes.add(row.name(), action(cause), cause.why(), detail(table, present, evidence));
    log.info(
        "A table was made. endpoint={} table={} action={} slots={}",
        row.name(),
        table.version(),
        action(cause),
        table.ranges());
    return Optional.of(table);
  }

  private static String action(Cause cause) {
    return switch (cause) {
      case Divided divided -> "split";
      case RolledBack back -> "rollback";
      case Followed followed -> "follow";
    };
  }

  private ObjectNode detail(
      RoutingTable table, Optional<RoutingTable> present, Optional<Evidence> evidence) {
    SlotTable slots = RangesOfTables.slots(table.ranges());
    ObjectNode detail = json.createObjectNode().put("table", table.version());
    ObjectNode shares = detail.putObject("shares");
    slots.shares().forEach((version, share) -> shares.put(version.toString(), share));
    var shadows = detail.putArray("shadows");
    table.shadows().forEach(shadows::add);
    present.ifPresent(before ->
        detail.put("moved_slots", slots.movedFrom(RangesOfTables.slots(before.ranges()))));
    table.restores().ifPresent(restored -> detail.put("restores", restored));
    evidence.ifPresent(found -> detail.set("evidence", json.readTree(found.json())));
    return detail;
  }

  /** The change stands; if PostgreSQL goes away just now, this process follows when it is back. */
  private void showHere(EndpointName name) {
    try {
      catchUp.refresh(name);
    } catch (DataAccessException away) {
      log.warn("A change is stored but not yet in force here. endpoint={}", name, away);
    }
  }
}
