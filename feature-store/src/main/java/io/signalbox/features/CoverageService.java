package io.signalbox.features;

import static io.signalbox.features.Refusals.check;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Service;

/** Counts days over the stored rows of a view. */
@Service
class CoverageService implements Coverages {

  private static final LocalDate FIRST = LocalDate.of(1, 1, 1);
  private static final LocalDate LAST = LocalDate.of(9999, 12, 31);

  private final Definitions definitions;
  private final RowHistory history;
  private final OfflineStore offline;

  CoverageService(Definitions definitions, RowHistory history, OfflineStore offline) {
    this.definitions = definitions;
    this.history = history;
    this.offline = offline;
  }

  @Override
  public ViewCoverage of(String view, LocalDate from, LocalDate until, Instant knownBy) {
    RowSchema rows = definitions.catalog().batch(view).rows();
    check(
        rows.eventTime().isPresent(),
        "view %s: its rows hold always (expected: a view with an event time)",
        view);
    check(
        !from.isBefore(FIRST) && !until.isAfter(LAST),
        "from %s until %s (expected: days of the years 1 to 9999)",
        from,
        until);
    long days = ChronoUnit.DAYS.between(from, until);
    check(
        days > 0 && days <= MOST_DAYS,
        "from %s until %s: %s days (expected: 1 to %s)",
        from,
        until,
        days,
        MOST_DAYS);
    var span = new OfflineStore.Span(micros(from), micros(until), Micros.of(knownBy));
    OfflineStore.Days counted = history.read(rows, stored -> offline.days(stored, span));
    List<ViewCoverage.Day> each = new ArrayList<>();
    for (int day = 0; day < days; day++) {
      each.add(new ViewCoverage.Day(
          from.plusDays(day), counted.entitiesByDay().getOrDefault((long) day, 0L)));
    }
    return new ViewCoverage(view, from, until, counted.entities(), each);
  }

  private static long micros(LocalDate day) {
    return Micros.of(day.atStartOfDay().toInstant(ZoneOffset.UTC));
  }
}
