package io.signalbox.registry.importing;

import java.util.LinkedHashMap;
import java.util.Map;

/** How many of each thing were seen. Not for several threads. */
final class Tally {
  private final Map<String, Long> counts = new LinkedHashMap<>();

  void add(String what, long more) {
    if (more != 0) {
      counts.merge(what, more, Long::sum);
    }
  }

  Map<String, Long> counts() {
    return counts;
  }
}
