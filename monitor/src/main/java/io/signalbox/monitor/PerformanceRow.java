package io.signalbox.monitor;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.LocalDate;
import java.util.Optional;

/**
 * How a version did on the predictions it answered in a period.
 *
 * @param from first day of the period, UTC
 * @param outcomes predictions whose outcome is known
 * @param notBinary of those, how many turned out other than 0 or 1; they are not scored
 * @param scored of those, how many have a probability too; the scores are over these, and absent where there are none
 * @param positiveShare mean outcome
 */
public record PerformanceRow(
    LocalDate from,
    int version,
    long predictions,
    long outcomes,
    long notBinary,
    long scored,
    Optional<Double> logLoss,
    Optional<Double> brier,
    Optional<Double> accuracy,
    Optional<Double> positiveShare) {

  /** The length of a period; weeks begin on Monday. */
  public enum Period {
    @JsonProperty("day")
    DAY,
    @JsonProperty("week")
    WEEK,
    @JsonProperty("month")
    MONTH
  }
}
