package io.signalbox.router.routing;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.signalbox.router.RoutingTable.Range;
import io.signalbox.router.assignment.SlotTable;
import java.util.List;

/** The slots of a table in the router's words, and in those of assignment, where an arm is just a number. */
final class RangesOfTables {

  private RangesOfTables() {}

  static SlotTable slots(List<Range> ranges) {
    return SlotTable.ofRanges(ranges.stream()
        .map(range -> new SlotTable.Range(range.from(), range.until(), range.modelVersion()))
        .collect(toImmutableList()));
  }

  static ImmutableList<Range> ranges(SlotTable slots) {
    return slots.ranges().stream()
        .map(range -> new Range(range.from(), range.until(), range.arm()))
        .collect(toImmutableList());
  }
}
