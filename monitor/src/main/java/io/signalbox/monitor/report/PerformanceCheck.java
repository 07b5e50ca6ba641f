package io.signalbox.monitor.report;

import io.signalbox.monitor.CheckDefinition.Performance;
import io.signalbox.monitor.Checker.Window;
import io.signalbox.monitor.Finding;
import io.signalbox.monitor.Report.Status;
import io.signalbox.monitor.experiment.ClusteredMean;
import io.signalbox.monitor.experiment.Estimate;
import io.signalbox.monitor.scoring.Calibration;
import io.signalbox.monitor.scoring.LogLoss;
import io.signalbox.monitor.scoring.Scores;
import io.signalbox.registry.Tracking;
import io.signalbox.router.Predictions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.stereotype.Component;

/**
 * The log loss of the window against the baseline. It counts every row that the version scored, live or as a shadow, so that
 * a rollout neither thins nor selects what it is judged by.
 */
@Component
class PerformanceCheck {
  private static final long SECONDS_A_DAY = 86_400;
  private static final int CALIBRATION_BINS = 10;

  private final Predictions predictions;
  private final Tracking tracking;

  PerformanceCheck(Predictions predictions, Tracking tracking) {
    this.predictions = predictions;
    this.tracking = tracking;
  }

  Outcome find(Performance check, Subject subject, Window window) {
    int version = subject.id().number();
    var loss = new ClusteredMean();
    var scores = new Scores();
    var calibration = new Calibration(CALIBRATION_BINS);
    var notBinary = new LongAdder();
    predictions.scored(subject.name(), window.from(), window.until(), row -> {
      double score = row.scoreOf(version);
      double outcome = row.outcome().map(Predictions.Outcome::value).orElse(Double.NaN);
      if (row.outcome().isPresent() && !LogLoss.isBinary(outcome)) {
        notBinary.increment();
      } else if (scores.add(outcome, score)) {
        long day = Math.floorDiv(row.at().getEpochSecond(), SECONDS_A_DAY);
        loss.add(day, LogLoss.of(outcome, score));
        calibration.add(outcome, score);
      }
    });
    Estimate estimate = loss.estimate();
    if (estimate.values() < check.leastRows() || estimate.clusters() < Performance.LEAST_DAYS) {
      return Outcome.insufficient(
          estimate.values(),
          "%s: %d outcomes on %d days (expected: at least %d on %d days)%s."
              .formatted(
                  check.name(),
                  estimate.values(),
                  estimate.clusters(),
                  check.leastRows(),
                  Performance.LEAST_DAYS,
                  leftOut(notBinary.sum())));
    }
    Optional<Baseline> baseline = baseline(check, subject);
    if (baseline.isEmpty()) {
      return Outcome.insufficient(
          estimate.values(),
          "%s: the run of %s has none of the metrics %s."
              .formatted(check.name(), subject.id(), check.baseline()));
    }
    String more = String.format(
        Locale.ROOT,
        "Brier %.4f, accuracy %.4f, expected calibration error %.4f, positive %.4f%s",
        scores.brier(),
        scores.accuracy(),
        calibration.error(),
        scores.positiveShare(),
        leftOut(notBinary.sum()));
    return judge(check, subject, estimate, baseline.get(), more);
  }

  private static String errors(double excess, Estimate found) {
    return found.standardError() > 0
        ? String.format(Locale.ROOT, "%+.1f standard errors", excess / found.standardError())
        : "the same each day";
  }

  /** Nothing where all outcomes said yes or no. */
  private static String leftOut(long notBinary) {
    return notBinary == 0 ? "" : "; %d outcomes other than 0 and 1 left out".formatted(notBinary);
  }

  private static Outcome judge(
      Performance check, Subject subject, Estimate found, Baseline baseline, String more) {
    double excess = found.mean() - baseline.value();
    boolean alarm =
        excess >= check.margin() && excess >= check.standardErrors() * found.standardError();
    Status status = alarm ? Status.ALARM : Status.OK;
    String summary = String.format(
        Locale.ROOT,
        "%s: log loss of %s is %.4f, %+.4f against %s %.4f, %s over %d days.",
        check.name(),
        subject.id(),
        found.mean(),
        excess,
        baseline.metric(),
        baseline.value(),
        errors(excess, found),
        found.clusters());
    if (alarm && check.raisesDrift() && subject.replacementUnderWay()) {
      summary += " No drift is raised: a newer version is being rolled out.";
    }
    Finding finding = new Finding(
        "log_loss",
        "log_loss",
        Optional.of(found.mean()),
        Optional.of(baseline.value() + check.margin()),
        Optional.empty(),
        status,
        String.format(Locale.ROOT, "standard error %.4f; %s", found.standardError(), more));
    String against = String.format(Locale.ROOT, "%s %.4f", baseline.metric(), baseline.value());
    return new Outcome(found.values(), against, status, summary, List.of(finding));
  }

  private Optional<Baseline> baseline(Performance check, Subject subject) {
    Map<String, Double> metrics = subject
        .version()
        .runId()
        .flatMap(tracking::run)
        .map(Tracking.Run::metrics)
        .orElse(Map.of());
    return check.baseline().stream()
        .filter(metric -> Double.isFinite(metrics.getOrDefault(metric, Double.NaN)))
        .findFirst()
        .map(metric -> new Baseline(metric, metrics.getOrDefault(metric, Double.NaN)));
  }

  private record Baseline(String metric, double value) {}
}
