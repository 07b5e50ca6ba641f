package io.signalbox.router.journal;

import static io.signalbox.router.journal.Records.NOON;
import static io.signalbox.router.journal.Records.prediction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the file: opened again, drained, put back from a copy, full. */
class JournalIT extends WithJournal {
  @Test
  void what_was_not_drained_is_drained_when_the_file_is_opened_again() throws Exception {
    drainer.close();
    PredictionIds ids = Records.idsAt(NOON);
    for (int i = 0; i < 100; i++) {
      journal.predictions(List.of(prediction(ids.next())), false);
    }
    journal.close();

    open(folder);

    assertThat(journal.acknowledged()).isEqualTo(100);
    assertThat(drainer.await(PATIENCE)).isTrue();
    assertThat(scored()).hasSize(100);
  }

  @Test
  void drained_records_leave_the_file_and_positions_go_on() throws Exception {
    PredictionIds ids = Records.idsAt(NOON);
    for (int i = 0; i < 5; i++) {
      List<PredictionRecord> many =
          Stream.generate(() -> prediction(ids.next())).limit(1000).toList();
      journal.predictions(many, true).await();
      assertThat(drainer.await(PATIENCE)).isTrue();
    }
    close();

    assertThat(Files.size(folder.resolve("journal.sqlite"))).isLessThan(2_000_000);
    open(folder);
    assertThat(journal.acknowledged()).isEqualTo(5000);
    journal.predictions(List.of(prediction(ids.next())), true).await();
    assertThat(drainer.await(PATIENCE)).isTrue();
    assertThat(scored()).hasSize(5001);
  }

  @Test
  void a_file_put_back_from_a_copy_loses_nothing_new_and_doubles_nothing_old(@TempDir Path copy)
      throws Exception {
    PredictionIds ids = Records.idsAt(NOON);
    journal
        .predictions(List.of(prediction(ids.next()), prediction(ids.next())), true)
        .await();
    close();
    copyFolder(folder, copy);
    open(folder);
    journal
        .predictions(List.of(prediction(ids.next()), prediction(ids.next())), true)
        .await();
    assertThat(drainer.await(PATIENCE)).isTrue();
    close();

    open(copy);
    assertThat(drainer.await(PATIENCE)).isTrue();
    journal.predictions(List.of(prediction(ids.next())), true).await();
    assertThat(drainer.await(PATIENCE)).isTrue();

    assertThat(scored()).hasSize(5);
  }

  @Test
  void a_full_journal_refuses(@TempDir Path other) {
    PredictionIds ids = Records.idsAt(NOON);
    try (Journal small = Journal.open(other, new Journal.Bounds(2, 10))) {
      small
          .predictions(List.of(prediction(ids.next()), prediction(ids.next())), true)
          .await();

      assertThatThrownBy(
              () -> small.predictions(List.of(prediction(ids.next())), true).await())
          .isInstanceOf(JournalUnavailable.class)
          .hasMessage("journal: 2 records wait for the database (at most 2)");
    }
  }

  private static void copyFolder(Path from, Path to) throws Exception {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
