package io.signalbox.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HoursTest {
  private static final Path FLIGHTS = Path.of("demo", "flights");
  private static final Instant FIRST = Instant.parse("2013-04-01T00:00:00Z");
  /** Longer than the stretch that is read at once, so its seam is inside. */
  private static final Instant LAST = FIRST.plus(Duration.ofDays(25));

  @Test
  void an_hour_holds_what_became_known_since_the_hour_before_and_nothing_later()
      throws SQLException {
    try (var year = new RecordedYear(FLIGHTS)) {
      new Hours(year).visit(FIRST, LAST, hour -> {
        Instant before = hour.at().minus(Hours.HOUR);
        assertThat(hour.departures())
            .allSatisfy(flight -> assertThat(flight.departedAt().orElseThrow())
                .isAfter(before)
                .isBeforeOrEqualTo(hour.at()));
        assertThat(hour.landings())
            .allSatisfy(flight -> assertThat(flight.landedAt().orElseThrow())
                .isAfter(before)
                .isBeforeOrEqualTo(hour.at()));
        assertThat(hour.weather())
            .allSatisfy(
                row -> assertThat(row.observedAt()).isAfter(before).isBeforeOrEqualTo(hour.at()));
      });
    }
  }

  @Test
  void each_flight_is_asked_about_once_at_the_full_hour_an_hour_before_it_leaves()
      throws SQLException {
    Set<Long> asked = new HashSet<>();
    try (var year = new RecordedYear(FLIGHTS)) {
      new Hours(year)
          .visit(
              FIRST,
              LAST,
              hour -> hour.asked().forEach(flight -> {
                assertThat(flight.askedAt()).isEqualTo(hour.at());
                assertThat(Duration.between(hour.at(), flight.scheduledDeparture()))
                    .isBetween(Duration.ofHours(1), Duration.ofMinutes(119));
                assertThat(asked.add(flight.id())).isTrue();
              }));
      assertThat(asked)
          .hasSize(year.flights(FIRST.plus(Hours.HOUR), LAST.plus(Hours.HOUR).plus(Hours.HOUR))
              .size());
    }
  }

  @Test
  void landings_are_all_there_across_the_seams() throws SQLException {
    Set<Long> landed = new HashSet<>();
    try (var year = new RecordedYear(FLIGHTS)) {
      new Hours(year)
          .visit(FIRST, LAST, hour -> hour.landings().forEach(flight -> landed.add(flight.id())));

      Duration microsecond = Duration.ofNanos(1_000);
      assertThat(landed)
          .hasSize(year.landings(FIRST.minus(Hours.HOUR).plus(microsecond), LAST.plus(microsecond))
              .size());
    }
  }
}
