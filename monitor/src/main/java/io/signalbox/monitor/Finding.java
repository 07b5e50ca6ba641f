package io.signalbox.monitor;

import java.util.Optional;

/**
 * One feature or one measure of a report.
 *
 * @param measure what {@code value} and {@code threshold} are: {@code psi}, {@code log_loss}
 * @param pValue adjusted over the findings of the report, where tests were made
 * @param detail the numbers behind it, in words
 */
public record Finding(
    String subject,
    String measure,
    Optional<Double> value,
    Optional<Double> threshold,
    Optional<Double> pValue,
    Report.Status status,
    String detail) {}
