package io.signalbox.monitor.report;

import io.signalbox.features.Table;
import io.signalbox.features.TrainingSet;
import io.signalbox.monitor.CheckDefinition.DataDrift;
import io.signalbox.monitor.Checker.Window;
import io.signalbox.router.Predictions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * The logged features of all that was asked in the window against the training set. All, and not only what the version in Production
 * answered: what is asked does not depend on the arm, and right after a promotion its own part would be short.
 */
@Component
class DataDriftCheck {
  private final Predictions predictions;
  private final TrainingSets sets;
  private final Baselines baselines;

  DataDriftCheck(Predictions predictions, TrainingSets sets, Baselines baselines) {
    this.predictions = predictions;
    this.sets = sets;
    this.baselines = baselines;
  }

  Outcome find(DataDrift check, Subject subject, Window window) {
    TrainingSets.Found found = sets.find(subject);
    if (found.set().isEmpty()) {
      return Outcome.insufficient(0, "%s: %s.".formatted(check.name(), found.missing()));
    }
    List<String> names = check.features().orElse(found.features());
    Table logged = predictions.features(
        subject.name(), window.from(), window.until(), Optional.empty(), names);
    if (logged.rows() < check.leastRows()) {
      return Outcome.insufficient(
          logged.rows(),
          "%s: %d predictions in the window (expected: at least %d)."
              .formatted(check.name(), logged.rows(), check.leastRows()));
    }
    List<Measured> measured = measure(check, found.set().get(), names, logged);
    DriftFindings findings = DriftFindings.of(measured, check.leastPsi(), check.significance());
    return new Outcome(
        logged.rows(),
        found.words(),
        findings.status(),
        findings.summary(check.name(), "features"),
        findings.findings());
  }

  private List<Measured> measure(
      DataDrift check, TrainingSet set, List<String> names, Table logged) {
    long micros = TimeUnit.SECONDS.toMicros(check.window().toSeconds());
    Map<String, Baseline> known = baselines.of(set, names, micros, check.leastRows());
    return names.stream().map(name -> measure(name, known, logged)).toList();
  }

  private static Measured measure(String name, Map<String, Baseline> known, Table logged) {
    Baseline baseline = known.get(name);
    if (baseline == null) {
      return Measured.failed(name, "not a column of the training set");
    }
    return logged
        .find(name)
        .map(baseline::measure)
        .orElseGet(() -> Measured.failed(name, "not among the logged features"));
  }
}
