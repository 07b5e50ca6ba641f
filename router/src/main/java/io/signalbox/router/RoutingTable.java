package io.signalbox.router;

import com.google.common.collect.ImmutableList;
import io.signalbox.registry.Attribution;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One version of an endpoint's routing: which arm each of the 10,000 slots goes to.
 *
 * @param version counted from 1, each change makes the next
 * @param ranges cover 0 to 10,000 without gap or overlap, in order
 * @param shadows version numbers that score without answering
 * @param evidence the comparison this change rested on, where there was one
 * @param restores the table whose slots and arms these are again, for a rollback
 */
public record RoutingTable(
    EndpointName endpoint,
    int version,
    List<Range> ranges,
    List<Integer> shadows,
    Attribution why,
    Optional<String> evidence,
    Optional<Integer> restores,
    Instant at) {
  public RoutingTable {
    ranges = ImmutableList.copyOf(ranges);
    shadows = ImmutableList.copyOf(shadows);
  }

  /** Slots from (inclusive) to until (exclusive) go to this model version. */
  public record Range(int from, int until, int modelVersion) {}
}
