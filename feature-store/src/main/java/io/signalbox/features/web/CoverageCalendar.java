package io.signalbox.features.web;

import com.google.errorprone.annotations.FormatMethod;
import io.signalbox.features.ViewCoverage;
import io.signalbox.features.ViewCoverage.Day;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;

/** Draws a coverage as a calendar: a block a year, a column a week from Monday down, a square a day. */
final class CoverageCalendar {

  /** No data, then a quarter of the entities each, then all of them; told apart also without colours. */
  private static final List<String> COLOURS =
      List.of("#e4e4e4", "#c9dff2", "#8fbde3", "#4a8fc7", "#1f659f", "#0b3c68");

  private static final List<String> MEANINGS =
      List.of("none", "below 25 %", "below 50 %", "below 75 %", "below 100 %", "all");

  private static final int SIDE = 11;
  private static final int PITCH = 13;
  private static final int LEFT = 44;
  private static final int TOP = 52;
  private static final int YEAR_HEIGHT = 132;
  private static final int WEEKS_OF_A_YEAR = 54;
  private static final int WIDTH = LEFT + WEEKS_OF_A_YEAR * PITCH + 16;
  private static final int LEGEND_HEIGHT = 34;
  private static final int LEGEND_WIDTH = 96;

  private final ViewCoverage coverage;
  private final StringBuilder out = new StringBuilder();

  CoverageCalendar(ViewCoverage coverage) {
    this.coverage = coverage;
  }

  String svg() {
    int first = coverage.from().getYear();
    int last = coverage.until().minusDays(1).getYear();
    int bottom = TOP + (last - first + 1) * YEAR_HEIGHT;
    write(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1$d\" height=\"%2$d\" viewBox=\"0 0 %1$d %2$d\""
            + " font-family=\"sans-serif\" font-size=\"10\" fill=\"#444\" role=\"img\">%n",
        WIDTH, bottom + LEGEND_HEIGHT);
    write("<title>Coverage of %s</title>%n", coverage.view());
    write("<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n");
    text(LEFT, 20, "font-size=\"14\" font-weight=\"bold\" fill=\"#222\"", coverage.view());
    text(LEFT, 36, "", summary());
    for (int year = first; year <= last; year++) {
      frame(year, TOP + (year - first) * YEAR_HEIGHT);
    }
    for (Day day : coverage.days()) {
      square(day, TOP + (day.date().getYear() - first) * YEAR_HEIGHT);
    }
    legend(bottom);
    return out.append("</svg>\n").toString();
  }

  private String summary() {
    return String.format(
        Locale.ROOT,
        "%s to %s (UTC): %.1f %% of %,d cells (%,d keys, %,d days); data on %,d days (%.1f %%)",
        coverage.from(),
        coverage.until().minusDays(1),
        100 * coverage.share(),
        coverage.cells(),
        coverage.entities(),
        coverage.days().size(),
        coverage.datesCovered(),
        100 * coverage.datesShare());
  }

  /** The year, its months and three of its weekdays. */
  private void frame(int year, int top) {
    text(4, top + 10, "font-weight=\"bold\"", Integer.toString(year));
    for (int month = 1; month <= 12; month++) {
      LocalDate day = LocalDate.of(year, month, 1);
      // Where the month's first whole week begins, so that the name stands over its own days.
      LocalDate monday = day.with(TemporalAdjusters.nextOrSame(DayOfWeek.MONDAY));
      text(
          LEFT + week(monday) * PITCH,
          top + 10,
          "",
          day.getMonth().getDisplayName(TextStyle.SHORT, Locale.ROOT));
    }
    for (DayOfWeek weekday : List.of(DayOfWeek.MONDAY, DayOfWeek.WEDNESDAY, DayOfWeek.FRIDAY)) {
      text(
          LEFT - 28, y(weekday, top) + 9, "", weekday.getDisplayName(TextStyle.SHORT, Locale.ROOT));
    }
  }

  private void square(Day day, int top) {
    write(
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"2\" fill=\"%s\"><title>%s: %d of %d</title></rect>%n",
        LEFT + week(day.date()) * PITCH,
        y(day.date().getDayOfWeek(), top),
        SIDE,
        SIDE,
        COLOURS.get(step(coverage.share(day))),
        day.date(),
        day.covered(),
        coverage.entities());
  }

  private static int step(double share) {
    if (share == 0) {
      return 0;
    }
    return share >= 1 ? COLOURS.size() - 1 : 1 + (int) (share * 4);
  }

  /** Weeks since the Monday on or before the first of January. */
  private static int week(LocalDate day) {
    LocalDate begin =
        LocalDate.of(day.getYear(), 1, 1).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    return (int) ChronoUnit.WEEKS.between(begin, day);
  }

  private static int y(DayOfWeek weekday, int top) {
    return top + 16 + (weekday.getValue() - 1) * PITCH;
  }

  private void legend(int top) {
    text(LEFT, top + 10, "", "Keys with data on the day:");
    for (int step = 0; step < COLOURS.size(); step++) {
      int x = LEFT + 146 + step * LEGEND_WIDTH;
      write(
          "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"2\" fill=\"%s\"/>%n",
          x, top + 1, SIDE, SIDE, COLOURS.get(step));
      text(x + SIDE + 5, top + 10, "", MEANINGS.get(step));
    }
  }

  /** Texts are names of views, numbers and dates: nothing that XML would take for its own. */
  private void text(int x, int y, String look, String words) {
    write("<text x=\"%d\" y=\"%d\" %s>%s</text>%n", x, y, look, words);
  }

  @FormatMethod
  private void write(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values));
  }
}
