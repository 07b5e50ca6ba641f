package io.signalbox.router.journal;

import io.signalbox.features.Consistency;
import io.signalbox.features.ConsistencyAudit;
import io.signalbox.features.FeatureService;
import io.signalbox.features.Features;
import io.signalbox.router.EndpointName;
import io.signalbox.router.FeatureAudit;
import io.signalbox.router.FeatureAudits;
import io.signalbox.router.Router;
import io.signalbox.router.RouterException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Service;

/** Hands what was logged to the feature store, slice by slice, and adds up what it finds. */
@Service
class LoggedFeatureAudits implements FeatureAudits {

  /** More are refused: an audit is a question of minutes, not of hours. */
  static final long MOST_PREDICTIONS = 10_000_000;

  private static final int WORKERS = 2;

  private static final String NO_SERVICE = "the endpoint reads no feature service";
  private static final String NO_FEATURES = "the feature service looks nothing up";
  private static final String NO_KEYS =
      "keys and moment were not logged yet when this was predicted";
  private static final String RETIRED = "the version of the feature service was retired";

  private final StoredPredictions stored;
  private final FeatureLayouts layouts;
  private final Features features;
  private final Consistency consistency;
  private final Router router;
  private final ReentrantLock running = new ReentrantLock();

  LoggedFeatureAudits(
      StoredPredictions stored,
      FeatureLayouts layouts,
      Features features,
      Consistency consistency,
      Router router) {
    this.stored = stored;
    this.layouts = layouts;
    this.features = features;
    this.consistency = consistency;
    this.router = router;
  }

  @Override
  public FeatureAudit audit(EndpointName endpoint, Instant from, Instant until) {
    if (router.endpoint(endpoint).isEmpty()) {
      throw new RouterException.NotFound(
          "endpoint: " + endpoint + " (expected: one that was applied)");
    }
    if (!from.isBefore(until)) {
      throw new RouterException.Invalid(
          "from %s until %s (expected: from before until)".formatted(from, until));
    }
    if (!running.tryLock()) {
      throw new RouterException.Conflict("an audit is running (expected: one at a time)");
    }
    try {
      return audited(endpoint, from, until);
    } finally {
      running.unlock();
    }
  }

  /** Reads on while what was read is held against the join, by two threads: half of that is Java of one thread each. */
  private FeatureAudit audited(EndpointName endpoint, Instant from, Instant until) {
    var sum = new Sum();
    var slices = new LoggedSlices(stored, layouts);
    Optional<LoggedSlices.Place> place = Optional.empty();
    Deque<Future<Found>> pending = new ArrayDeque<>();
    ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    try {
      do {
        LoggedSlices.Slice slice = slices.after(endpoint, from, until, place);
        for (LoggedSlices.Part part : slice.parts()) {
          pending.addLast(workers.submit(() -> audit(part)));
        }
        place = slice.last();
        while (pending.size() > WORKERS) {
          sum.add(result(pending.removeFirst()));
        }
        sum.checkBound(from, until);
      } while (place.isPresent());
      while (!pending.isEmpty()) {
        sum.add(result(pending.removeFirst()));
      }
      return sum.done();
    } finally {
      workers.shutdown(); // what is left is of no use to anybody, and ends soon
    }
  }

  private static Found result(Future<Found> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw new IllegalStateException("features cannot be compared", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while features were compared", e);
    }
  }

  /** Of one part: an audit of a service, or why there is none. */
  private sealed interface Found {
    record Audited(String service, LoggedSlices.Part part, ConsistencyAudit audit)
        implements Found {}

    record LeftOut(String reason, int rows) implements Found {}
  }

  private Found audit(LoggedSlices.Part part) {
    FeatureLayout layout = part.layout();
    if (layout.service().isEmpty()) {
      return new Found.LeftOut(NO_SERVICE, part.size());
    }
    Optional<FeatureService> service =
        features.service(layout.service().get(), layout.serviceVersion());
    if (service.isEmpty()) {
      return new Found.LeftOut(RETIRED, part.size());
    }
    if (service.get().features().isEmpty()) {
      return new Found.LeftOut(NO_FEATURES, part.size());
    }
    if (!layout.names().contains(FeatureLayout.ASKED_AT)) {
      return new Found.LeftOut(NO_KEYS, part.size());
    }
    String reference = service.get().name() + "@" + service.get().version();
    ConsistencyAudit audit = consistency.audit(reference, part.table(), FeatureLayout.ASKED_AT);
    return new Found.Audited(reference, part, audit);
  }

  /** What was found so far. */
  private static final class Sum {
    private final Map<String, ConsistencyAudit> audits = new TreeMap<>();
    private final Map<String, Long> unaudited = new TreeMap<>();
    private final List<FeatureAudit.Example> examples = new ArrayList<>();
    private long predictions;

    void add(Found found) {
      switch (found) {
        case Found.Audited it -> add(it.service(), it.part(), it.audit());
        case Found.LeftOut it -> {
          predictions += it.rows();
          unaudited.merge(it.reason(), (long) it.rows(), Long::sum);
        }
      }
    }

    private void add(String service, LoggedSlices.Part part, ConsistencyAudit audit) {
      predictions += part.size();
      audits.merge(service, audit, ConsistencyAudit::plus);
      audit.examples().stream()
          .limit(ConsistencyAudit.MOST_EXAMPLES - examples.size())
          .forEach(it -> {
            LoggedSlices.Place place = part.place(Math.toIntExact(it.row()));
            examples.add(new FeatureAudit.Example(
                place.id().toString(), place.at(), it.feature(), it.logged(), it.joined()));
          });
    }

    void checkBound(Instant from, Instant until) {
      if (predictions > MOST_PREDICTIONS) {
        throw new RouterException.Invalid(
            "predictions from %s until %s: more than %d (expected: a shorter span)"
                .formatted(from, until, MOST_PREDICTIONS));
      }
    }

    FeatureAudit done() {
      List<FeatureAudit.OfService> services = new ArrayList<>();
      audits.forEach((service, audit) ->
          services.add(new FeatureAudit.OfService(service, audit.rows(), audit.features())));
      List<FeatureAudit.Unaudited> rest = new ArrayList<>();
      unaudited.forEach((reason, rows) -> rest.add(new FeatureAudit.Unaudited(reason, rows)));
      return new FeatureAudit(predictions, services, rest, examples);
    }
  }
}
