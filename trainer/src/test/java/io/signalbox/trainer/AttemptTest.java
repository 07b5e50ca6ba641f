package io.signalbox.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.base.Ticker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AttemptTest {
  private long nanos;
  private final Attempt attempt = new Attempt(
      new Ticker() {
        @Override
        public long read() {
          return nanos;
        }
      },
      Duration.ofMinutes(1));

  @Test
  void it_may_take_as_long_as_its_limit_and_no_longer() {
    nanos = Duration.ofMinutes(1).toNanos();
    assertThatCode(attempt::check).doesNotThrowAnyException();

    nanos++;
    assertThat(end()).isEqualTo(Attempt.Why.TOO_LONG);
    assertThat(attempt.took()).isGreaterThan(Duration.ofMinutes(1));
  }

  @Test
  void it_ends_when_the_server_stops() {
    attempt.stop();

    assertThat(end()).isEqualTo(Attempt.Why.STOPPED);
  }

  @Test
  void a_lost_one_is_lost_whatever_else() {
    attempt.stop();
    attempt.lose();

    assertThat(end()).isEqualTo(Attempt.Why.LOST);
  }

  private Attempt.Why end() {
    return catchThrowableOfType(Attempt.Ended.class, attempt::check).why;
  }
}
