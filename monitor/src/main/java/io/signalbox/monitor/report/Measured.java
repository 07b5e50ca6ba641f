package io.signalbox.monitor.report;

import java.util.Optional;

/**
 * How far one subject has moved.
 *
 * @param threshold the greatest PSI that the baseline's own windows show; absent where it could not be calibrated
 * @param pValue of its tests together, not yet adjusted for the other subjects
 * @param failure why it could not be measured; then the rest says nothing
 */
record Measured(
    String subject,
    double psi,
    Optional<Double> threshold,
    double pValue,
    String detail,
    Optional<String> failure) {

  static Measured failed(String subject, String why) {
    return new Measured(subject, Double.NaN, Optional.empty(), 1, "", Optional.of(why));
  }
}
