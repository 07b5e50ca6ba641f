package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellReaderTest {

  private static final Field TIME = new Field("at", ValueType.TIMESTAMP, false);
  private static final CellReader NEW_YORK =
      new CellReader(Optional.of(ZoneId.of("America/New_York")));

  /** The days on which the clocks changed are those of the Energy Policy Act of 2005. */
  @ParameterizedTest
  @CsvSource({
    "2026-03-08T01:59:59, 2026-03-08T06:59:59Z",
    "2026-03-08T03:00:00, 2026-03-08T07:00:00Z",
    "2026-11-01T00:59:59, 2026-11-01T04:59:59Z",
    "2026-11-01T01:00:00, 2026-11-01T06:00:00Z",
    "2026-11-01T01:30:00, 2026-11-01T06:30:00Z",
    "2026-11-01T02:00:00, 2026-11-01T07:00:00Z",
    "2026-11-01T01:30:00-04:00, 2026-11-01T05:30:00Z"
  })
  void of_two_moments_that_a_time_may_mean_the_later_holds(String text, Instant moment) {
    assertThat(NEW_YORK.read(TIME, text, false)).isEqualTo(Micros.of(moment));
  }

  @Test
  void a_time_that_the_clocks_leave_out_is_none() {
    var leftOut = new CellReader.Broken("zone");

    assertThat(NEW_YORK.read(TIME, "2026-03-08T02:30:00", false)).isEqualTo(leftOut);
    assertThat(NEW_YORK.read(TIME, LocalDateTime.parse("2026-03-08T02:00:00"), false))
        .isEqualTo(leftOut);
  }
}
