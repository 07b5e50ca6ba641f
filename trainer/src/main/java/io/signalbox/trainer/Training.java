package io.signalbox.trainer;

import com.google.common.collect.ImmutableSet;
import io.signalbox.features.Features;
import io.signalbox.trainer.algorithm.Evaluation;
import io.signalbox.trainer.algorithm.Fitting;
import io.signalbox.trainer.algorithm.LogisticRegression;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * One execution: build the training set, fit, evaluate on what was held out, score Production on the same rows, log, register. It
 * promotes nothing. The same run executed again gives the same model, and registers it once.
 */
@Component
class Training {
  private final Features features;
  private final CoverageGate coverage;
  private final Champion champion;
  private final Publication publication;
  private final RunQueue queue;

  Training(
      Features features,
      CoverageGate coverage,
      Champion champion,
      Publication publication,
      RunQueue queue) {
    this.features = features;
    this.coverage = coverage;
    this.champion = champion;
    this.publication = publication;
    this.queue = queue;
  }

  /** Who executes what, and for how long. */
  record Execution(RunQueue.Claim claim, UUID owner, Attempt attempt) {
    TrainingRun run() {
      return claim.run();
    }
  }

  /** A fitted model and how it does; {@code heldOut} is absent where nothing was held out. */
  record Candidate(
      TrainingRows rows,
      Fitting.Fitted fitted,
      Evaluation training,
      Optional<Evaluation> heldOut,
      Optional<Champion.Score> production) {}

  TrainingRun.Result execute(TrainingPlan plan, Execution execution) throws IOException {
    publication.abandon(execution.claim().trackingRun());
    Optional<TrainingRun.Result> made = publication.find(plan, execution);
    if (made.isPresent()) {
      return made.get();
    }
    String trackingRun = publication.start(plan, execution.run());
    try {
      queue.tracked(execution.run().id(), execution.owner(), trackingRun);
      Candidate candidate = candidate(plan, execution);
      execution.attempt().check();
      return publication.publish(new Publication.Work(plan, execution, trackingRun), candidate);
    } catch (IOException | RuntimeException e) {
      publication.failed(trackingRun);
      execution.attempt().check(); // it may have failed because it was broken off
      throw e;
    }
  }

  private Candidate candidate(TrainingPlan plan, Execution execution) {
    TrainingRows rows = TrainingRows.build(features, plan, execution.run(), execution.attempt());
    coverage.check(plan, execution.run(), rows);
    execution.attempt().check();
    Fitting.Fitted fitted = fit(plan, rows, execution.attempt());
    double[] labels = rows.labels(rows.fitted());
    var training = Evaluation.of(fitted.model().score(rows.features(), rows.fitted()), labels);
    execution.attempt().check();
    return new Candidate(
        rows,
        fitted,
        training,
        heldOut(rows, fitted),
        champion.score(plan, rows, execution.attempt()));
  }

  private static Fitting.Fitted fit(TrainingPlan plan, TrainingRows rows, Attempt attempt) {
    double[] labels = rows.labels(rows.fitted());
    return switch (plan.algorithm()) {
      case Algorithm.LogisticRegression logistic -> {
        int iterations =
            logistic.maxIterations().orElse(Algorithm.LogisticRegression.MAX_ITERATIONS);
        Set<String> categories = ImmutableSet.copyOf(logistic.categories().orElse(List.of()));
        var regression = new LogisticRegression(logistic.l2(), iterations, attempt::check);
        double[] learnt = logistic.permutedLabelsSeed().isPresent()
            ? Fitting.permuted(labels, logistic.permutedLabelsSeed().get())
            : labels;
        yield new Fitting(regression, categories).fit(rows.features(), rows.fitted(), learnt);
      }
    };
  }

  /** On the true labels, also where permuted ones were learnt. */
  private static Optional<Evaluation> heldOut(TrainingRows rows, Fitting.Fitted fitted) {
    if (rows.heldOut().length == 0) {
      return Optional.empty();
    }
    double[] scores = fitted.model().score(rows.features(), rows.heldOut());
    return Optional.of(Evaluation.of(scores, rows.labels(rows.heldOut())));
  }
}
