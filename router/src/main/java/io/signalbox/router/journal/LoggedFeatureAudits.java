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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Service;

/** Hands what was logged to the feature store, slice by slice, and adds up what it finds. */
@Service
class LoggedFeatureAudits implements FeatureAudits {

  /** More are refused: an audit is a question of minutes, not of hours. */
  static final long MOST_PREDICTIONS = 10_000_000;

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
      var sum = new Sum();
      var slices = new LoggedSlices(stored, layouts);
      Optional<LoggedSlices.Place> place = Optional.empty();
      do {
        LoggedSlices.Slice slice = slices.after(endpoint, from, until, place);
        slice.parts().forEach(part -> audit(part, sum));
        place = slice.last();
        sum.checkBound(from, until);
      } while (place.isPresent());
      return sum.done();
    } finally {
      running.unlock();
    }
  }

  private void audit(LoggedSlices.Part part, Sum sum) {
    FeatureLayout layout = part.layout();
    if (layout.service().isEmpty()) {
      sum.leftOut(NO_SERVICE, part.size());
      return;
    }
    Optional<FeatureService> service =
        features.service(layout.service().get(), layout.serviceVersion());
    if (service.isEmpty()) {
      sum.leftOut(RETIRED, part.size());
    } else if (service.get().features().isEmpty()) {
      sum.leftOut(NO_FEATURES, part.size());
    } else if (!layout.names().contains(FeatureLayout.ASKED_AT)) {
      sum.leftOut(NO_KEYS, part.size());
    } else {
      String reference = service.get().name() + "@" + service.get().version();
      sum.add(reference, part, consistency.audit(reference, part.table(), FeatureLayout.ASKED_AT));
    }
  }

  /** What was found so far. */
  private static final class Sum {
    private final Map<String, ConsistencyAudit> audits = new TreeMap<>();
    private final Map<String, Long> unaudited = new TreeMap<>();
    private final List<FeatureAudit.Example> examples = new ArrayList<>();
    private long predictions;

    void leftOut(String reason, int rows) {
      predictions += rows;
      unaudited.merge(reason, (long) rows, Long::sum);
    }

    void add(String service, LoggedSlices.Part part, ConsistencyAudit audit) {
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
