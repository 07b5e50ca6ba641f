package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.migrations.JavaProcess;
import io.signalbox.migrations.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A process that is killed while it ingests and compacts leaves every acknowledged row, each once, and no half of a batch. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KillIT {

  private static final int KILLS = 3;

  private final Random random = new Random(20260301);

  @TempDir
  Path home;

  @Test
  void killed_three_times_the_store_is_right() throws Exception {
    try (TestDatabase database = TestDatabase.fresh()) {
      int next = 0;
      int compactions = 0;
      for (int kill = 0; kill < KILLS; kill++) {
        List<String> said = ingestUntilKilled(database, next);
        compactions +=
            (int) said.stream().filter(IngestingProcess.COMPACTING::equals).count();
        // The one after the last acknowledged may stand already: it is sent again.
        next = said.stream()
            .filter(line -> line.startsWith(IngestingProcess.ACKNOWLEDGED))
            .mapToInt(line ->
                Integer.parseInt(line, IngestingProcess.ACKNOWLEDGED.length(), line.length(), 10)
                    + 1)
            .max()
            .orElse(next);
      }
      assertThat(compactions).isGreaterThan(KILLS);

      age();
      check(database, next);
    }
  }

  /** What it said until then; at the last word, acknowledged or compacting, it is killed. */
  private List<String> ingestUntilKilled(TestDatabase database, int from) {
    List<String> said = new ArrayList<>();
    int words = 12 + random.nextInt(20);
    try (JavaProcess process = JavaProcess.start(IngestingProcess.class, database, home, from)) {
      process.lines().filter(KillIT::isWord).forEach(word -> {
        said.add(word);
        if (said.size() == words) {
          process.kill(); // what it said meanwhile is still read
        }
      });
    }
    assertThat(said).hasSizeGreaterThanOrEqualTo(words);
    return said;
  }

  private static boolean isWord(String line) {
    return line.equals(IngestingProcess.COMPACTING)
        || line.startsWith(IngestingProcess.ACKNOWLEDGED);
  }

  private void check(TestDatabase database, int acknowledged) throws IOException {
    try (FeatureServer server = IngestingProcess.server(database.dataSource(), home)) {
      long rows = server.ingestion().manifests("readings", 1_000).stream()
          .mapToLong(Manifest::accepted)
          .sum();
      assertThat(rows)
          .isIn(IngestingProcess.first(acknowledged), IngestingProcess.first(acknowledged + 1));

      TrainingSet set = server.features().trainingSet("latest", spine());
      Table table = server.features().read(set.id(), List.of("number", "latest"));

      // Each row is there once, and is what held at its own moment.
      assertThat(table.rows()).isEqualTo((int) rows);
      for (int row = 0; row < table.rows(); row++) {
        assertThat(((Column.Longs) table.column("number")).at(row)).isEqualTo(row);
        assertThat(((Column.Longs) table.column("latest")).at(row)).isEqualTo(row);
      }
      assertThat(online(server)).isEqualTo(rows - 1);
      assertThat(onDisk()).containsExactlyInAnyOrderElementsOf(listed(database));
    }
  }

  private static Spine spine() {
    return new Spine(
        "readings",
        "read_at",
        "number",
        Instant.EPOCH,
        IngestingProcess.NOW.plusSeconds(86_400),
        IngestingProcess.NOW.plusSeconds(86_400));
  }

  /** The greatest number that is served. */
  private static long online(FeatureServer server) {
    FeatureService service = server.features().service("latest").orElseThrow();
    var sites = Stream.iterate(0, i -> i + 1).limit(7).map(i -> "s" + i).toList();
    Table inputs = new Table(sites.size(), List.of(new Column.Texts("site", sites)));
    Table answer = server.features().online(service, IngestingProcess.NOW, inputs);
    long greatest = 0;
    for (int row = 0; row < answer.rows(); row++) {
      greatest = Math.max(greatest, ((Column.Longs) answer.column("latest")).at(row));
    }
    return greatest;
  }

  /** What is unlisted and young may be another server's, who will list it: two hours later nobody will. */
  private void age() throws IOException {
    FileTime then = FileTime.from(Instant.now().minus(Duration.ofHours(2)));
    for (Path file : written()) {
      Files.setLastModifiedTime(file, then);
    }
  }

  private List<String> onDisk() throws IOException {
    Path root = home.resolve("features");
    return written().stream().map(file -> root.relativize(file).toString()).toList();
  }

  private List<Path> written() throws IOException {
    try (Stream<Path> files = Files.walk(home.resolve("features").resolve("views"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static List<String> listed(TestDatabase database) {
    return JdbcClient.create(database.dataSource())
        .sql("SELECT path FROM features.files")
        .query(String.class)
        .list();
  }
}
