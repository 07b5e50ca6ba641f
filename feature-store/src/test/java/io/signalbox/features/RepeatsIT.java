package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.features.Departed.Departure;
import io.signalbox.features.Departed.Question;
import io.signalbox.features.FeatureServer.StandingClock;
import io.signalbox.migrations.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An event that is sent again in another batch, or corrected: at every moment it counts once, as it was known then. */
class RepeatsIT {

  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final Instant NOW = START.plus(Duration.ofHours(8));
  private static final int MINUTES = 360;
  private static final String UA = "UA";

  @TempDir
  Path home;

  @Test
  void an_event_sent_again_counts_once_and_a_correction_from_when_it_was_known() {
    try (TestDatabase database = TestDatabase.fresh();
        FeatureServer server = FeatureServer.start(database, home, new StandingClock(NOW))) {
      server.features().apply(Departed.definitions(), "test");
      Departure first = departure(1, 0, 0, UA, 0.0);
      Departure second = departure(2, 1, 1, UA, 60.0);
      departed(server, List.of(first, second));
      assertThat(mean(server, UA, 10)).hasValue(30.0);

      departed(server, List.of(second, departure(3, 2, 2, UA, 60.0)));
      assertThat(mean(server, UA, 10)).hasValue(40.0);

      departed(server, List.of(departure(2, 1, 20, UA, 90.0)));
      assertThat(mean(server, UA, 19)).hasValue(40.0);
      assertThat(mean(server, UA, 20)).hasValue(50.0);

      departed(server, List.of(departure(2, 1, 30, "AA", 90.0)));
      assertThat(mean(server, UA, 29)).hasValue(50.0);
      assertThat(mean(server, UA, 30)).hasValue(30.0);
      assertThat(mean(server, "AA", 29)).isEmpty();
      assertThat(mean(server, "AA", 30)).hasValue(90.0);
    }
  }

  /** Where the keys do not name the event, two that share them and the moment are two. */
  @Test
  void each_row_is_an_event_of_its_own_unless_the_view_says_otherwise() {
    try (TestDatabase database = TestDatabase.fresh();
        FeatureServer server = FeatureServer.start(database, home, new StandingClock(NOW))) {
      server.features().apply(Departed.definitions(FeatureViewDefinition.Repeats.COUNT), "test");
      departed(server, List.of(departure(1, 0, 0, UA, 0.0), departure(1, 0, 0, UA, 60.0)));
      Question question = new Question(1, minute(5), minute(5), minute(5), UA, 1, 0);
      asked(server, List.of(question, new Question(1, minute(5), minute(5), minute(5), UA, 1, 1)));

      assertThat(mean(server, UA, 10)).hasValue(30.0);
      assertThat(labels(server, set(server, NOW))).containsExactly(0L, 1L);
    }
  }

  @Test
  void a_question_that_is_sent_again_is_one_row_of_a_training_set_as_it_was_known_by_then() {
    try (TestDatabase database = TestDatabase.fresh();
        FeatureServer server = FeatureServer.start(database, home, new StandingClock(NOW))) {
      server.features().apply(Departed.definitions(), "test");
      departed(server, List.of(departure(1, 0, 0, UA, 7.0)));
      Question first = new Question(1, minute(5), minute(5), minute(5), UA, 1, 0);
      asked(server, List.of(first, new Question(2, minute(6), minute(6), minute(6), UA, 1, 0)));
      asked(server, List.of(first));
      asked(server, List.of(new Question(1, minute(5), minute(9), minute(30), UA, 1, 1)));

      assertThat(labels(server, set(server, Micros.instant(minute(29))))).containsExactly(0L, 0L);
      // Corrected, it is asked about a later moment, and so it comes second.
      assertThat(labels(server, set(server, Micros.instant(minute(30))))).containsExactly(0L, 1L);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void every_answer_counts_each_event_once_as_known_then(long seed) {
    System.out.println("seed " + seed);
    var random = new Random(seed);
    List<Departure> departures = new ArrayList<>();
    List<Question> questions = new ArrayList<>();
    try (TestDatabase database = TestDatabase.fresh()) {
      try (FeatureServer server = FeatureServer.start(database, home, new StandingClock(NOW))) {
        server.features().apply(Departed.definitions(), "test");
        for (int batch = 0; batch < 8; batch++) {
          departed(server, departures(random, departures));
          asked(server, questions(random, questions));
          if (batch % 3 == 1) {
            assertThat(server.ingestion().compact()).isPositive();
          }
        }
        assertThat(departures).hasSizeGreaterThan(400);
        compareTrainingSets(server, departures, questions);
        compareOnline(server, departures, questions, START);
      }
      compareAfterEviction(database, departures, questions, random);
    }
  }

  /** Memory read anew, and rid of what no question can need, answers the same; so does what arrives after. */
  private void compareAfterEviction(
      TestDatabase database, List<Departure> departures, List<Question> questions, Random random) {
    Instant earliest = START.plus(Duration.ofHours(4));
    try (FeatureServer server = FeatureServer.start(
        database.dataSource(),
        home,
        new StandingClock(NOW),
        Map.of("signalbox.features.online-slack", "PT4H"))) {
      compareOnline(server, departures, questions, earliest);
      departed(server, departures(random, departures));
      departed(server, departures(random, departures));
      compareOnline(server, departures, questions, earliest);
    }
  }

  private static void compareTrainingSets(
      FeatureServer server, List<Departure> departures, List<Question> questions) {
    for (Instant knownBy : List.of(START.plus(Duration.ofHours(3)), NOW)) {
      List<Question> spine = Departed.spine(questions, knownBy);
      TrainingSet set = set(server, knownBy);
      assertThat(labels(server, set))
          .isEqualTo(spine.stream().map(Question::label).toList());
      Table table = server.features().read(set.id(), names(set));
      for (int row = 0; row < spine.size(); row++) {
        compare(table, row, spine.get(row), departures);
      }
      for (Lookup lookup : set.lookups()) {
        assertThat(lookup.found())
            .isEqualTo(found(lookup.view(), spine, departures))
            .isPositive();
      }
    }
  }

  /** The questions that had an event in the window. */
  private static long found(String view, List<Question> spine, List<Departure> departures) {
    return spine.stream()
        .map(it -> Departed.answers(it.carrier(), it.flight(), it.asked(), departures))
        .filter(it -> !it.get(view + "_events").equals(Optional.of(0L)))
        .count();
  }

  private static void compareOnline(
      FeatureServer server, List<Departure> departures, List<Question> questions, Instant from) {
    FeatureService service = server.features().service("all").orElseThrow();
    for (Question question : questions) {
      if (question.asked() >= Micros.of(from)) {
        Table inputs = inputs(question.carrier(), question.flight());
        Instant at = Micros.instant(question.asked());
        compare(server.features().online(service, at, inputs), 0, question, departures);
      }
    }
  }

  private static void compare(Table table, int row, Question question, List<Departure> departures) {
    Departed.answers(question.carrier(), question.flight(), question.asked(), departures)
        .forEach((name, expected) -> assertThat(value(table.column(name), row))
            .as("%s of %s", name, question)
            .isEqualTo(expected));
  }

  private static Optional<Object> value(Column column, int row) {
    return Optional.ofNullable(Keys.value(column, row));
  }

  /** A quarter sent again as they were, a quarter corrected, in any order of what is known; some more than once, also in one batch. */
  private static List<Departure> departures(Random random, List<Departure> sent) {
    List<Departure> more = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      List<Departure> all = new ArrayList<>(sent);
      all.addAll(more);
      int kind = all.isEmpty() ? 3 : random.nextInt(4);
      Departure old = kind < 2 ? all.get(random.nextInt(all.size())) : null;
      if (old != null && kind == 0) {
        more.add(new Departure(
            old.flight(), old.at(), later(old.known(), random), old.carrier(), old.delay()));
      } else {
        long at = old == null ? minute(random.nextInt(MINUTES)) : old.at();
        long flight = old == null ? random.nextInt(40) : old.flight();
        more.add(new Departure(flight, at, later(at, random), carrier(random), delay(random)));
      }
    }
    sent.addAll(more);
    return more;
  }

  private static long later(long micros, Random random) {
    return micros + (random.nextBoolean() ? 0 : minutes(random.nextInt(90)));
  }

  private static @Nullable String carrier(Random random) {
    return random.nextInt(6) == 0 ? null : List.of(UA, "AA", "B6").get(random.nextInt(3));
  }

  private static @Nullable Double delay(Random random) {
    return random.nextInt(6) == 0 ? null : random.nextGaussian() * Math.pow(10, random.nextInt(9));
  }

  private static List<Question> questions(Random random, List<Question> sent) {
    List<Question> more = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Question old =
          sent.isEmpty() || random.nextInt(3) > 0 ? null : sent.get(random.nextInt(sent.size()));
      long at = old == null ? minute(random.nextInt(MINUTES)) : old.at();
      // Half of them a microsecond beside a full minute: both sides of every border
      long asked = at + (random.nextBoolean() ? 0 : random.nextInt(3) - 1);
      more.add(new Question(
          old == null ? sent.size() + i : old.id(),
          at,
          Math.max(asked, Micros.of(START)),
          later(at, random),
          Objects.requireNonNullElse(carrier(random), UA),
          random.nextInt(40),
          sent.size() + i));
    }
    sent.addAll(more);
    return more;
  }

  private static long minute(int minute) {
    return Micros.of(START) + minutes(minute);
  }

  private static long minutes(int minutes) {
    return Micros.of(Duration.ofMinutes(minutes));
  }

  private static Departure departure(long flight, int at, int known, String carrier, double delay) {
    return new Departure(flight, minute(at), minute(known), carrier, delay);
  }

  private static Optional<Object> mean(FeatureServer server, String carrier, int minute) {
    FeatureService service = server.features().service("all").orElseThrow();
    Instant at = Micros.instant(minute(minute));
    return value(
        server.features().online(service, at, inputs(carrier, 1)).column("by_carrier_mean"), 0);
  }

  private static Table inputs(String carrier, long flight) {
    return new Table(
        1,
        List.of(
            new Column.Texts("carrier", List.of(carrier)),
            new Column.Longs("flight_id", ValueType.INT64, new long[] {flight}, new BitSet())));
  }

  private static TrainingSet set(FeatureServer server, Instant knownBy) {
    return server
        .features()
        .trainingSet("all", new Spine("questions", "asked_at", "label", START, NOW, knownBy));
  }

  private static List<Object> labels(FeatureServer server, TrainingSet set) {
    Column labels = server.features().read(set.id(), List.of("label")).column("label");
    List<Object> read = new ArrayList<>();
    for (int row = 0; row < labels.size(); row++) {
      read.add(value(labels, row).orElseThrow());
    }
    return read;
  }

  private static List<String> names(TrainingSet set) {
    return set.columns().stream().map(Field::name).toList();
  }

  private static void departed(FeatureServer server, List<Departure> departures) {
    ingest(server, "departures", departures.stream().map(Departure::row).toList());
  }

  private static void asked(FeatureServer server, List<Question> questions) {
    ingest(server, "questions", questions.stream().map(Question::row).toList());
  }

  private static void ingest(FeatureServer server, String view, List<Map<String, Object>> rows) {
    var batch = new RowBatch(view, "repeats", rows);
    assertThat(server.ingestion().ingest(List.of(batch), "test").getFirst().accepted())
        .isEqualTo(rows.size());
  }
}
