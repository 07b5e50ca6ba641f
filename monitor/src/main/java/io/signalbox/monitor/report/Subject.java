package io.signalbox.monitor.report;

import io.signalbox.registry.ModelVersion;
import io.signalbox.registry.RegisteredVersion;
import io.signalbox.router.Endpoint;
import io.signalbox.router.EndpointName;
import io.signalbox.router.RoutingTable;
import java.util.stream.Stream;

/** The version that a check looks at: the one that the endpoint is pinned to, else the one in Production. */
record Subject(Endpoint endpoint, RegisteredVersion version) {

  ModelVersion id() {
    return version.id();
  }

  EndpointName name() {
    return endpoint.definition().name();
  }

  /** Whether a newer version is an arm or a shadow. An older one is none: it may stay a shadow after a promotion. */
  boolean replacementUnderWay() {
    return endpoint.table().stream().flatMap(Subject::scoring).anyMatch(n -> n > id().number());
  }

  private static Stream<Integer> scoring(RoutingTable table) {
    return Stream.concat(
        table.ranges().stream().map(RoutingTable.Range::modelVersion), table.shadows().stream());
  }
}
