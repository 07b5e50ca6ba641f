package io.signalbox.monitor.report;

import io.signalbox.monitor.Comparer;
import io.signalbox.monitor.Comparison;
import io.signalbox.monitor.Comparison.Settings;
import io.signalbox.monitor.ComparisonRequest;
import io.signalbox.monitor.MonitorException;
import io.signalbox.monitor.experiment.Evidence;
import io.signalbox.monitor.experiment.Judgement;
import io.signalbox.monitor.experiment.Stages;
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

  /** A smaller one asks for bounds that no experiment reaches, and in the end for numbers that a double does not hold. */
  private static final double LEAST_ALPHA = 1e-6;

  /** Near one half the bounds have no finite width. */
  private static final double GREATEST_ALPHA = 0.25;

  /** In nats: a forecast of one half costs .69. */
  private static final double WIDEST_MARGIN = 10;

  private static final int MOST_PLANNED_DAYS = 3_653;
  private static final Duration LONGEST_MATURITY = Duration.ofDays(3_653);

  /** Before it no outcome was ever reported. */
  private static final Instant FIRST_SINCE = Instant.parse("1900-01-01T00:00:00Z");

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
    expect(
        request.candidate() != request.reference(),
        "candidate: " + request.candidate() + " (expected: another version than the reference)");
    require(model, "candidate", request.candidate());
    require(model, "reference", request.reference());
    expect(
        !request.since().isBefore(FIRST_SINCE),
        "since: " + request.since() + " (expected: not before " + FIRST_SINCE + ")");
    expect(
        !request.since().isAfter(at),
        "since: " + request.since() + " (expected: not after now, " + at + ")");
    Instant until = at.minus(settings.maturity()).truncatedTo(ChronoUnit.DAYS);
    var evidence = new Evidence(request, settings, new Stages(router.history(request.endpoint())));
    Instant since = nextMidnight(request.since());
    if (since.isBefore(until)) {
      predictions.scored(request.endpoint(), since, until, evidence::add);
    }
    Judgement judgement = Judgement.of(
        settings, evidence.paired(), evidence.live(), evidence.leftOut().unpaired());
    return new Comparison(
        id,
        request.endpoint(),
        model,
        request.candidate(),
        request.reference(),
        at,
        since,
        until,
        settings,
        evidence.paired(),
        evidence.live(),
        evidence.leftOut(),
        judgement.verdict(),
        judgement.reason());
  }

  /** The moment itself where it is one. */
  private static Instant nextMidnight(Instant moment) {
    Instant midnight = moment.truncatedTo(ChronoUnit.DAYS);
    return midnight.equals(moment) ? midnight : midnight.plus(1, ChronoUnit.DAYS);
  }

  private Endpoint endpoint(ComparisonRequest request) {
    return router
        .endpoint(request.endpoint())
        .orElseThrow(() -> new MonitorException.NotFound(
            "endpoint: " + request.endpoint() + " (expected: one that was applied)"));
  }

  private void require(ModelName model, String role, int number) {
    expect(number >= 1, role + ": " + number + " (expected: >= 1)");
    if (registry.version(new ModelVersion(model, number)).isEmpty()) {
      throw new MonitorException.NotFound(
          role + ": " + number + " (expected: a version of model " + model + ")");
    }
  }

  private static void expect(boolean holds, String otherwise) {
    if (!holds) {
      throw new MonitorException.Invalid(otherwise);
    }
  }

  private static Settings settings(ComparisonRequest request) {
    Duration maturity = request.maturity().orElse(MATURITY);
    double alpha = request.alpha().orElse(ALPHA);
    double margin = request.margin().orElse(MARGIN);
    int planned = request.plannedDays().orElse(PLANNED_DAYS);
    expect(
        !maturity.isNegative() && maturity.compareTo(LONGEST_MATURITY) <= 0,
        "maturity: %s (expected: 0 to %d days)".formatted(maturity, LONGEST_MATURITY.toDays()));
    expect(
        alpha >= LEAST_ALPHA && alpha <= GREATEST_ALPHA,
        "alpha: " + alpha + " (expected: from 0.000001 to 0.25)");
    expect(
        margin >= 0 && margin <= WIDEST_MARGIN,
        "margin: " + margin + " (expected: from 0 to 10 nats)");
    expect(
        planned >= 1 && planned <= MOST_PLANNED_DAYS,
        "planned_days: %d (expected: 1 to %d)".formatted(planned, MOST_PLANNED_DAYS));
    return new Settings(
        maturity, alpha, margin, planned, LEAST_DAYS_FOR_HARM, LEAST_DAYS_FOR_PROGRESS);
  }
}
