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

  /**
   * Ends a plan: neither its schedule nor drift starts it any more, and runs that wait fail; one that is being executed may end. Its
   * runs stay, and go on under its name should it be applied again.
   *
   * @throws TrainerException if the plan is unknown
   */
  void retire(String plan, Attribution why);

  /** One that is in force. */
  Optional<TrainingPlan> plan(String name);

  /** Those in force, by name. */
  List<TrainingPlan> plans();

  /**
   * Queues a run for the present moment; it starts when the plan's runs before it have ended.
   *
   * @param holdout instead of the plan's, at most ten years
   * @throws TrainerException if the plan is unknown, or too many of its runs wait already
   */
  TrainingRun submit(String plan, Optional<Duration> holdout, Attribution why);

  Optional<TrainingRun> run(long id);

  /** The newest first, at most {@value #RUNS_SHOWN}; of one plan, in force or retired, or of all. */
  List<TrainingRun> runs(Optional<String> plan);

  int RUNS_SHOWN = 1000;
}
