package io.signalbox.router.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.migrations.JavaProcess;
import io.signalbox.migrations.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

class KilledIT {

  private static final int KILLS = 5;
  private static final int ID_BYTES = 37;
  private static final int IDS_BETWEEN_KILLS = 2_000;

  static final TestDatabase database = TestDatabase.fresh();

  @TempDir
  Path folder;

  @Test
  void killed_five_times_under_load_nothing_acknowledged_is_lost_and_nothing_is_stored_twice()
      throws Exception {
    Path ids = folder.resolve("acknowledged");
    for (int kill = 0; kill < KILLS; kill++) {
      long before = Files.exists(ids) ? Files.size(ids) : 0;
      try (JavaProcess process =
          JavaProcess.start(LoadProcess.class, database, folder.resolve("journal"), ids)) {
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(() -> !process.runs()
                || (Files.exists(ids) && Files.size(ids) > before + IDS_BETWEEN_KILLS * ID_BYTES));
        boolean underLoad = process.runs();
        process.kill();
        assertThat(underLoad).as("%s", process.awaitEnd()).isTrue();
      }
    }

    long journaled = drainWhatIsLeft();

    List<String> stored = JdbcClient.create(database.dataSource())
        .sql("SELECT id::text FROM router.predictions")
        .query(String.class)
        .list();
    Set<String> distinct = new HashSet<>(stored);
    assertThat(distinct).hasSameSizeAs(stored);
    assertThat((long) stored.size()).isEqualTo(journaled);
    Set<String> lost = new HashSet<>(whole(Files.readAllLines(ids)));
    assertThat(lost).hasSizeGreaterThan(KILLS * IDS_BETWEEN_KILLS);
    lost.removeAll(distinct);
    assertThat(lost).isEmpty();
  }

  private long drainWhatIsLeft() throws InterruptedException {
    try (Journal journal = Journal.open(folder.resolve("journal"), Journal.Bounds.USUAL);
        Drainer drainer = new Drainer(journal, database.dataSource())) {
      drainer.start();
      assertThat(drainer.await(Duration.ofSeconds(60))).isTrue();
      return journal.acknowledged();
    }
  }

  /** A line that the kill cut off is no acknowledgement that anybody has read. */
  private static List<String> whole(List<String> lines) {
    return lines.stream().filter(line -> line.length() == ID_BYTES - 1).toList();
  }
}
