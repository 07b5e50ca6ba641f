package io.signalbox.router.assignment;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The time from a unit's id to its arm, over ids that differ from call to call. Run by {@code server/bench/assignment}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AssignmentBenchmark {
  private static final int UNITS = 1 << 12;

  /** A tail number, a UUID, and text that is not ASCII. */
  @Param({"N%05d", "0190f3a2-7c1e-7000-8000-%012d", "joueur-é-用户-%d"})
  public String form = "";

  private final String[] units = new String[UNITS];
  private SlotTable table = SlotTable.of(Map.of(1, Slots.COUNT));
  private int next;

  @Setup
  public void prepare() {
    for (int i = 0; i < UNITS; i++) {
      units[i] = String.format(form, i);
    }
    table =
        SlotTable.of(Map.of(1, 5_000, 2, 5_000)).withShares(Map.of(1, 3_000, 2, 3_000, 3, 4_000));
  }

  @Benchmark
  public int armOfUnit() {
    next = (next + 1) & (UNITS - 1);
    return table.armOf(Slots.of("flight_delay", units[next]));
  }
}
