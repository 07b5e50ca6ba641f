package io.signalbox.monitor.experiment;

import io.signalbox.monitor.Comparison.LeftOut;
import io.signalbox.monitor.Comparison.Live;
import io.signalbox.monitor.Comparison.Paired;
import io.signalbox.monitor.Comparison.Settings;
import io.signalbox.monitor.ComparisonRequest;
import io.signalbox.monitor.scoring.LogLoss;
import io.signalbox.router.Predictions.Scored;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What mature predictions say of two versions, added up as they come. Not thread-safe. */
public final class Evidence {
  private final int candidate;
  private final int reference;
  private final Settings settings;
  private final Stages stages;

  private final ClusteredMean improvement = new ClusteredMean();
  private double candidateLoss;
  private double referenceLoss;
  private final ArmDifference arms = new ArmDifference();
  private final Set<Long> liveDays = new HashSet<>();

  private long unassigned;
  private long withoutOutcome;
  private long notBinary;
  private long unpaired;

  public Evidence(ComparisonRequest request, Settings settings, Stages stages) {
    this.candidate = request.candidate();
    this.reference = request.reference();
    this.settings = settings;
    this.stages = stages;
  }

  public void add(Scored row) {
    if (row.unit().isEmpty()) {
      unassigned++;
      return;
    }
    if (row.outcome().isEmpty()) {
      withoutOutcome++;
      return;
    }
    double outcome = row.outcome().get().value();
    if (!LogLoss.isBinary(outcome)) {
      notBinary++;
      return;
    }
    addLive(row, row.unit().get(), outcome);
    double ofCandidate = LogLoss.of(outcome, row.scoreOf(candidate));
    double ofReference = LogLoss.of(outcome, row.scoreOf(reference));
    if (Double.isNaN(ofCandidate) || Double.isNaN(ofReference)) {
      unpaired++;
      return;
    }
    improvement.add(Days.of(row.at()), ofReference - ofCandidate);
    candidateLoss += ofCandidate;
    referenceLoss += ofReference;
  }

  private void addLive(Scored row, String unit, double outcome) {
    boolean isCandidate = row.version() == candidate;
    double loss = LogLoss.of(outcome, row.score());
    if ((isCandidate || row.version() == reference) && !Double.isNaN(loss)) {
      arms.add(stages.stratum(row.at()), unit, isCandidate, loss);
      if (isCandidate) {
        liveDays.add(Days.of(row.at()));
      }
    }
  }

  /** Empty with fewer than two days: there is no error to speak of. */
  public Optional<Paired> paired() {
    Estimate estimate = improvement.estimateOfMeans();
    if (estimate.clusters() < 2) {
      return Optional.empty();
    }
    var sequence = new ConfidenceSequence(settings.alpha(), settings.plannedDays());
    int days = estimate.clusters();
    double mean = estimate.mean();
    double error = estimate.standardError();
    double half = sequence.twoSided(error, days);
    return Optional.of(new Paired(
        days,
        estimate.values(),
        candidateLoss / estimate.values(),
        referenceLoss / estimate.values(),
        mean,
        error,
        mean - half,
        mean + half,
        mean - sequence.oneSided(error, days)));
  }

  /** Empty where both arms were not live side by side for two days. The days keep the sequence's time, as for the paired. */
  public Optional<Live> live() {
    ArmDifference.Result found = arms.result();
    int days = liveDays.size();
    if (days < 2 || Double.isNaN(found.difference()) || Double.isNaN(found.standardError())) {
      return Optional.empty();
    }
    double half = new ConfidenceSequence(settings.alpha(), settings.plannedDays())
        .twoSided(found.standardError(), days);
    return Optional.of(new Live(
        found.units(),
        days,
        found.strata(),
        found.candidates(),
        found.references(),
        found.difference(),
        found.standardError(),
        found.difference() - half,
        found.difference() + half));
  }

  public LeftOut leftOut() {
    return new LeftOut(unassigned, withoutOutcome, notBinary, unpaired);
  }
}
