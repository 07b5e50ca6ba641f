package io.signalbox.router;

import io.signalbox.features.Table;
import io.signalbox.registry.ModelVersion;

/** Scores rows with a registered version in this process, without an endpoint and without logging: for evaluation. */
public interface Scoring {

  /**
   * The version's probability for each row.
   *
   * @param inputs columns named as the model's inputs; further columns are ignored
   * @throws RouterException if the version is unknown, does not load, or an input is missing
   */
  double[] score(ModelVersion version, Table inputs);
}
