package io.signalbox.monitor.drift;

import java.util.OptionalDouble;

/**
 * How large a stability index gets where nothing has drifted: the greatest that any window of the same length shows inside the
 * reference itself. Weeks differ from a season by more than chance, so a fixed .1 would alarm every week of any year.
 */
public final class WindowedThreshold {
  /** Windows move on by a seventh of their length: a week by a day. */
  private static final int STEPS = 7;

  /** With a reference shorter than this many windows, there is nothing to calibrate with. */
  private static final int LEAST_WINDOWS = 3;

  private WindowedThreshold() {}

  /**
   * The threshold; empty if the reference is shorter than three windows, or all of them have too few rows.
   *
   * @param times of the reference's rows, in any unit and order
   * @param bins of the reference's rows, each below {@code size}
   * @param window length, in the unit of the times
   * @param leastRows windows with fewer rows are passed over
   */
  public static OptionalDouble of(long[] times, int[] bins, int size, long window, long leastRows) {
    long step = Math.max(1, window / STEPS);
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (long time : times) {
      first = Math.min(first, Math.floorDiv(time, step));
      last = Math.max(last, Math.floorDiv(time, step));
    }
    if (times.length == 0 || last - first + 1 < (long) LEAST_WINDOWS * STEPS) {
      return OptionalDouble.empty();
    }
    long[][] steps = new long[Math.toIntExact(last - first + 1)][size];
    long[] reference = new long[size];
    for (int row = 0; row < times.length; row++) {
      steps[(int) (Math.floorDiv(times[row], step) - first)][bins[row]]++;
      reference[bins[row]]++;
    }
    return greatest(steps, reference, leastRows);
  }

  private static OptionalDouble greatest(long[][] steps, long[] reference, long leastRows) {
    long[] window = new long[reference.length];
    OptionalDouble greatest = OptionalDouble.empty();
    for (int end = 0; end < steps.length; end++) {
      long rows = 0;
      for (int bin = 0; bin < window.length; bin++) {
        window[bin] += steps[end][bin] - (end < STEPS ? 0 : steps[end - STEPS][bin]);
        rows += window[bin];
      }
      if (end >= STEPS - 1 && rows >= leastRows) {
        double index = StabilityIndex.of(reference, window);
        greatest = OptionalDouble.of(Math.max(greatest.orElse(0), index));
      }
    }
    return greatest;
  }
}
