package io.signalbox.monitor;

import io.signalbox.router.EndpointName;
import java.util.List;

/** Adds up how versions did. */
public interface Scoreboard {

  /** By period and version, over what each version answered. */
  List<PerformanceRow> performance(EndpointName endpoint, PerformanceRow.Period by);
}
