package io.signalbox.router.web;

import io.signalbox.features.ConsistencyAudit;
import io.signalbox.router.FeatureAudit;
import io.signalbox.router.FeatureAudits;
import io.signalbox.router.RouterException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Whether an endpoint's predictions were made of what a training set would have. */
@RestController
class FeatureAuditController {

  private static final Duration USUAL_SPAN = Duration.ofDays(1);
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  private final FeatureAudits audits;
  private final Clock clock;

  FeatureAuditController(FeatureAudits audits, Clock clock) {
    this.audits = audits;
    this.clock = clock;
  }

  /**
   * Predictions of [from, until); until now, and from a day before that, where nothing is said. 404 if there is no such endpoint, 409
   * while another audit runs.
   */
  @GetMapping("/api/v1/endpoints/{name}/consistency")
  AuditJson audit(
      @PathVariable String name,
      @RequestParam Optional<Instant> from,
      @RequestParam Optional<Instant> until) {
    Instant end = until.orElseGet(clock::instant);
    checkNear("until", end);
    Instant begin = from.orElseGet(() -> end.minus(USUAL_SPAN));
    checkNear("from", begin);
    return AuditJson.of(name, begin, end, audits.audit(EndpointNames.of(name), begin, end));
  }

  /** Further off than a calendar, or PostgreSQL, goes. */
  private static void checkNear(String name, Instant at) {
    if (at.isBefore(FIRST) || at.isAfter(LAST)) {
      throw new RouterException.Invalid(
          "%s: %s (expected: between %s and %s)".formatted(name, at, FIRST, LAST));
    }
  }

  record AuditJson(
      String endpoint,
      Instant from,
      Instant until,
      long predictions,
      long matches,
      long mismatches,
      long missing,
      long extra,
      List<ServiceJson> services,
      List<FeatureAudit.Unaudited> unaudited,
      List<FeatureAudit.Example> examples) {

    static AuditJson of(String endpoint, Instant from, Instant until, FeatureAudit audit) {
      return new AuditJson(
          endpoint,
          from,
          until,
          audit.predictions(),
          sum(audit, ConsistencyAudit.Feature::matches),
          sum(audit, ConsistencyAudit.Feature::mismatches),
          sum(audit, ConsistencyAudit.Feature::missing),
          sum(audit, ConsistencyAudit.Feature::extra),
          audit.services().stream().map(ServiceJson::of).toList(),
          audit.unaudited(),
          audit.examples());
    }

    private static long sum(FeatureAudit audit, ToLongFunction<ConsistencyAudit.Feature> count) {
      return audit.services().stream()
          .flatMap(it -> it.features().stream())
          .mapToLong(count)
          .sum();
    }
  }

  record ServiceJson(String service, long predictions, List<FeatureJson> features) {
    static ServiceJson of(FeatureAudit.OfService audit) {
      return new ServiceJson(
          audit.service(),
          audit.predictions(),
          audit.features().stream().map(FeatureJson::of).toList());
    }
  }

  /** The error is the symmetric mean absolute percentage error, from 0 to 2; null where no numbers were compared. */
  record FeatureJson(
      String name,
      long matches,
      long mismatches,
      long missing,
      long extra,
      Optional<Double> smape) {
    static FeatureJson of(ConsistencyAudit.Feature it) {
      Optional<Double> smape =
          it.smape().isPresent() ? Optional.of(it.smape().getAsDouble()) : Optional.empty();
      return new FeatureJson(
          it.name(), it.matches(), it.mismatches(), it.missing(), it.extra(), smape);
    }
  }
}
