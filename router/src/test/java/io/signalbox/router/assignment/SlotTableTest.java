package io.signalbox.router.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.router.assignment.SlotTable.Range;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SlotTableTest {
  private static final int SEED = 20130415;
  private static final int ROUNDS = 2_000;

  @Test
  void a_first_table_has_one_range_for_each_arm() {
    var table = SlotTable.of(Map.of(2, 1_000, 1, 9_000));

    assertThat(table.ranges()).containsExactly(new Range(0, 9_000, 1), new Range(9_000, 10_000, 2));
  }

  @Test
  void a_ramp_gives_slots_only_from_the_shrinking_to_the_growing_arm() {
    var table = SlotTable.of(Map.of(1, 9_000, 2, 1_000)).withShares(Map.of(1, 7_500, 2, 2_500));

    assertThat(table.ranges()).containsExactly(new Range(0, 7_500, 1), new Range(7_500, 10_000, 2));
  }

  @Test
  void an_arm_may_leave_and_another_join() {
    var table = SlotTable.of(Map.of(1, 5_000, 2, 5_000)).withShares(Map.of(2, 6_000, 3, 4_000));

    assertThat(table.ranges())
        .containsExactly(
            new Range(0, 1_000, 2), new Range(1_000, 5_000, 3), new Range(5_000, 10_000, 2));
  }

  @Test
  void any_change_moves_half_the_sum_of_the_differences() {
    var random = new Random(SEED);
    SlotTable table = SlotTable.of(Map.of(1, 10_000));
    for (int round = 0; round < ROUNDS; round++) {
      Map<Integer, Integer> wanted = shares(random);

      SlotTable next = table.withShares(wanted);

      assertThat(next.shares())
          .as("seed %d, round %d", SEED, round)
          .isEqualTo(new TreeMap<>(wanted));
      assertThat(next.movedFrom(table))
          .as("seed %d, round %d", SEED, round)
          .isEqualTo(leastMoves(table.shares(), wanted));
      table = next;
    }
  }

  @Test
  void a_slot_whose_arm_does_not_shrink_keeps_it() {
    var random = new Random(SEED);
    SlotTable table = SlotTable.of(Map.of(1, 10_000));
    for (int round = 0; round < 200; round++) {
      Map<Integer, Integer> wanted = shares(random);
      SlotTable next = table.withShares(wanted);
      for (int slot = 0; slot < Slots.COUNT; slot++) {
        int arm = table.armOf(slot);
        if (wanted.getOrDefault(arm, 0) >= table.shares().get(arm)) {
          assertThat(next.armOf(slot))
              .as("seed %d, round %d, slot %d", SEED, round, slot)
              .isEqualTo(arm);
        }
      }
      table = next;
    }
  }

  @Test
  void along_a_ramp_the_exposed_units_only_grow_and_untouched_arms_stay() {
    SlotTable table = SlotTable.of(Map.of(1, 7_000, 3, 3_000));
    for (int share : List.of(1_000, 2_500, 5_000, 7_000)) {
      Map<Integer, Integer> wanted = new TreeMap<>(Map.of(2, share, 3, 3_000));
      if (share < 7_000) {
        wanted.put(1, 7_000 - share);
      }
      SlotTable next = table.withShares(wanted);
      for (int unit = 0; unit < 20_000; unit++) {
        int slot = Slots.of("flight_delay", "N" + unit);
        if (table.armOf(slot) != 1) {
          assertThat(next.armOf(slot)).isEqualTo(table.armOf(slot));
        }
      }
      table = next;
    }
  }

  /** The table of the reference: how many of 200,000 units move, against the least possible. */
  @Test
  void the_share_of_units_that_move_is_the_least_possible() {
    assertThat(moved(Map.of(1, 9_000, 2, 1_000), Map.of(1, 7_500, 2, 2_500))).isBetween(.148, .152);
    assertThat(moved(Map.of(1, 4_000, 2, 3_000, 3, 3_000), Map.of(1, 3_000, 2, 3_000, 3, 4_000)))
        .isBetween(.098, .102);
    assertThat(moved(
            Map.of(1, 7_000, 2, 1_000, 3, 1_000, 4, 1_000),
            Map.of(1, 4_000, 2, 2_000, 3, 2_000, 4, 2_000)))
        .isBetween(.297, .303);
    assertThat(moved(
            Map.of(1, 2_500, 2, 2_500, 3, 2_500, 4, 2_500), Map.of(2, 3_334, 3, 3_333, 4, 3_333)))
        .isBetween(.247, .253);
  }

  @Test
  void the_order_in_which_shares_are_named_does_not_matter() {
    var table = SlotTable.of(Map.of(1, 10_000));
    var ascending = new LinkedHashMap<Integer, Integer>();
    ascending.put(1, 2_000);
    ascending.put(2, 5_000);
    ascending.put(3, 3_000);
    var descending = new LinkedHashMap<Integer, Integer>();
    descending.put(3, 3_000);
    descending.put(2, 5_000);
    descending.put(1, 2_000);

    assertThat(table.withShares(descending)).isEqualTo(table.withShares(ascending));
  }

  @Test
  void ranges_lead_back_to_the_same_table() {
    var random = new Random(SEED);
    SlotTable table = SlotTable.of(Map.of(1, 10_000));
    for (int round = 0; round < 100; round++) {
      table = table.withShares(shares(random));

      assertThat(SlotTable.ofRanges(table.ranges())).isEqualTo(table);
    }
  }

  @Test
  void the_largest_arm_of_equals_is_the_lowest() {
    assertThat(SlotTable.of(Map.of(3, 4_000, 1, 2_000, 2, 4_000)).largest()).isEqualTo(2);
  }

  @Test
  void shares_must_add_up_to_the_whole() {
    assertThatThrownBy(() -> SlotTable.of(Map.of(1, 9_000, 2, 999)))
        .hasMessage("sum of shares: 9999 (expected: 10000)");
    assertThatThrownBy(() -> SlotTable.of(Map.of(1, 10_000)).withShares(Map.of(1, 10_001)))
        .hasMessage("sum of shares: 10001 (expected: 10000)");
    assertThatThrownBy(() -> SlotTable.of(Map.of(1, 10_000, 2, 0)))
        .hasMessage("share: 0 (expected: > 0)");
    assertThatThrownBy(() -> SlotTable.of(Map.of(1, Integer.MAX_VALUE, 2, Integer.MAX_VALUE)))
        .hasMessage("sum of shares: 4294967294 (expected: 10000)");
  }

  @Test
  void ranges_must_cover_all_slots_in_order() {
    assertThatThrownBy(() -> SlotTable.ofRanges(List.of(new Range(0, 9_999, 1))))
        .hasMessage("ranges end: 9999 (expected: 10000)");
    assertThatThrownBy(
            () -> SlotTable.ofRanges(List.of(new Range(0, 5_000, 1), new Range(5_001, 10_000, 2))))
        .hasMessageContaining("expected: from 5000");
    assertThatThrownBy(() -> SlotTable.ofRanges(List.of(new Range(0, 10_001, 1))))
        .hasMessageContaining("until at most 10000");
    assertThatThrownBy(() -> new Range(5, 5, 1))
        .hasMessageContaining("expected: 0 <= from < until");
  }

  private static double moved(Map<Integer, Integer> from, Map<Integer, Integer> to) {
    SlotTable before = SlotTable.of(from);
    SlotTable after = before.withShares(to);
    int moved = 0;
    int units = 200_000;
    for (int unit = 0; unit < units; unit++) {
      int slot = Slots.of("flight_delay", "N" + unit);
      moved += before.armOf(slot) == after.armOf(slot) ? 0 : 1;
    }
    return (double) moved / units;
  }

  private static int leastMoves(Map<Integer, Integer> before, Map<Integer, Integer> after) {
    int sum = 0;
    for (int arm = 1; arm <= 8; arm++) {
      sum += Math.abs(after.getOrDefault(arm, 0) - before.getOrDefault(arm, 0));
    }
    return sum / 2;
  }

  /** One to eight of the arms 1 to 8, with any shares. */
  private static Map<Integer, Integer> shares(Random random) {
    var shares = new TreeMap<Integer, Integer>();
    int left = Slots.COUNT;
    for (int arm = 1; arm <= 8 && left > 0; arm++) {
      if (random.nextBoolean()) {
        int share = 1 + random.nextInt(left);
        shares.put(arm, share);
        left -= share;
      }
    }
    if (left > 0) {
      shares.merge(1 + random.nextInt(8), left, Integer::sum);
    }
    return shares;
  }
}
