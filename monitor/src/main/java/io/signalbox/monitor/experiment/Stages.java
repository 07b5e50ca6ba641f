package io.signalbox.monitor.experiment;

import io.signalbox.router.RoutingTable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which routing table was in force at a moment: shares change with it, and with them who meets which hour of the day. */
public final class Stages {
  private final TreeMap<Instant, Integer> versions = new TreeMap<>();

  public Stages(List<RoutingTable> history) {
    for (RoutingTable table : history) {
      versions.merge(table.at(), table.version(), Math::max);
    }
  }

  /** One number for a UTC day under one table. */
  long stratum(Instant at) {
    Map.Entry<Instant, Integer> table = versions.floorEntry(at);
    int version = table == null ? 0 : table.getValue();
    return Days.of(at) << 32 | version;
  }
}
