package io.signalbox.router.assignment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The arm of each of the 10,000 slots. Immutable. An arm is a number greater than 0.
 *
 * <p>A new table is made from the present one, so that the fewest slots move: each arm that shrinks gives up its highest slots, and
 * these go in ascending order to the arms that grow, the lowest arm first. It depends on nothing but the present table and the
 * wanted shares, in whichever order they are named.
 */
public final class SlotTable {
  private final int[] arms;
  private final ImmutableSortedMap<Integer, Integer> shares;

  private SlotTable(int[] arms) {
    this.arms = arms;
    var counted = new TreeMap<Integer, Integer>();
    for (int arm : arms) {
      counted.merge(arm, 1, Integer::sum);
    }
    this.shares = ImmutableSortedMap.copyOf(counted);
  }

  /** The first table of an endpoint: one range for each arm, in ascending order of arms. */
  public static SlotTable of(Map<Integer, Integer> shares) {
    checkWhole(shares);
    var arms = new int[Slots.COUNT];
    int from = 0;
    for (Map.Entry<Integer, Integer> share : new TreeMap<>(shares).entrySet()) {
      Arrays.fill(arms, from, from + share.getValue(), share.getKey());
      from += share.getValue();
    }
    return new SlotTable(arms);
  }

  /** From ranges that cover 0 to 10,000 in order. @throws IllegalArgumentException if they do not */
  public static SlotTable ofRanges(List<Range> ranges) {
    var arms = new int[Slots.COUNT];
    int expected = 0;
    for (Range range : ranges) {
      if (range.from() != expected || range.until() > Slots.COUNT) {
        throw new IllegalArgumentException("range: " + range + " (expected: from " + expected
            + ", until at most " + Slots.COUNT + ")");
      }
      Arrays.fill(arms, range.from(), range.until(), range.arm());
      expected = range.until();
    }
    if (expected != Slots.COUNT) {
      throw new IllegalArgumentException(
          "ranges end: " + expected + " (expected: " + Slots.COUNT + ")");
    }
    return new SlotTable(arms);
  }

  public int armOf(int slot) {
    return arms[slot];
  }

  /** The number of slots of each arm, in ascending order of arms. */
  public NavigableMap<Integer, Integer> shares() {
    return shares;
  }

  /** The arm with the most slots; of equals, the lowest. */
  public int largest() {
    int largest = shares.firstKey();
    for (Map.Entry<Integer, Integer> share : shares.entrySet()) {
      if (share.getValue() > shares.getOrDefault(largest, 0)) {
        largest = share.getKey();
      }
    }
    return largest;
  }

  /** The table with these shares, in basis points, that differs from this one in the fewest slots. */
  public SlotTable withShares(Map<Integer, Integer> wanted) {
    checkWhole(wanted);
    var moved = arms.clone();
    Deque<Integer> given = givenUp(wanted);
    for (Map.Entry<Integer, Integer> share : new TreeMap<>(wanted).entrySet()) {
      int growth = share.getValue() - shares.getOrDefault(share.getKey(), 0);
      for (int i = 0; i < growth; i++) {
        moved[given.removeFirst()] = share.getKey();
      }
    }
    return new SlotTable(moved);
  }

  /** The slots that change hands, in ascending order. */
  private Deque<Integer> givenUp(Map<Integer, Integer> wanted) {
    var surplus = new TreeMap<Integer, Integer>();
    shares.forEach((arm, share) -> surplus.put(arm, share - wanted.getOrDefault(arm, 0)));
    var given = new ArrayDeque<Integer>();
    for (int slot = Slots.COUNT - 1; slot >= 0; slot--) {
      int left = surplus.getOrDefault(arms[slot], 0);
      if (left > 0) {
        surplus.put(arms[slot], left - 1);
        given.addFirst(slot);
      }
    }
    return given;
  }

  /** The number of slots that have another arm here than there. */
  public int movedFrom(SlotTable before) {
    int moved = 0;
    for (int slot = 0; slot < Slots.COUNT; slot++) {
      if (arms[slot] != before.arms[slot]) {
        moved++;
      }
    }
    return moved;
  }

  /** The same table as ranges, as long as they can be, in order. */
  public List<Range> ranges() {
    ImmutableList.Builder<Range> ranges = ImmutableList.builder();
    int from = 0;
    for (int slot = 1; slot <= Slots.COUNT; slot++) {
      if (slot == Slots.COUNT || arms[slot] != arms[from]) {
        ranges.add(new Range(from, slot, arms[from]));
        from = slot;
      }
    }
    return ranges.build();
  }

  private static void checkWhole(Map<Integer, Integer> shares) {
    long sum = 0;
    for (int share : shares.values()) {
      if (share <= 0) {
        throw new IllegalArgumentException("share: " + share + " (expected: > 0)");
      }
      sum += share;
    }
    if (sum != Slots.COUNT) {
      throw new IllegalArgumentException(
          "sum of shares: " + sum + " (expected: " + Slots.COUNT + ")");
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SlotTable table && Arrays.equals(arms, table.arms);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(arms);
  }

  @Override
  public String toString() {
    return ranges().toString();
  }

  /** Slots from (inclusive) to until (exclusive) belong to this arm. */
  public record Range(int from, int until, int arm) {
    public Range {
      if (from < 0 || until <= from || arm < 1) {
        throw new IllegalArgumentException("range: from " + from + " until " + until + " arm " + arm
            + " (expected: 0 <= from < until, arm > 0)");
      }
    }
  }
}
