package io.signalbox.demo;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** The business time of a replay: it stands still until it is moved, and never goes back. Thread-safe. */
final class ReplayClock extends Clock {
  private final AtomicReference<Instant> now;
  private final ZoneId zone;

  ReplayClock(Instant start) {
    this(new AtomicReference<>(start), ZoneOffset.UTC);
  }

  private ReplayClock(AtomicReference<Instant> now, ZoneId zone) {
    this.now = now;
    this.zone = zone;
  }

  /** Moves the clock on. */
  void moveTo(Instant instant) {
    checkArgument(
        !instant.isBefore(now.get()), "clock: %s (expected: not before %s)", instant, now.get());
    now.set(instant);
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new ReplayClock(now, other);
  }
}
