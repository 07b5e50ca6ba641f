package io.signalbox.features.online;

import com.google.common.hash.BloomFilter;
import com.google.common.hash.Funnels;

/**
 * Tells events that were certainly not here before, in about two bytes each: only the others are looked for in every key. Not
 * thread-safe.
 */
final class SeenEvents {

  private static final int FIRST_ROOM = 1_024;
  private static final double WRONGLY_SEEN = .001;

  @SuppressWarnings("UnstableApiUsage") // of Guava: as stable as it has been for ten years
  private final BloomFilter<Long> filter;

  private final long room;
  private long taken;

  SeenEvents(long expected) {
    this.room = Math.max(FIRST_ROOM, expected);
    this.filter = BloomFilter.create(Funnels.longFunnel(), room, WRONGLY_SEEN);
  }

  /** Takes an event; returns whether it may have been taken before. */
  boolean take(Repeats.Event event) {
    taken++;
    return !filter.put(event.identity() * 31 + event.micros());
  }

  boolean isTooSmallFor(int more) {
    return taken + more > room;
  }
}
