package io.signalbox.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class ReplayClockTest {
  private static final Instant START = Instant.parse("2013-04-01T00:00:00Z");

  @Test
  void it_stands_until_it_is_moved() {
    var clock = new ReplayClock(START);
    assertThat(clock.instant()).isEqualTo(START);

    clock.moveTo(START.plusSeconds(60));

    assertThat(clock.instant()).isEqualTo(START.plusSeconds(60));
  }

  @Test
  void it_never_goes_back() {
    var clock = new ReplayClock(START);

    assertThatThrownBy(() -> clock.moveTo(START.minusNanos(1)))
        .hasMessageContaining("(expected: not before 2013-04-01T00:00:00Z)");
  }

  @Test
  void another_zone_sees_the_same_instants() {
    var clock = new ReplayClock(START);
    var elsewhere = clock.withZone(ZoneId.of("America/New_York"));

    clock.moveTo(START.plusSeconds(1));

    assertThat(elsewhere.instant()).isEqualTo(clock.instant());
  }
}
