package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import java.time.LocalDate;
import java.util.List;

/**
 * The share of (entity, day) cells that have data.
 *
 * @param until exclusive
 * @param entities keys that have a row with an event before the end, whenever it was
 * @param days each day (UTC) of the period, in order
 */
public record ViewCoverage(
    String view, LocalDate from, LocalDate until, long entities, List<Day> days) {

  public ViewCoverage {
    days = ImmutableList.copyOf(days);
  }

  /**
   * One day.
   *
   * @param covered entities that have a row with an event on it
   */
  public record Day(LocalDate date, long covered) {}

  /** How many cells there are. */
  public long cells() {
    return entities * days.size();
  }

  /** How many have data. */
  public long covered() {
    return days.stream().mapToLong(Day::covered).sum();
  }

  /** Of the cells, from 0 to 1; 0 where there are none. */
  public double share() {
    return cells() == 0 ? 0 : (double) covered() / cells();
  }

  /** Of the entities on one day. */
  public double share(Day day) {
    return entities == 0 ? 0 : (double) day.covered() / entities;
  }

  /** How many days have a row of any entity. */
  public long datesCovered() {
    return days.stream().filter(it -> it.covered() > 0).count();
  }

  public double datesShare() {
    return days.isEmpty() ? 0 : (double) datesCovered() / days.size();
  }
}
