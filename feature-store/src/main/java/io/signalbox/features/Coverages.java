package io.signalbox.features;

import java.time.Instant;
import java.time.LocalDate;

/** Of which days there are data. */
public interface Coverages {

  /** Ten years and their leap days. */
  int MOST_DAYS = 3_653;

  /**
   * The coverage of a feature view.
   *
   * @param from the first day (UTC), inclusive
   * @param until the last day, exclusive
   * @param knownBy rows that became known later do not count
   * @throws FeaturesException if the view is unknown or has no event time, or the days are none or too many
   */
  ViewCoverage of(String view, LocalDate from, LocalDate until, Instant knownBy);
}
