package io.signalbox.monitor.report;

import io.signalbox.monitor.Finding;
import io.signalbox.monitor.Report.Status;
import java.util.List;

/** What one kind of check found, before it is put into a report. */
record Outcome(long rows, String baseline, Status status, String summary, List<Finding> findings) {

  static Outcome insufficient(long rows, String why) {
    return new Outcome(rows, "", Status.INSUFFICIENT, why, List.of());
  }
}
