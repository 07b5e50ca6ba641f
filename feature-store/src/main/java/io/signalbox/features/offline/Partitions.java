package io.signalbox.features.offline;

import io.signalbox.features.FeatureViewDefinition.Partition;
import io.signalbox.features.Micros;
import io.signalbox.features.RowSchema;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** The stretches of time that share a file: calendar units in UTC. */
final class Partitions {

  private static final int LENGTH_OF_MONTH = 7;
  private static final int LENGTH_OF_YEAR = 4;

  private Partitions() {}

  /** From, inclusive, until, exclusive. */
  record Range(String name, long fromMicros, long untilMicros) {}

  static Range of(Partition partition, long eventMicros) {
    if (eventMicros == RowSchema.ALWAYS_MICROS) {
      return new Range("always", eventMicros, eventMicros + 1);
    }
    LocalDate day = LocalDate.ofInstant(Micros.instant(eventMicros), ZoneOffset.UTC);
    return switch (partition) {
      case DAY -> range(day.toString(), day, day.plusDays(1));
      case MONTH -> {
        LocalDate first = day.withDayOfMonth(1);
        yield range(first.toString().substring(0, LENGTH_OF_MONTH), first, first.plusMonths(1));
      }
      case YEAR -> {
        LocalDate first = day.withDayOfYear(1);
        yield range(first.toString().substring(0, LENGTH_OF_YEAR), first, first.plusYears(1));
      }
    };
  }

  private static Range range(String name, LocalDate from, LocalDate until) {
    return new Range(name, micros(from), micros(until));
  }

  private static long micros(LocalDate day) {
    return Micros.of(day.atStartOfDay().toInstant(ZoneOffset.UTC));
  }
}
