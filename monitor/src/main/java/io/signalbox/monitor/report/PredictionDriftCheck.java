package io.signalbox.monitor.report;

import io.signalbox.features.Column;
import io.signalbox.features.Features;
import io.signalbox.features.Table;
import io.signalbox.features.TrainingSet;
import io.signalbox.monitor.CheckDefinition.PredictionDrift;
import io.signalbox.monitor.Checker.Window;
import io.signalbox.router.Predictions;
import io.signalbox.router.Scoring;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import org.springframework.stereotype.Component;

/**
 * The version's scores in the window, live and as a shadow, against its scores of its own training set. Scored anew, in this process,
 * because no log of that time has them.
 */
@Component
class PredictionDriftCheck {
  private final Predictions predictions;
  private final Features features;
  private final Scoring scoring;
  private final TrainingSets sets;
  private final Baselines baselines;

  PredictionDriftCheck(
      Predictions predictions,
      Features features,
      Scoring scoring,
      TrainingSets sets,
      Baselines baselines) {
    this.predictions = predictions;
    this.features = features;
    this.scoring = scoring;
    this.sets = sets;
    this.baselines = baselines;
  }

  Outcome find(PredictionDrift check, Subject subject, Window window) {
    TrainingSets.Found found = sets.find(subject);
    if (found.set().isEmpty()) {
      return Outcome.insufficient(0, "%s: %s.".formatted(check.name(), found.missing()));
    }
    double[] scores = scores(subject, window);
    if (scores.length < check.leastRows()) {
      return Outcome.insufficient(
          scores.length,
          "%s: %d scores in the window (expected: at least %d)."
              .formatted(check.name(), scores.length, check.leastRows()));
    }
    long micros = TimeUnit.SECONDS.toMicros(check.window().toSeconds());
    Baseline baseline = baselines.ofScores(
        subject.id().toString(),
        micros,
        check.leastRows(),
        () -> baseline(check, subject, found.set().get(), found.features()));
    Measured measured = baseline.measure(new Column.Doubles("score", scores));
    DriftFindings findings =
        DriftFindings.of(List.of(measured), check.leastPsi(), check.significance());
    return new Outcome(
        scores.length,
        "scores of " + found.words(),
        findings.status(),
        findings.summary(check.name(), "scores"),
        findings.findings());
  }

  private double[] scores(Subject subject, Window window) {
    int version = subject.id().number();
    DoubleStream.Builder scores = DoubleStream.builder();
    predictions.scored(subject.name(), window.from(), window.until(), row -> {
      double score = row.scoreOf(version);
      if (!Double.isNaN(score)) {
        scores.add(score);
      }
    });
    return scores.build().toArray();
  }

  private Baseline baseline(
      PredictionDrift check, Subject subject, TrainingSet set, List<String> names) {
    List<String> columns = new ArrayList<>(names);
    columns.add(set.spine().time());
    Table table = features.read(set.id(), columns.stream().distinct().toList());
    double[] scores = scoring.score(subject.id(), table);
    long[] times = Columns.micros(table.column(set.spine().time()));
    long micros = TimeUnit.SECONDS.toMicros(check.window().toSeconds());
    return new NumberBaseline("score", scores, times, micros, check.leastRows());
  }
}
