package io.signalbox.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LeaseWatchTest {
  private static final UUID OWNER = new UUID(0, 1);
  private long nanos;
  private final LeaseWatch watch = new LeaseWatch(new Ticker() {
    @Override
    public long read() {
      return nanos;
    }
  });

  @Test
  void a_lease_whose_beats_go_on_is_never_dead() {
    for (long beat = 0; beat < 100; beat++) {
      assertThat(watch.dead(List.of(new RunQueue.Lease(1, OWNER, beat)))).isEmpty();
      nanos += LeaseWatch.PATIENCE.toNanos() - 1;
    }
  }

  @Test
  void a_lease_is_dead_when_it_has_not_moved_for_the_whole_patience() {
    var lease = new RunQueue.Lease(1, OWNER, 7);

    assertThat(watch.dead(List.of(lease))).isEmpty();
    nanos = LeaseWatch.PATIENCE.toNanos() - 1;
    assertThat(watch.dead(List.of(lease))).isEmpty();
    nanos = LeaseWatch.PATIENCE.toNanos();
    assertThat(watch.dead(List.of(lease))).containsExactly(lease);
  }

  @Test
  void a_watch_that_begins_late_is_patient_first() {
    nanos = Duration.ofDays(1).toNanos();

    assertThat(watch.dead(List.of(new RunQueue.Lease(1, OWNER, 7)))).isEmpty();
  }
}
