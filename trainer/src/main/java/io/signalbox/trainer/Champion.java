package io.signalbox.trainer;

import io.signalbox.features.Features;
import io.signalbox.features.FeaturesException;
import io.signalbox.features.Progress;
import io.signalbox.features.Table;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.registry.Registry;
import io.signalbox.router.RouterException;
import io.signalbox.router.Scoring;
import io.signalbox.trainer.algorithm.Evaluation;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Scores the version in Production on the rows that a candidate holds out, so that a gate compares like with like. */
@Component
class Champion {
  private static final Logger log = LoggerFactory.getLogger(Champion.class);

  private final Registry registry;
  private final Features features;
  private final Scoring scoring;

  Champion(Registry registry, Features features, Scoring scoring) {
    this.registry = registry;
    this.features = features;
    this.scoring = scoring;
  }

  /**
   * How Production did.
   *
   * @param evaluation absent where it could not be scored; {@code problem} says why. A gate on it then does not pass
   * @param sawHoldout whether it was itself fitted on rows that the candidate holds out, which flatters it
   */
  record Score(
      RegisteredVersion version,
      Optional<Evaluation> evaluation,
      Optional<String> problem,
      boolean sawHoldout) {}

  /** Empty where nothing is in Production or nothing was held out. */
  Optional<Score> score(TrainingPlan plan, TrainingRows rows, Progress progress) {
    if (rows.heldOut().length == 0) {
      return Optional.empty();
    }
    return registry.production(plan.model()).map(version -> score(plan, rows, version, progress));
  }

  private Score score(
      TrainingPlan plan, TrainingRows rows, RegisteredVersion version, Progress progress) {
    boolean sawHoldout = Optional.ofNullable(version.tags().get(VersionTags.TRAINED_UNTIL))
        .filter(until -> Instant.parse(until).isAfter(rows.cut()))
        .isPresent();
    double[] labels = rows.labels(rows.heldOut());
    try {
      double[] scores = scoring.score(version.id(), inputs(plan, rows, version, progress));
      return new Score(
          version, Optional.of(Evaluation.of(scores, labels)), Optional.empty(), sawHoldout);
    } catch (RouterException | FeaturesException | OtherRows e) {
      log.warn("Production could not be scored on the holdout version={}", version.id(), e);
      return new Score(
          version, Optional.empty(), Optional.of(String.valueOf(e.getMessage())), sawHoldout);
    }
  }

  /** The held out rows with the features that the version learned from: of that version of their service, whatever is in force now. */
  private Table inputs(
      TrainingPlan plan, TrainingRows rows, RegisteredVersion version, Progress progress) {
    String service = version.tags().getOrDefault(VersionTags.FEATURE_SERVICE, rows.service());
    if (service.equals(rows.service())) {
      return Slice.of(rows.features(), rows.heldOut());
    }
    TrainingRows others = rows.heldOutAs(features, plan, service, progress);
    if (!Arrays.equals(others.labels(others.heldOut()), rows.labels(rows.heldOut()))) {
      throw new OtherRows("holdout of %s: %d rows (expected: the %d of %s)"
          .formatted(service, others.heldOut().length, rows.heldOut().length, rows.service()));
    }
    return Slice.of(others.features(), others.heldOut());
  }

  private static final class OtherRows extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OtherRows(String message) {
      super(message);
    }
  }
}
