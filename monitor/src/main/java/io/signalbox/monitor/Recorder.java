package io.signalbox.monitor;

import io.signalbox.registry.Attribution;
import io.signalbox.registry.ModelVersion;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Stores what was found, and says so, in one transaction each. */
@Component
@Transactional
class Recorder {
  private static final Logger log = LoggerFactory.getLogger(Recorder.class);

  private final Reports reports;
  private final Comparisons comparisons;
  private final Alerts alerts;
  private final Changes changes;
  private final ApplicationEventPublisher events;

  Recorder(
      Reports reports,
      Comparisons comparisons,
      Alerts alerts,
      Changes changes,
      ApplicationEventPublisher events) {
    this.reports = reports;
    this.comparisons = comparisons;
    this.alerts = alerts;
    this.changes = changes;
    this.events = events;
  }

  void comparison(Comparison comparison, Attribution why) {
    comparisons.add(comparison);
    String subject = "endpoint " + comparison.endpoint();
    changes.add(comparison.at(), why, subject, "comparison", comparison);
    log.info(
        "{} endpoint={} candidate={} reference={} verdict={} comparison={}",
        comparison.reason(),
        comparison.endpoint(),
        comparison.candidate(),
        comparison.reference(),
        comparison.verdict(),
        comparison.id());
  }

  /** Stores a report; an alarm also becomes an alert and a change, and is published as drift where the check may raise it. */
  void report(CheckDefinition check, Report report, Checker.Result result, Attribution why) {
    reports.add(report);
    if (report.status() != Report.Status.ALARM) {
      log.info("{} check={} report={}", report.summary(), report.check(), report.id());
      return;
    }
    AlertStored alert = alerts.add(report, report.summary());
    var detail = Map.of("report", report.id(), "alert", alert.id(), "summary", report.summary());
    changes.add(report.at(), why, "check " + report.check(), "alarm", detail);
    events.publishEvent(alert);
    drift(check, report, result).ifPresent(events::publishEvent);
  }

  private static Optional<DriftDetected> drift(
      CheckDefinition check, Report report, Checker.Result result) {
    boolean raises = check instanceof CheckDefinition.Performance performance
        && performance.raisesDrift()
        && !result.replacementUnderWay();
    if (!raises) {
      return Optional.empty();
    }
    Instant at = report.at();
    return result.version().map(version -> event(version, report, at));
  }

  private static DriftDetected event(ModelVersion version, Report report, Instant at) {
    return new DriftDetected(
        report.endpoint(),
        version.model(),
        version.number(),
        report.check(),
        report.id(),
        report.summary(),
        at);
  }
}
