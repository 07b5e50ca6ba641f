package io.signalbox.trainer;

import io.signalbox.features.Coverages;
import io.signalbox.features.ViewCoverage;
import io.signalbox.trainer.algorithm.UnfitData;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Looks, before a fit, whether the views that a plan names have data on enough of the dates that are fitted. */
@Component
class CoverageGate {
  private final Coverages coverages;

  CoverageGate(Coverages coverages) {
    this.coverages = coverages;
  }

  /**
   * Over the dates (UTC) from the plan's first moment, of the first fitted row where it says none, to the last fitted one; of ten years
   * at most.
   *
   * @throws UnfitData if a view has too few
   */
  void check(TrainingPlan plan, TrainingRun run, TrainingRows rows) {
    if (plan.coverage().isEmpty()) {
      return;
    }
    LocalDate until = date(rows.cut().minusNanos(1)).plusDays(1);
    LocalDate first = date(first(plan, run, rows));
    LocalDate earliest = until.minusDays(Coverages.MOST_DAYS);
    LocalDate from = first.isBefore(earliest) ? earliest : first;
    for (TrainingPlan.Coverage wanted : plan.coverage()) {
      ViewCoverage found = coverages.of(wanted.view(), from, until, run.moment());
      if (found.datesShare() < wanted.leastDates()) {
        throw new UnfitData(String.format(
            Locale.ROOT,
            "coverage of %s: data on %d of %d dates from %s to %s, %.1f %% (expected: at least %.1f %%)",
            wanted.view(),
            found.datesCovered(),
            found.days().size(),
            from,
            until.minusDays(1),
            100 * found.datesShare(),
            100 * wanted.leastDates()));
      }
    }
  }

  private static Instant first(TrainingPlan plan, TrainingRun run, TrainingRows rows) {
    TrainingPlan.Rows spine = plan.spine();
    boolean isSaid = spine.from().isPresent() || spine.lookback().isPresent();
    return isSaid ? spine.firstMoment(run.moment()) : rows.firstFitted();
  }

  private static LocalDate date(Instant moment) {
    return LocalDate.ofInstant(moment, ZoneOffset.UTC);
  }
}
