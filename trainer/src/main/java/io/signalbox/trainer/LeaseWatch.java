package io.signalbox.trainer;

import com.google.common.base.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells the runs of dead processes: their count of beats has not moved for {@link #PATIENCE}, by this process's monotonic clock. No
 * two machines need the same time. Not thread-safe.
 */
final class LeaseWatch {
  static final Duration BEAT = Duration.ofSeconds(3);
  static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Ticker ticker;
  private final Map<RunQueue.Lease, Long> firstSeenNanos = new HashMap<>();

  LeaseWatch(Ticker ticker) {
    this.ticker = ticker;
  }

  /** Those of the leases that have not moved for long. */
  List<RunQueue.Lease> dead(List<RunQueue.Lease> leases) {
    long now = ticker.read();
    firstSeenNanos.keySet().retainAll(leases);
    leases.forEach(lease -> firstSeenNanos.putIfAbsent(lease, now));
    return leases.stream()
        .filter(lease -> now - seen(lease, now) >= PATIENCE.toNanos())
        .toList();
  }

  private long seen(RunQueue.Lease lease, long now) {
    return firstSeenNanos.getOrDefault(lease, now);
  }
}
