package io.signalbox.monitor;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.signalbox.router.EndpointName;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** A scheduled test of an endpoint, as a file declares it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = CheckDefinition.DataDrift.class, name = "data_drift"),
  @JsonSubTypes.Type(value = CheckDefinition.PredictionDrift.class, name = "prediction_drift"),
  @JsonSubTypes.Type(value = CheckDefinition.Performance.class, name = "performance")
})
public sealed interface CheckDefinition {
  /** A letter, then letters, digits, {@code _ - .}, at most 100. */
  String name();

  EndpointName endpoint();

  /** When it runs, in Quartz's cron syntax with seconds first: {@code 0 0 6 ? * MON}. */
  String cron();

  ZoneId zone();

  /** How far back it looks, at most ten years; also the length of the baseline's windows that calibrate its threshold. */
  Duration window();

  /** With fewer rows than this in the window the report says {@code insufficient}. */
  int leastRows();

  /** Its kind as files and reports name it. */
  default String type() {
    return switch (this) {
      case DataDrift drift -> "data_drift";
      case PredictionDrift drift -> "prediction_drift";
      case Performance performance -> "performance";
    };
  }

  /**
   * Logged features against the training set of the version in Production. A feature alarms if its PSI is above the
   * greatest that a window of this length shows inside the training set AND at least {@code leastPsi} AND its tests, adjusted over all features
   * (Benjamini-Hochberg), reject at this significance.
   *
   * @param leastPsi below this no move is worth an alarm, e.g. .1: some features hardly move within a season, and their
   *     calibrated thresholds are tiny
   * @param significance from 0.000001 to 0.5
   * @param features absent: all request inputs and features of the training set
   */
  record DataDrift(
      String name,
      EndpointName endpoint,
      String cron,
      ZoneId zone,
      Duration window,
      int leastRows,
      double leastPsi,
      double significance,
      Optional<List<String>> features)
      implements CheckDefinition {
    public DataDrift {
      Checked.common(name, endpoint, cron, zone, window, leastRows);
      Checked.atLeastZero("least_psi", leastPsi);
      Checked.significance(significance);
      features = features.map(names -> Checked.names("features", names));
    }
  }

  /** The Production version's scores against its scores of its own training set, by the rule of {@link DataDrift}. */
  record PredictionDrift(
      String name,
      EndpointName endpoint,
      String cron,
      ZoneId zone,
      Duration window,
      int leastRows,
      double leastPsi,
      double significance)
      implements CheckDefinition {
    public PredictionDrift {
      Checked.common(name, endpoint, cron, zone, window, leastRows);
      Checked.atLeastZero("least_psi", leastPsi);
      Checked.significance(significance);
    }
  }

  /**
   * The Production version's log loss over the window against a metric of its run. It alarms if the loss is above the
   * baseline by at least the margin AND by at least so many standard errors, clustered by UTC day.
   *
   * @param maturity predictions younger than this are left out: outcomes known early are not like the rest
   * @param baseline metrics in order of preference: the first that the run has, e.g. {@code holdout.log_loss}
   * @param margin in nats
   * @param raisesDrift whether an alarm publishes {@link DriftDetected}; while a newer version is an arm or a shadow of the
   *     endpoint it does not, because the answer is on its way
   */
  record Performance(
      String name,
      EndpointName endpoint,
      String cron,
      ZoneId zone,
      Duration window,
      int leastRows,
      Duration maturity,
      List<String> baseline,
      double margin,
      double standardErrors,
      boolean raisesDrift)
      implements CheckDefinition {
    /** With fewer days the standard error over days is too uncertain for an alarm. */
    public static final int LEAST_DAYS = 5;

    public Performance {
      Checked.common(name, endpoint, cron, zone, window, leastRows);
      if (window.toDays() < LEAST_DAYS) {
        throw new IllegalArgumentException(
            "window: " + window + " (expected: at least " + LEAST_DAYS + " days)");
      }
      Checked.present("baseline", baseline, "metrics of the version's run");
      baseline = Checked.names("baseline", baseline);
      Checked.present("maturity", maturity, "a duration, e.g. 24h");
      Checked.atLeastZero("maturity", (double) maturity.toSeconds());
      Checked.notLonger("maturity", maturity);
      Checked.atLeastZero("margin", margin);
      Checked.atLeastZero("standard_errors", standardErrors);
    }
  }
}
