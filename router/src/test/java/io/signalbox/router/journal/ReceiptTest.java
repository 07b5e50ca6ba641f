package io.signalbox.router.journal;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReceiptTest {

  private final Receipt receipt = new Receipt(Journal.PREDICTION, List.of(), true);

  @Test
  void who_waits_longer_than_ten_seconds_for_the_disk_is_told_so() {
    receipt.giveUpIfLate(System.nanoTime() + TimeUnit.SECONDS.toNanos(11));

    assertThatThrownBy(receipt::await)
        .isInstanceOf(JournalUnavailable.class)
        .hasMessage("journal: the disk took too long");
  }

  @Test
  void who_waits_for_less_gets_what_the_disk_says() {
    receipt.giveUpIfLate(System.nanoTime() + TimeUnit.SECONDS.toNanos(9));
    receipt.done(true);

    assertThatCode(receipt::await).doesNotThrowAnyException();
  }

  @Test
  void a_disk_that_answers_too_late_does_not_change_what_was_told() {
    receipt.giveUpIfLate(System.nanoTime() + TimeUnit.SECONDS.toNanos(11));
    receipt.done(true);

    assertThatThrownBy(receipt::await).isInstanceOf(JournalUnavailable.class);
  }
}
