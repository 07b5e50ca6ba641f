package io.signalbox.trainer;

import io.signalbox.registry.Attribution;

/** Training plans and their runs. */
public interface Trainer {

  /** Creates or changes a plan; returns whether anything changed. */
  boolean apply(TrainingPlan plan, Attribution why);
}
