package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainUtcTest {
  private static final long SEED = 20130401;
  private static final long YEAR_0001 = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
  private static final long YEAR_9999 = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  @Test
  void any_second_is_read_as_the_general_parser_reads_it() {
    var random = new Random(SEED);
    for (int i = 0; i < 10_000; i++) {
      Instant second = Instant.ofEpochSecond(random.nextLong(YEAR_0001, YEAR_9999 + 1));

      assertThat(PlainUtc.micros(second.toString()))
          .isEqualTo(OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, second)));
    }
  }

  @Test
  void up_to_six_digits_of_a_second_are_read_as_the_general_parser_reads_them() {
    assertThat(PlainUtc.micros("1970-01-01T00:00:01.5Z")).hasValue(1_500_000);
    assertThat(PlainUtc.micros("1969-12-31T23:59:59.000001Z")).hasValue(-999_999);
    var random = new Random(SEED);
    for (int i = 0; i < 10_000; i++) {
      int digits = 1 + random.nextInt(6);
      String fraction = "%06d".formatted(random.nextInt(1_000_000)).substring(0, digits);
      Instant second = Instant.ofEpochSecond(random.nextLong(YEAR_0001, YEAR_9999 + 1));
      String text = second.toString().replace("Z", "." + fraction + "Z");

      assertThat(PlainUtc.micros(text))
          .as(text)
          .isEqualTo(
              OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text))));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2013-04-01T10:15:00",
        "2013-04-01T10:15:00+01:00",
        "2013-04-01 10:15:00Z",
        "2013-04-01T10:15:00.Z",
        "2013-04-01T10:15:00.1234567Z",
        "2013-04-01T10:15:00.12x4Z",
        "2013-04-01T10:15:00,5Z",
        "2013-04-01T10:15:00Z0",
        "2013-04-01T10:15:0xZ",
        "2013-02-30T10:15:00Z",
        "2013-04-01T24:00:00Z",
        "2013-04-01T10:60:00Z",
        "2013-00-01T10:00:00Z",
        "0000-01-01T00:00:00Z",
        "+013-04-01T10:15:00Z",
        "2013-04-01T10:15:00z"
      })
  void everything_else_is_left_to_the_general_parser(String text) {
    assertThat(PlainUtc.micros(text)).isEmpty();
  }
}
