package io.signalbox.monitor;

import java.text.ParseException;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.CronExpression;

/** Quartz's cron syntax in an explicit zone, read by Quartz itself, so that all who ask get the same moments. */
final class CronSchedule {
  private CronSchedule() {}

  /** Throws an IllegalArgumentException if it is not an expression. */
  static void check(String cron) {
    parse(cron);
  }

  /** The first moment after this one; empty where there is none, as for a year gone by. */
  static Optional<Instant> nextAfter(CheckDefinition check, Instant moment) {
    CronExpression expression = parse(check.cron());
    expression.setTimeZone(TimeZone.getTimeZone(check.zone()));
    return Optional.ofNullable(expression.getNextValidTimeAfter(Date.from(moment)))
        .map(Date::toInstant);
  }

  private static CronExpression parse(String cron) {
    try {
      return new CronExpression(cron);
    } catch (ParseException | RuntimeException e) {
      throw new IllegalArgumentException(
          "cron: '%s' (expected: Quartz's syntax, seconds first, e.g. '0 0 6 ? * MON')"
              .formatted(cron),
          e);
    }
  }
}
