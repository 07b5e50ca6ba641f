package io.signalbox.monitor.report;

import io.signalbox.monitor.CheckDefinition;
import io.signalbox.monitor.CheckDefinition.DataDrift;
import io.signalbox.monitor.CheckDefinition.Performance;
import io.signalbox.monitor.CheckDefinition.PredictionDrift;
import io.signalbox.monitor.Checker;
import io.signalbox.monitor.MonitorException;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.Registry;
import io.signalbox.router.Endpoint;
import io.signalbox.router.Router;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Finds the version that the endpoint keeps or that is in Production, and hands it to the kind of check that is asked for. */
@Component
class EndpointChecker implements Checker {
  private final Router router;
  private final Registry registry;
  private final DataDriftCheck dataDrift;
  private final PredictionDriftCheck predictionDrift;
  private final PerformanceCheck performance;

  EndpointChecker(
      Router router,
      Registry registry,
      DataDriftCheck dataDrift,
      PredictionDriftCheck predictionDrift,
      PerformanceCheck performance) {
    this.router = router;
    this.registry = registry;
    this.dataDrift = dataDrift;
    this.predictionDrift = predictionDrift;
    this.performance = performance;
  }

  @Override
  public Result check(CheckDefinition check, Instant at) {
    Endpoint endpoint = router
        .endpoint(check.endpoint())
        .orElseThrow(() -> new MonitorException.NotFound(
            "endpoint: " + check.endpoint() + " (expected: one that was applied)"));
    Window window = window(check, at);
    Optional<RegisteredVersion> version = endpoint
        .definition()
        .pinned()
        .or(endpoint::production)
        .flatMap(n -> registry.version(new ModelVersion(endpoint.definition().model(), n)));
    if (version.isEmpty()) {
      String why = "%s: no version of %s is in Production."
          .formatted(check.name(), endpoint.definition().model());
      return result(Optional.empty(), window, Outcome.insufficient(0, why));
    }
    Subject subject = new Subject(endpoint, version.get());
    return result(Optional.of(subject), window, find(check, subject, window));
  }

  private Outcome find(CheckDefinition check, Subject subject, Window window) {
    return switch (check) {
      case DataDrift drift -> dataDrift.find(drift, subject, window);
      case PredictionDrift drift -> predictionDrift.find(drift, subject, window);
      case Performance loss -> performance.find(loss, subject, window);
    };
  }

  private static Window window(CheckDefinition check, Instant at) {
    Duration maturity = switch (check) {
      case DataDrift drift -> Duration.ZERO;
      case PredictionDrift drift -> Duration.ZERO;
      case Performance loss -> loss.maturity();
    };
    Instant until = at.minus(maturity);
    return new Window(until.minus(check.window()), until);
  }

  private static Result result(Optional<Subject> subject, Window window, Outcome outcome) {
    return new Result(
        subject.map(Subject::id),
        window,
        outcome.rows(),
        outcome.baseline(),
        outcome.status(),
        outcome.summary(),
        outcome.findings(),
        subject.map(Subject::replacementUnderWay).orElse(false));
  }
}
