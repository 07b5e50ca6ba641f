package io.signalbox.trainer;

import io.signalbox.registry.Attribution;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Training plans and their runs. */
public interface Trainer {

  /**
   * Creates or changes a plan; returns whether anything changed.
   *
   * @throws TrainerException if the model, the feature service, the spine's view or a column of it is unknown, or the cron expression
   *     is none that falls due again
   */
  boolean apply(TrainingPlan plan, Attribution why);

  Optional<TrainingPlan> plan(String name);

  /** By name. */
  List<TrainingPlan> plans();

  /**
   * Queues a run for the present moment; it starts when the plan's runs before it have ended.
   *
   * @param holdout instead of the plan's, at most ten years
   * @throws TrainerException if the plan is unknown, or too many of its runs wait already
   */
  TrainingRun submit(String plan, Optional<Duration> holdout, Attribution why);

  Optional<TrainingRun> run(long id);

  /** The newest first, at most {@value #RUNS_SHOWN}; of one plan, or of all. */
  List<TrainingRun> runs(Optional<String> plan);

  int RUNS_SHOWN = 1000;
}
