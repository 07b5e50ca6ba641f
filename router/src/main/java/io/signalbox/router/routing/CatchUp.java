package io.signalbox.router.routing;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.util.concurrent.Striped;
import io.signalbox.features.FeatureService;
import io.signalbox.router.Endpoint;
import io.signalbox.router.EndpointName;
import io.signalbox.router.LiveEndpoint;
import io.signalbox.router.RouterException;
import io.signalbox.router.RoutingTable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Brings what this process serves by up to what PostgreSQL says: models first, then the table. If a model does not load, the table
 * in force stays, and the endpoint says so. Nothing is ever taken out of memory because PostgreSQL is away.
 */
@Component
class CatchUp {
  /** A table whose models did not load is tried again after this time. */
  static final Duration RETRY = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(CatchUp.class);

  private final Endpoints endpoints;
  private final Tables tables;
  private final SharedModels models;
  private final InForce inForce;
  private final FeatureServices services;
  private final ConcurrentMap<String, Standing> standings = new ConcurrentSkipListMap<>();
  private final Striped<Lock> locks =
      Striped.lock(64); // one endpoint at a time, and no memory of unknown names
  private final ReentrantLock news = new ReentrantLock();
  private final Condition seen = news.newCondition();

  CatchUp(
      Endpoints endpoints,
      Tables tables,
      SharedModels models,
      InForce inForce,
      FeatureServices services) {
    this.endpoints = endpoints;
    this.tables = tables;
    this.models = models;
    this.inForce = inForce;
    this.services = services;
  }

  /** An endpoint as this process last saw it. */
  private record Standing(
      EndpointRow row,
      Optional<FeatureService> service,
      Optional<String> failure,
      long seenAtNanos) {
    boolean isUpToDate(EndpointRow now, Optional<FeatureService> serviceNow) {
      boolean retry = failure.isPresent() && System.nanoTime() - seenAtNanos > RETRY.toNanos();
      return row.revision() == now.revision() && service.equals(serviceNow) && !retry;
    }
  }

  /** As this process serves it; one that it has not seen yet is looked up. */
  Optional<Endpoint> endpoint(EndpointName name) {
    if (!standings.containsKey(name.value())) {
      if (TransactionSynchronizationManager.isActualTransactionActive()) {
        return uncommitted(name);
      }
      refresh(name);
    }
    return Optional.ofNullable(standings.get(name.value())).map(this::endpoint);
  }

  /** What the caller's own transaction may have written is told to it, and not remembered: it may be rolled back. */
  private Optional<Endpoint> uncommitted(EndpointName name) {
    return endpoints
        .find(name)
        .map(row -> new Standing(row, Optional.empty(), Optional.empty(), System.nanoTime()))
        .map(this::endpoint);
  }

  /**
   * The endpoint when all that is stored of it now is in force here, or its status says why it is not; or, at the latest after that
   * time, as it then is. Empty if there is none. Not inside the transaction that stores it.
   */
  Optional<Endpoint> await(EndpointName name, Duration within) throws InterruptedException {
    Optional<EndpointRow> stored = endpoints.find(name);
    if (stored.isPresent()) {
      awaitSettled(stored.get(), within);
    }
    return endpoint(name);
  }

  private void awaitSettled(EndpointRow stored, Duration within) throws InterruptedException {
    long leftNanos = within.toNanos();
    news.lock();
    try {
      while (leftNanos > 0 && !isSettled(stored)) {
        leftNanos = seen.awaitNanos(leftNanos);
      }
    } finally {
      news.unlock();
    }
  }

  private boolean isSettled(EndpointRow stored) {
    Standing standing = standings.get(stored.name().value());
    return standing != null
        && standing.row.revision() >= stored.revision()
        && (standing.row.wanted().isEmpty() || standing.failure.isPresent());
  }

  private void remember(Standing standing) {
    standings.put(standing.row.name().value(), standing);
    news.lock();
    try {
      seen.signalAll();
    } finally {
      news.unlock();
    }
  }

  /** All that this process has seen, by name. */
  List<Endpoint> all() {
    return standings.values().stream().map(this::endpoint).collect(ImmutableList.toImmutableList());
  }

  private Endpoint endpoint(Standing standing) {
    EndpointRow row = standing.row;
    Optional<RoutingTable> table = inForce.find(row.name().value()).map(LiveEndpoint::table);
    return new Endpoint(
        row.definition(), table, row.production(), Status.of(row, table, standing.failure));
  }

  /** Reads the endpoint's row and, if it changed, puts it in force. When it returns, requests are answered by what it read. */
  void refresh(EndpointName name) {
    Lock lock = locks.get(name);
    lock.lock();
    try {
      endpoints.find(name).ifPresent(this::refresh);
    } finally {
      lock.unlock();
    }
  }

  private void refresh(EndpointRow row) {
    Optional<FeatureService> service = services.find(row.definition());
    Standing before = standings.get(row.name().value());
    if (before != null && before.isUpToDate(row, service)) {
      return;
    }
    Optional<String> failure =
        tables.find(row.name(), row.tableVersion()).flatMap(table -> failureOf(row, table));
    remember(new Standing(row, service, failure, System.nanoTime()));
    if (failure.isPresent() && (before == null || !failure.equals(before.failure))) {
      log.warn(
          "The newest table is not in force here. endpoint={} table={} why={}",
          row.name(),
          row.tableVersion(),
          failure.get());
    }
  }

  private Optional<String> failureOf(EndpointRow row, RoutingTable table) {
    try {
      putInForce(row, table);
      return Optional.empty();
    } catch (RouterException refused) {
      return Optional.of(refused.getMessage());
    }
  }

  private void putInForce(EndpointRow row, RoutingTable table) {
    Optional<FeatureService> service = services.of(row.definition());
    SharedModels.Hold arms = models.hold(row.model(), versions(table));
    try {
      arms.models().values().forEach(model -> model.checkFits(row.definition(), service));
      var slots = RangesOfTables.slots(table.ranges());
      var live = new LiveEndpoint(
          row.definition(), service, table, slots, row.production(), arms.models());
      inForce.put(live, ImmutableList.of(arms, warm(row, table)));
    } catch (RuntimeException refused) {
      arms.close();
      throw refused;
    }
  }

  /** The models of the table that a rollback would restore: kept, so that it waits for no loading. */
  private SharedModels.Hold warm(EndpointRow row, RoutingTable table) {
    try {
      return models.hold(
          row.model(), tables.before(table).map(CatchUp::versions).orElse(ImmutableSet.of()));
    } catch (RouterException refused) {
      log.info(
          "A rollback would have to load its models first. endpoint={} why={}",
          row.name(),
          refused.getMessage());
      return models.hold(row.model(), ImmutableSet.of());
    }
  }

  private static ImmutableSet<Integer> versions(RoutingTable table) {
    return Decision.versions(table.ranges(), table.shadows());
  }
}
