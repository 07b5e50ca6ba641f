package io.signalbox.monitor.report;

import io.signalbox.monitor.Finding;
import io.signalbox.monitor.Report.Status;
import io.signalbox.monitor.drift.FalseDiscovery;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Judges what was measured, all subjects together: an alarm needs the effect AND the adjusted test. */
record DriftFindings(List<Finding> findings, double leastPsi) {
  private static final int NAMED = 5;

  /** By the usual rule of thumb .25 is a large move; above this a calibrated threshold is worth a word. */
  private static final double FAR = 1;

  static DriftFindings of(List<Measured> measured, double leastPsi, double significance) {
    double[] adjusted =
        FalseDiscovery.adjust(measured.stream().mapToDouble(Measured::pValue).toArray());
    return new DriftFindings(
        IntStream.range(0, measured.size())
            .mapToObj(i -> finding(measured.get(i), adjusted[i], leastPsi, significance))
            .sorted(Comparator.comparing((Finding finding) -> finding.status() != Status.ALARM)
                .thenComparingDouble(finding -> -finding.value().orElse(-1.0)))
            .toList(),
        leastPsi);
  }

  private static Finding finding(Measured found, double p, double leastPsi, double significance) {
    if (found.failure().isPresent() || found.threshold().isEmpty()) {
      String why = found.failure().orElse("the training set is shorter than three windows");
      return new Finding(
          found.subject(),
          "psi",
          Optional.of(found.psi()).filter(Double::isFinite),
          Optional.empty(),
          Optional.empty(),
          Status.INSUFFICIENT,
          why);
    }
    double calibrated = found.threshold().get();
    boolean alarm = found.psi() > calibrated && found.psi() >= leastPsi && p <= significance;
    return new Finding(
        found.subject(),
        "psi",
        Optional.of(found.psi()),
        Optional.of(Math.max(calibrated, leastPsi)),
        Optional.of(p),
        alarm ? Status.ALARM : Status.OK,
        found.detail());
  }

  /** An alarm where there is one; insufficient where nothing could be judged. */
  Status status() {
    if (count(Status.ALARM) > 0) {
      return Status.ALARM;
    }
    return count(Status.OK) > 0 ? Status.OK : Status.INSUFFICIENT;
  }

  String summary(String check, String what) {
    long alarms = count(Status.ALARM);
    long unjudged = count(Status.INSUFFICIENT);
    String text = "%s: %d of %d %s drifted".formatted(check, alarms, findings.size(), what);
    if (alarms > 0) {
      text += findings.stream()
          .filter(finding -> finding.status() == Status.ALARM)
          .limit(NAMED)
          .map(DriftFindings::words)
          .collect(Collectors.joining(", ", " (", alarms > NAMED ? ", ...)" : ")"));
    }
    return text + (unjudged > 0 ? "; " + unjudged + " could not be judged." : ".") + far();
  }

  /** A threshold may be so high, by a single window of the training set, that hardly anything passes it. */
  private String far() {
    List<Finding> far = findings.stream()
        .filter(finding -> finding.threshold().orElse(0.0) > Math.max(FAR, leastPsi))
        .toList();
    if (far.isEmpty()) {
      return "";
    }
    return far.stream()
        .limit(NAMED)
        .map(finding -> String.format(
            Locale.ROOT, "%s above %.3f", finding.subject(), finding.threshold().orElse(0.0)))
        .collect(Collectors.joining(
            ", ",
            " Only a PSI of ",
            (far.size() > NAMED ? ", ..." : "")
                + " can alarm: a window of the training set itself moved that far."));
  }

  private long count(Status status) {
    return findings.stream().filter(finding -> finding.status() == status).count();
  }

  private static String words(Finding finding) {
    return String.format(
        Locale.ROOT,
        "%s PSI %.3f above %.3f",
        finding.subject(),
        finding.value().orElse(Double.NaN),
        finding.threshold().orElse(Double.NaN));
  }
}
