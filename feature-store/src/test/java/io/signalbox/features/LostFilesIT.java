package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.features.Departed.Departure;
import io.signalbox.features.FeatureServer.StandingClock;
import io.signalbox.migrations.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A file of rows that the database lists and that is gone. */
class LostFilesIT {

  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final StandingClock CLOCK = new StandingClock(START.plus(Duration.ofHours(1)));
  private static final List<Departure> FIRST = List.of(departure(1, 10), departure(2, 20));
  private static final List<Departure> SECOND = List.of(departure(3, 60));

  @TempDir
  Path home;

  @Test
  void a_start_without_it_says_which_and_what_to_do_in_one_line() throws IOException {
    try (TestDatabase database = TestDatabase.fresh()) {
      Path lost = twoFiles(database);
      Files.delete(lost);

      assertThatThrownBy(() -> FeatureServer.start(database, home, CLOCK))
          .rootCause()
          .isInstanceOf(StartRefused.class)
          .hasMessage(
              "features: %s is gone, with 2 rows of view departures (expected: put back from a copy; or SIGNALBOX_LOST_FILES=forget, and their batches sent again)",
              lost);
      assertThatThrownBy(() -> start(database, "forgive"))
          .rootCause()
          .hasMessage("SIGNALBOX_LOST_FILES: forgive (expected: refuse or forget)");
      assertThat(JdbcClient.create(database.dataSource())
              .sql("SELECT count(*) FROM features.files")
              .query(Long.class)
              .single())
          .as("nothing was forgotten")
          .isEqualTo(2);
    }
  }

  @Test
  void where_it_is_forgotten_its_batch_can_be_sent_again_and_counts_once() throws IOException {
    try (TestDatabase database = TestDatabase.fresh()) {
      Files.delete(twoFiles(database));

      try (FeatureServer server = start(database, "forget")) {
        assertThat(mean(server)).hasValue(60.0);
        assertThat(server.ingestion().manifests("departures", 9))
            .extracting(Manifest::lost)
            .containsExactly(0L, 2L);

        assertThat(send(server, SECOND).repeated()).isTrue();
        assertThat(send(server, FIRST).repeated()).isFalse();
        assertThat(send(server, FIRST).repeated()).isTrue();

        assertThat(mean(server)).hasValue(30.0);
      }
      try (FeatureServer server = FeatureServer.start(database, home, CLOCK)) {
        assertThat(mean(server)).hasValue(30.0);
      }
    }
  }

  @Test
  void what_is_left_of_a_batch_in_other_files_counts_once_after_it_is_sent_again()
      throws IOException {
    Departure yesterday =
        new Departure(4, micros(-1_440), micros(-1_440), "UA", 99.0); // a file of its own
    List<Departure> both = List.of(departure(1, 10), yesterday, departure(2, 50));
    try (TestDatabase database = TestDatabase.fresh()) {
      try (FeatureServer server = FeatureServer.start(database, home, CLOCK)) {
        server.features().apply(Departed.definitions(), "test");
        send(server, both);
        server.ingestion().compact();
      }
      Files.delete(file("2026-02-28"));

      try (FeatureServer server = start(database, "forget")) {
        assertThat(server.ingestion().manifests("departures", 9))
            .extracting(Manifest::lost)
            .containsExactly(1L);
        assertThat(send(server, both).repeated()).isFalse();
        assertThat(mean(server)).hasValue(30.0);
      }
    }
  }

  @Test
  void a_training_set_that_needs_one_that_was_lost_meanwhile_fails_and_names_it()
      throws IOException {
    try (TestDatabase database = TestDatabase.fresh()) {
      Path lost = twoFiles(database);
      try (FeatureServer server = FeatureServer.start(database, home, CLOCK)) {
        var question = new Departed.Question(1, micros(30), micros(30), micros(30), "UA", 1, 0);
        server
            .ingestion()
            .ingest(List.of(new RowBatch("questions", "lost", List.of(question.row()))), "test");
        Files.delete(lost);

        TrainingSetJob job = server
            .jobs()
            .submit(
                new TrainingSetRequest(
                    "all",
                    new TrainingSetRequest.OfView(new Spine(
                        "questions", "asked_at", "label", START, CLOCK.instant(), CLOCK.instant())),
                    true),
                "test");

        TrainingSetJob failed = Awaitility.await()
            .until(
                () -> server.jobs().job(job.id()), it -> it.state() == TrainingSetJob.State.FAILED);
        assertThat(failed.problem().orElseThrow())
            .startsWith("features: %s is gone, with 2 rows of view departures".formatted(lost));
      }
    }
  }

  /** Returns the file of the first of two batches. */
  private Path twoFiles(TestDatabase database) throws IOException {
    try (FeatureServer server = FeatureServer.start(database, home, CLOCK)) {
      server.features().apply(Departed.definitions(), "test");
      send(server, FIRST);
      server.ingestion().compact();
      Path first = file("2026-03-01");
      send(server, SECOND);
      server.ingestion().compact();
      assertThat(mean(server)).hasValue(30.0);
      return first;
    }
  }

  private Path file(String day) throws IOException {
    try (Stream<Path> files =
        Files.list(home.resolve("features/views/departures/1").resolve(day))) {
      return files.findFirst().orElseThrow();
    }
  }

  private FeatureServer start(TestDatabase database, String lostFiles) {
    return FeatureServer.start(
        database.dataSource(), home, CLOCK, Map.of("signalbox.lost.files", lostFiles));
  }

  private static Manifest send(FeatureServer server, List<Departure> departures) {
    var batch = new RowBatch(
        "departures", "lost", departures.stream().map(Departure::row).toList());
    return server.ingestion().ingest(List.of(batch), "test").getFirst();
  }

  private static Departure departure(long flight, double delay) {
    return new Departure(flight, micros((int) flight), micros((int) flight), "UA", delay);
  }

  private static long micros(int minute) {
    return Micros.of(START.plus(Duration.ofMinutes(minute)));
  }

  private static Optional<Object> mean(FeatureServer server) {
    FeatureService service = server.features().service("all").orElseThrow();
    Table inputs = new Table(
        1,
        List.of(
            new Column.Texts("carrier", List.of("UA")),
            new Column.Longs("flight_id", ValueType.INT64, new long[] {1}, new BitSet())));
    Column mean =
        server.features().online(service, CLOCK.instant(), inputs).column("by_carrier_mean");
    return Optional.ofNullable(Keys.value(mean, 0));
  }
}
