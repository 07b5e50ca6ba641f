package io.signalbox.features.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.signalbox.features.Features;
import io.signalbox.features.FeaturesException;
import io.signalbox.features.TrainingSet;
import io.signalbox.features.TrainingSetId;
import io.signalbox.features.TrainingSetJob;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Training sets and their jobs as they are answered. */
@Component
class TrainingSetAnswers {
  private final Features features;

  TrainingSetAnswers(Features features) {
    this.features = features;
  }

  TrainingSet set(TrainingSetId id) {
    return features
        .trainingSet(id)
        .orElseThrow(() -> new FeaturesException.NotFound("training set", id.hash()));
  }

  JobJson of(TrainingSetJob job) {
    return new JobJson(
        job.id(),
        job.state(),
        job.request().service(),
        new ProgressJson(job.phase(), job.step(), job.steps()),
        job.attempts(),
        job.problem(),
        job.author(),
        job.submittedAt(),
        job.finishedAt(),
        job.trainingSet().map(this::set));
  }

  /** @param trainingSet when it is done */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record JobJson(
      UUID id,
      TrainingSetJob.State state,
      String service,
      ProgressJson progress,
      int attempts,
      Optional<String> problem,
      String author,
      Instant submittedAt,
      Optional<Instant> finishedAt,
      Optional<TrainingSet> trainingSet) {}

  /** What is being done, the how manieth step it is, and of how many. */
  record ProgressJson(String phase, int step, int of) {}
}
