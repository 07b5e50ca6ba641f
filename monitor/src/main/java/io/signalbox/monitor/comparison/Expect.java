package io.signalbox.monitor.comparison;

import io.signalbox.monitor.MonitorException;

/** Refuses what is out of range. */
final class Expect {
  private Expect() {}

  static void that(boolean holds, String otherwise) {
    if (!holds) {
      throw new MonitorException.Invalid(otherwise);
    }
  }
}
