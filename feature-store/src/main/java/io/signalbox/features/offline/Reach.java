package io.signalbox.features.offline;

import io.signalbox.features.OfflineStore.StoredFile;
import io.signalbox.features.Rows;

/** How far rows reach: the first and the last of their events, and of the moments at which they became known. */
record Reach(long firstEvent, long lastEvent, long firstKnown, long lastKnown) {

  /** What is not known of a file is taken to be as far as it can: a row is never known before its event. */
  static Reach of(StoredFile file) {
    return new Reach(
        file.firstEventMicros(),
        file.lastEventMicros(),
        file.known().map(it -> it.firstMicros()).orElse(file.firstEventMicros()),
        file.known().map(it -> it.lastMicros()).orElse(Long.MAX_VALUE));
  }

  /** Of at least one row. */
  static Reach of(Rows rows) {
    var reach = new Reach(Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE);
    for (int row = 0; row < rows.size(); row++) {
      reach = reach.with(rows.event(row), rows.known(row));
    }
    return reach;
  }

  Reach with(long event, long known) {
    return new Reach(
        Math.min(firstEvent, event),
        Math.max(lastEvent, event),
        Math.min(firstKnown, known),
        Math.max(lastKnown, known));
  }

  /** Whether one of these rows may lose to one of others: to a row that is known no later, of an event that is no earlier. */
  boolean mayLoseTo(Reach others) {
    return lastKnown >= others.firstKnown && firstEvent <= others.lastEvent;
  }
}
