package io.signalbox.router.web;

import com.google.common.collect.ImmutableSortedSet;
import io.signalbox.router.Endpoint;
import io.signalbox.router.EndpointDefinition;
import io.signalbox.router.RoutingTable;
import io.signalbox.router.RoutingTable.Range;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An endpoint as it is answered.
 *
 * @param servingVersion the live arm with the most slots, of equals the lowest; absent where nothing is served
 * @param arms in ascending order of versions
 */
record EndpointJson(
    String name,
    EndpointDefinition definition,
    Optional<Integer> servingVersion,
    Optional<Integer> productionVersion,
    String status,
    List<ArmJson> arms,
    Optional<RoutingTable> table) {

  /** One version's part: its share in basis points, 0 for one that is only a shadow. */
  record ArmJson(int modelVersion, int share, boolean shadow) {}

  static EndpointJson of(Endpoint endpoint) {
    List<ArmJson> arms = endpoint.table().map(EndpointJson::arms).orElse(List.of());
    return new EndpointJson(
        endpoint.definition().name().value(),
        endpoint.definition(),
        largest(arms),
        endpoint.production(),
        endpoint.status(),
        arms,
        endpoint.table());
  }

  private static List<ArmJson> arms(RoutingTable table) {
    var shares = new TreeMap<Integer, Integer>();
    for (Range range : table.ranges()) {
      shares.merge(range.modelVersion(), range.until() - range.from(), Integer::sum);
    }
    var versions = ImmutableSortedSet.<Integer>naturalOrder()
        .addAll(shares.keySet())
        .addAll(table.shadows())
        .build();
    return versions.stream()
        .map(version -> new ArmJson(
            version, shares.getOrDefault(version, 0), table.shadows().contains(version)))
        .toList();
  }

  private static Optional<Integer> largest(List<ArmJson> arms) {
    return arms.stream().reduce((a, b) -> b.share() > a.share() ? b : a).map(ArmJson::modelVersion);
  }
}
