package io.signalbox.features.web;

import io.signalbox.features.FeaturesException;
import io.signalbox.features.TrainingSetJobs;
import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Training sets that are being built. */
@RestController
@RequestMapping("/api/v1/training-sets/jobs")
class TrainingSetJobsController {

  private final TrainingSetJobs jobs;
  private final TrainingSetAnswers answers;

  TrainingSetJobsController(TrainingSetJobs jobs, TrainingSetAnswers answers) {
    this.jobs = jobs;
    this.answers = answers;
  }

  /** The newest first. */
  @GetMapping
  List<TrainingSetAnswers.JobJson> list(@RequestParam(defaultValue = "100") int limit) {
    return jobs.jobs(BatchesController.positive(limit)).stream()
        .map(answers::of)
        .toList();
  }

  /** 404 if there is no such job. */
  @GetMapping("/{id}")
  TrainingSetAnswers.JobJson get(@PathVariable String id) {
    return answers.of(jobs.job(id(id)));
  }

  /** Stops it; what has ended stays as it is. 404 if there is no such job. */
  @PostMapping("/{id}/cancel")
  TrainingSetAnswers.JobJson cancel(@PathVariable String id) {
    return answers.of(jobs.cancel(id(id)));
  }

  /** Queues what failed or was cancelled again; what did not stays as it is. 404 if there is no such job. */
  @PostMapping("/{id}/retry")
  TrainingSetAnswers.JobJson retry(@PathVariable String id) {
    return answers.of(jobs.retry(id(id)));
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new FeaturesException.NotFound("training set job", text);
    }
  }
}
