package io.signalbox.router.journal;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Ids of predictions: uuid v7 (RFC 9562, section 5.7; the counter as in section 6.2, method 1). 48 bits of milliseconds of the
 * injected clock, 26 bits that count within a millisecond, 48 random bits. Each is greater than the one before, also where the
 * clock stands still or goes back; two processes do not meet.
 */
public final class PredictionIds {

  /** A prediction may be older than its outcome by this much; an older id is kept, but in no daily partition. */
  static final Duration OLDEST = Duration.ofDays(1000);

  /** Replicas' clocks may differ by this much. */
  static final Duration SKEW = Duration.ofDays(1);

  static final long OF_NO_TIME = Long.MIN_VALUE; // PostgreSQL's -infinity

  private static final int COUNTER_BITS = 26;
  private static final int LOW_COUNTER_BITS = COUNTER_BITS - 12;
  private static final long LOW_COUNTER = (1L << LOW_COUNTER_BITS) - 1;
  private static final int RANDOM_BITS = 48;
  private static final long VERSION = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private final Clock clock;
  private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());
  private long millis;
  private int counter;

  public PredictionIds(Clock clock) {
    this.clock = clock;
  }

  public UUID next() {
    long now = clock.millis();
    synchronized (this) {
      if (now > millis) {
        millis = now;
        counter = 0;
      } else if (++counter == 1 << COUNTER_BITS) {
        millis++;
        counter = 0;
      }
      long high = (millis << 16) | VERSION | (counter >>> LOW_COUNTER_BITS);
      long low = VARIANT
          | ((counter & LOW_COUNTER) << RANDOM_BITS)
          | (random.nextLong() >>> (Long.SIZE - RANDOM_BITS));
      return new UUID(high, low);
    }
  }

  /** The moment of an id that was made here, in PostgreSQL's microseconds. */
  static long micros(UUID id) {
    return Tuple.micros(Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16));
  }

  /** No id of a day (UTC) is lower, and each of the day before is, as PostgreSQL orders them. */
  static UUID lowestOf(LocalDate day) {
    return new UUID(day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli() << 16, 0);
  }

  /** {@link #micros(UUID)} of an id that somebody sent: {@link #OF_NO_TIME} if it cannot be one of ours. */
  static long micros(UUID id, Instant reportedAt) {
    if (id.version() != 7) {
      return OF_NO_TIME;
    }
    Instant at = Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    boolean plausible = at.isAfter(reportedAt.minus(OLDEST))
        && at.isBefore(reportedAt.plus(SKEW))
        && !at.isBefore(Instant.EPOCH);
    return plausible ? Tuple.micros(at) : OF_NO_TIME;
  }
}
