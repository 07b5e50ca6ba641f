package io.signalbox.router.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PredictionIdsTest {

  private static final Instant NOON = Records.NOON;

  @Test
  void an_id_is_a_uuid_of_version_7_that_begins_with_the_clocks_milliseconds() {
    UUID id = Records.idsAt(NOON.plusNanos(1_999_999)).next();

    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.toString()).startsWith("013e0d90-e601-7");
    assertThat(Tuple.instant(PredictionIds.micros(id))).isEqualTo(NOON.plusMillis(1));
  }

  @Test
  void ids_rise_while_the_clock_stands_still_and_when_it_goes_back() {
    MovedClock clock = new MovedClock(NOON);
    PredictionIds ids = new PredictionIds(clock);
    String before = "";
    Set<UUID> all = new HashSet<>();
    for (int i = 0; i < 200_000; i++) {
      if (i == 100_000) {
        clock.now = NOON.minusSeconds(60);
      }
      UUID id = ids.next();
      assertThat(id.toString()).isGreaterThan(before);
      before = id.toString();
      all.add(id);
    }
    assertThat(all).hasSize(200_000);
  }

  @Test
  void two_processes_at_the_same_millisecond_do_not_meet() {
    PredictionIds one = Records.idsAt(NOON);
    PredictionIds other = Records.idsAt(NOON);
    Set<UUID> all = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      all.add(one.next());
      all.add(other.next());
    }
    assertThat(all).hasSize(200_000);
  }

  @Test
  void an_id_from_outside_has_a_day_only_if_it_can_be_one_of_ours() {
    UUID id = Records.idsAt(NOON).next();

    assertThat(PredictionIds.micros(id, NOON.plus(Duration.ofDays(999))))
        .isEqualTo(Tuple.micros(NOON));
    assertThat(PredictionIds.micros(id, NOON.plus(Duration.ofDays(1001))))
        .isEqualTo(Long.MIN_VALUE);
    assertThat(PredictionIds.micros(id, NOON.minus(Duration.ofHours(23))))
        .isEqualTo(Tuple.micros(NOON));
    assertThat(PredictionIds.micros(id, NOON.minus(Duration.ofHours(25))))
        .isEqualTo(Long.MIN_VALUE);
    assertThat(PredictionIds.micros(UUID.randomUUID(), NOON)).isEqualTo(Long.MIN_VALUE);
  }

  private static final class MovedClock extends Clock {
    private Instant now;

    MovedClock(Instant now) {
      this.now = now;
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public java.time.ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
