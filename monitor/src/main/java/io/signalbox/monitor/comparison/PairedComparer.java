package io.signalbox.monitor.comparison;

import io.signalbox.monitor.Comparer;
import io.signalbox.monitor.Comparison;
import io.signalbox.monitor.Comparison.Settings;
import io.signalbox.monitor.ComparisonRequest;
import io.signalbox.monitor.MonitorException;
import io.signalbox.registry.ModelName;
import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.Registry;
import io.signalbox.router.Endpoint;
import io.signalbox.router.Predictions;
import io.signalbox.router.Router;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.stereotype.Component;

/** Reads the mature predictions of both versions once, and judges what they say. */
@Component
class PairedComparer implements Comparer {
  private static final Duration MATURITY = Duration.ofHours(24);
  private static final double ALPHA = 0.05;
  private static final double MARGIN = 0.02;
  private static final int PLANNED_DAYS = 30;

  /** With fewer days the standard error over days is too uncertain: with two or three the bounds are falsely tight. */
  private static final int LEAST_DAYS_FOR_HARM = 5;

  /** More than for harm: to wait costs less than to promote by mistake. */
  private static final int LEAST_DAYS_FOR_PROGRESS = 7;

  private final Router router;
  private final Registry registry;
  private final Predictions predictions;

  PairedComparer(Router router, Registry registry, Predictions predictions) {
    this.router = router;
    this.registry = registry;
    this.predictions = predictions;
  }

  @Override
  public Comparison compare(String id, ComparisonRequest request, Instant at) {
    Settings settings = settings(request);
    Endpoint endpoint = endpoint(request);
    ModelName model = endpoint.definition().model();
    Expect.that(
        request.candidate() != request.reference(),
        "candidate: " + request.candidate() + " (expected: another version than the reference)");
    require(model, "candidate", request.candidate());
    require(model, "reference", request.reference());
    Expect.that(
        !request.since().isAfter(at),
        "since: " + request.since() + " (expected: not after now, " + at + ")");
    Instant until = at.minus(settings.maturity()).truncatedTo(ChronoUnit.DAYS);
    var evidence = new Evidence(request, settings, new Stages(router.history(request.endpoint())));
    if (request.since().isBefore(until)) {
      predictions.scored(request.endpoint(), request.since(), until, evidence::add);
    }
    Judgement judgement = Judgement.of(settings, evidence.paired(), evidence.live());
    return new Comparison(
        id,
        request.endpoint(),
        model,
        request.candidate(),
        request.reference(),
        at,
        request.since(),
        until,
        settings,
        evidence.paired(),
        evidence.live(),
        evidence.leftOut(),
        judgement.verdict(),
        judgement.reason());
  }

  private Endpoint endpoint(ComparisonRequest request) {
    return router
        .endpoint(request.endpoint())
        .orElseThrow(() -> new MonitorException.NotFound(
            "endpoint: " + request.endpoint() + " (expected: one that was applied)"));
  }

  private void require(ModelName model, String role, int number) {
    Expect.that(number >= 1, role + ": " + number + " (expected: >= 1)");
    if (registry.version(new ModelVersion(model, number)).isEmpty()) {
      throw new MonitorException.NotFound(
          role + ": " + number + " (expected: a version of model " + model + ")");
    }
  }

  private static Settings settings(ComparisonRequest request) {
    Duration maturity = request.maturity().orElse(MATURITY);
    double alpha = request.alpha().orElse(ALPHA);
    double margin = request.margin().orElse(MARGIN);
    int planned = request.plannedDays().orElse(PLANNED_DAYS);
    Expect.that(!maturity.isNegative(), "maturity: " + maturity + " (expected: zero or more)");
    Expect.that(alpha > 0 && alpha < 0.5, "alpha: " + alpha + " (expected: above 0, below 0.5)");
    Expect.that(
        margin >= 0 && margin < Double.POSITIVE_INFINITY,
        "margin: " + margin + " (expected: zero or more, in nats)");
    Expect.that(planned >= 1, "planned_days: " + planned + " (expected: >= 1)");
    return new Settings(
        maturity, alpha, margin, planned, LEAST_DAYS_FOR_HARM, LEAST_DAYS_FOR_PROGRESS);
  }
}
