package io.signalbox.features.online;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Lines of rows in memory, of all histories together, within a bound; what is asked for least goes first. Thread-safe. */
final class Lines {

  /** Key, its place in a table, and the bookkeeping of the cache. */
  private static final int ENTRY_BYTES = 150;

  private final Cache<Place, Row[]> held;
  private final AtomicLong dropped = new AtomicLong();

  /** A key of one history. */
  private record Place(HeldRows history, Object key) {}

  Lines(long mostBytes) {
    this.held = Caffeine.newBuilder()
        .maximumWeight(mostBytes)
        .<Place, Row[]>weigher((place, line) -> ENTRY_BYTES + RowLine.bytes(line))
        .evictionListener((place, line, cause) -> {
          if (place != null) {
            dropped.incrementAndGet();
            place.history().lostOne();
          }
        })
        .build();
  }

  Row @Nullable [] get(HeldRows history, Object key) {
    return held.getIfPresent(new Place(history, key));
  }

  /** Replaces a key's line in one step; null for none, before and after. */
  void update(HeldRows history, Object key, UnaryOperator<Row @Nullable []> change) {
    held.asMap().compute(new Place(history, key), (place, line) -> change.apply(line));
  }

  void forget(HeldRows history) {
    held.asMap().keySet().removeIf(place -> place.history() == history);
  }

  /** How many were let go so far to stay within the bound. */
  long dropped() {
    return dropped.get();
  }
}
