package io.signalbox.monitor.report;

import io.signalbox.features.Column;

/** How one subject was distributed where the model learnt, and how large its index gets there without drift. Immutable. */
sealed interface Baseline permits NumberBaseline, TextBaseline {

  /** How far these values have moved. One that cannot be measured says why. */
  Measured measure(Column current);
}
