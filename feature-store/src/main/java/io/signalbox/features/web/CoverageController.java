package io.signalbox.features.web;

import io.signalbox.features.Coverages;
import io.signalbox.features.ViewCoverage;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Of which days a view has data, as numbers and as a picture. */
@RestController
@RequestMapping("/api/v1/features/views/{view}")
class CoverageController {

  private final Coverages coverages;
  private final Clock clock;

  CoverageController(Coverages coverages, Clock clock) {
    this.coverages = coverages;
    this.clock = clock;
  }

  /** Days of [from, until); until today, and from a year before, where nothing is said. 404 if there is no such feature view. */
  @GetMapping("/coverage")
  CoverageJson json(
      @PathVariable String view,
      @RequestParam Optional<LocalDate> from,
      @RequestParam Optional<LocalDate> until) {
    return CoverageJson.of(coverage(view, from, until));
  }

  /** The same as a calendar. */
  @GetMapping(path = "/coverage.svg", produces = "image/svg+xml")
  String svg(
      @PathVariable String view,
      @RequestParam Optional<LocalDate> from,
      @RequestParam Optional<LocalDate> until) {
    return new CoverageCalendar(coverage(view, from, until)).svg();
  }

  private ViewCoverage coverage(String view, Optional<LocalDate> from, Optional<LocalDate> until) {
    var now = clock.instant();
    LocalDate end =
        until.orElseGet(() -> LocalDate.ofInstant(now, ZoneOffset.UTC).plusDays(1));
    return coverages.of(view, from.orElseGet(() -> aYearBefore(end)), end, now);
  }

  /** The first year has none before it, and a date as far back as there are any cannot be said. */
  private static LocalDate aYearBefore(LocalDate end) {
    return end.getYear() > 1 ? end.minusYears(1) : end;
  }

  record CoverageJson(
      String view,
      LocalDate from,
      LocalDate until,
      long entities,
      long cells,
      long covered,
      double share,
      int dates,
      long datesCovered,
      double datesShare,
      List<DayJson> days) {

    static CoverageJson of(ViewCoverage it) {
      return new CoverageJson(
          it.view(),
          it.from(),
          it.until(),
          it.entities(),
          it.cells(),
          it.covered(),
          it.share(),
          it.days().size(),
          it.datesCovered(),
          it.datesShare(),
          it.days().stream()
              .map(day -> new DayJson(day.date(), day.covered(), it.share(day)))
              .toList());
    }
  }

  /** @param covered entities that have data on it */
  record DayJson(LocalDate date, long covered, double share) {}
}
