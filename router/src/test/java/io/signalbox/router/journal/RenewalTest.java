package io.signalbox.router.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A journal gets another identity in one group with records, which all get to the disk or none. */
@Timeout(
    value = 60,
    threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a wait for a receipt cannot be interrupted
class RenewalTest {
  private static final int NO_MORE = 1;
  private static final int PLENTY = 1_000_000;
  private static final byte[] SHORT = new byte[10];
  private static final byte[] LONG = new byte[100_000];

  @TempDir
  Path folder;

  private JournalFile file;
  private JournalWriter writer;
  private UUID first;

  @BeforeEach
  void open() throws SQLException {
    file = JournalFile.open(folder);
    writer = new JournalWriter(file, file.opened());
    first = writer.id();
    record(SHORT).await();
    writer.drainedTo(1);
  }

  @AfterEach
  void close() {
    writer.close();
    file.close();
  }

  @Test
  void where_a_record_of_the_group_fails_nothing_of_it_is_there_and_the_identity_is_the_old_one()
      throws Exception {
    List<Receipt> group = together(SHORT, LONG, NO_MORE);

    assertThat(group)
        .allSatisfy(
            receipt -> assertThatThrownBy(receipt::await).isInstanceOf(JournalUnavailable.class));
    assertThat(writer.id()).isEqualTo(first);
    assertThat(writer.drained()).isEqualTo(1);
    assertThat(writer.last()).isEqualTo(1);
    assertThat(positions()).containsExactly(1L);

    mostPages(PLENTY);
    record(LONG).await(); // its position was not used up
    assertThat(positions()).containsExactly(1L, 2L);
    assertThat(reopened().id()).isEqualTo(first);
  }

  @Test
  void where_all_of_the_group_is_written_the_identity_is_another_and_all_counts_as_not_drained()
      throws Exception {
    List<Receipt> group = together(SHORT, LONG, PLENTY);
    group.forEach(Receipt::await);

    assertThat(positions()).containsExactly(1L, 3L);
    assertThat(writer.id()).isNotEqualTo(first);
    assertThat(writer.drained()).isZero();
    UUID renewed = writer.id();
    JournalFile.Opened found = reopened();
    assertThat(found.id()).isEqualTo(renewed);
    assertThat(found.drained()).isZero();
    assertThat(found.last()).isEqualTo(3);
  }

  /** One group: a record, the renewal and another record, which queue while the writer is held up after its last commit. */
  private List<Receipt> together(byte[] before, byte[] after, int pages) throws Exception {
    var held = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    writer.onCommit(() -> {
      held.countDown();
      try {
        assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    writer.add(new Receipt(Journal.LAYOUT, List.of(), true)); // writes nothing, and is committed
    assertThat(held.await(30, TimeUnit.SECONDS)).isTrue();
    writer.onCommit(() -> {});
    mostPages(pages);
    List<Receipt> group = List.of(record(before), renewal(), record(after));
    release.countDown();
    return group;
  }

  private Receipt record(byte[] body) {
    return added(new Receipt(Journal.PREDICTION, List.of(body), true));
  }

  private Receipt renewal() {
    return added(new Receipt(JournalWriter.RENEWAL, List.of(), true));
  }

  private Receipt added(Receipt receipt) {
    writer.add(receipt);
    return receipt;
  }

  /** The last position of each group. */
  private List<Long> positions() throws SQLException {
    return file.after(0, 10, PLENTY).stream().map(Group::last).toList();
  }

  private JournalFile.Opened reopened() throws SQLException {
    close();
    file = JournalFile.open(folder);
    JournalFile.Opened found = file.opened();
    writer = new JournalWriter(file, found);
    return found;
  }

  /** Of the writer's connection, while the writer does nothing. */
  private void mostPages(int pages) throws ReflectiveOperationException, SQLException {
    Field connection = JournalFile.class.getDeclaredField("writer");
    connection.setAccessible(true);
    try (Statement statement = ((Connection) connection.get(file)).createStatement()) {
      statement.execute("PRAGMA max_page_count = " + pages);
    }
  }
}
