package io.signalbox.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * A scheduled flight, with all that turned out later; who may see which part of it when is the replay's business.
 *
 * @param tailNumber the aircraft; absent where the source has none
 * @param departedAt absent where it never left
 * @param landedAt absent where it was cancelled, diverted or not recorded
 */
record Flight(
    long id,
    Instant scheduledDeparture,
    String carrier,
    Optional<String> tailNumber,
    String origin,
    String destination,
    int distanceMiles,
    Optional<Instant> departedAt,
    int departureDelayMinutes,
    Optional<Instant> landedAt,
    int arrivalDelayMinutes) {

  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final int LATE_MINUTES = 15;

  /** The moment of asking: the full hour at or before one hour before the scheduled departure. */
  Instant askedAt() {
    return scheduledDeparture.minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.HOURS);
  }

  /** The hour of the scheduled departure on New York's clocks, as a category: {@code 06}. */
  String hour() {
    return "%02d".formatted(local().getHour());
  }

  /** The weekday of the scheduled departure in New York: {@code Mon}. */
  String weekday() {
    return local().getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ROOT);
  }

  /** Whether it arrived 15 minutes late or more; asked only of flights that have landed. */
  boolean late() {
    return arrivalDelayMinutes >= LATE_MINUTES;
  }

  private ZonedDateTime local() {
    return scheduledDeparture.atZone(NEW_YORK);
  }
}
