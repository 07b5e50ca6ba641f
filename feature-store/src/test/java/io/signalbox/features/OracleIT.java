package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.features.FeatureServer.StandingClock;
import io.signalbox.features.Oracle.Question;
import io.signalbox.features.Oracle.Reading;
import io.signalbox.migrations.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Training sets and online reads against {@link Oracle}, over random rows: ties, ends of ttl, window and hop, rows known
 * late, missing values, composite keys that would be equal as joined text, times of several zones, a view without a row, rows in
 * PostgreSQL and in Parquet.
 */
class OracleIT {

  private static final Instant START =
      Instant.parse("2026-03-08T05:30:00Z"); // clocks go forward at 7
  private static final int MINUTES = 240;

  @TempDir
  Path home;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void every_answer_is_the_oracles(long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    try (TestDatabase database = TestDatabase.fresh();
        FeatureServer server = FeatureServer.start(
            database, home, new StandingClock(START.plus(Duration.ofHours(5))))) {
      server.features().apply(OracleDefinitions.all(), "test");
      List<Reading> readings = new ArrayList<>();
      for (int batch = 0; batch < 8; batch++) {
        List<Reading> more = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
          Reading reading = reading(random);
          more.add(reading);
          if (i % 4 == 0) {
            more.add(rival(reading, random));
          }
        }
        readings.addAll(more);
        ingest(server, "readings", more.stream().map(Reading::row).toList());
        if (batch % 3 == 1) {
          assertThat(server.ingestion().compact()).isPositive();
        }
      }
      List<Question> questions = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        Question question = question(random);
        questions.add(question);
        if (i % 50 == 0) {
          questions.add(question); // asked twice: two rows
        }
      }
      ingest(server, "questions", rows(questions));

      compareTrainingSet(server, readings, questions);
      compareOnline(server, readings, questions);
    }
  }

  private static void compareTrainingSet(
      FeatureServer server, List<Reading> readings, List<Question> questions) {
    Instant end = START.plus(Duration.ofHours(5));
    TrainingSet set = server
        .features()
        .trainingSet("all", new Spine("questions", "asked_at", "answer", START, end, end));
    List<String> names = set.columns().stream().map(Field::name).toList();
    Table table = server.features().read(set.id(), names);
    List<Integer> order = Stream.iterate(0, i -> i + 1)
        .limit(questions.size())
        .sorted(Comparator.comparingLong(i -> questions.get(i).at()))
        .toList();
    assertThat(table.rows()).isEqualTo(questions.size());
    assertThat(questions.stream().filter(it -> Oracle.isTied(it, readings)))
        .as("questions that rows which count from the same moment compete for")
        .hasSizeGreaterThan(30);
    for (int row = 0; row < table.rows(); row++) {
      int number = order.get(row);
      assertThat(value(table.column("answer"), row)).hasValue((long) number);
      compare(table, row, questions.get(number), readings);
    }
  }

  private static void compareOnline(
      FeatureServer server, List<Reading> readings, List<Question> questions) {
    FeatureService service = server.features().service("all").orElseThrow();
    for (Question question : questions) {
      var missing = new BitSet();
      missing.set(0, question.unit() == null);
      long unit = question.unit() == null ? 0 : question.unit();
      Table inputs = new Table(
          1,
          List.of(
              new Column.Texts("site", Arrays.asList(question.site())),
              new Column.Longs("unit", ValueType.INT64, new long[] {unit}, missing)));
      Table online = server.features().online(service, Micros.instant(question.at()), inputs);
      compare(online, 0, question, readings);
    }
  }

  private static void compare(Table table, int row, Question question, List<Reading> readings) {
    Oracle.answers(question, readings)
        .forEach((name, expected) -> assertThat(value(table.column(name), row))
            .as("%s of %s", name, question)
            .isEqualTo(expected));
  }

  private static Optional<Object> value(Column column, int row) {
    if (column.isMissing(row)) {
      return Optional.empty();
    }
    return Optional.ofNullable(
        switch (column) {
          case Column.Longs longs -> longs.at(row);
          case Column.Doubles doubles -> Double.doubleToRawLongBits(doubles.at(row));
          case Column.Texts texts -> texts.at(row);
        });
  }

  private static Reading reading(Random random) {
    long event = minute(random);
    boolean late = random.nextInt(4) == 0;
    long known = event + (late ? random.nextInt(90) * 60_000_000L : 0);
    return new Reading(site(random), random.nextInt(3) + 1L, event, known, values(random));
  }

  /** Another row of the same key that counts from the same moment: of an earlier event, or of the same one. */
  private static Reading rival(Reading reading, Random random) {
    long event = reading.event() - (random.nextBoolean() ? 0 : random.nextInt(3) * 60_000_000L);
    return new Reading(reading.site(), reading.unit(), event, reading.known(), values(random));
  }

  private static Map<String, Object> values(Random random) {
    byte[] bytes = new byte[random.nextInt(3)];
    random.nextBytes(bytes);
    var values = new LinkedHashMap<String, Object>();
    values.put("level", random.nextGaussian() * Math.pow(10, random.nextInt(12)));
    values.put("count", random.nextLong() >> 20);
    values.put("mode", "m" + random.nextInt(9));
    values.put("small", (long) random.nextInt());
    values.put("ratio", random.nextDouble());
    values.put("flag", random.nextBoolean());
    values.put("seen", Micros.instant(minute(random)));
    values.put("raw", Base64.getEncoder().encodeToString(bytes));
    values.put(
        "tags",
        Stream.generate(() -> "t," + random.nextInt(2)).limit(random.nextInt(3)).toList());
    values.put(
        "spots", Stream.generate(random::nextGaussian).limit(random.nextInt(3)).toList());
    values.replaceAll((name, value) -> random.nextInt(5) == 0 ? null : value);
    return values;
  }

  private static Question question(Random random) {
    Long unit = random.nextInt(10) == 0 ? null : Long.valueOf(random.nextInt(4) + 1L);
    // Half of them a microsecond beside a full minute: both sides of every border
    long at = minute(random) + (random.nextBoolean() ? 0 : random.nextInt(3) - 1);
    return new Question(site(random), unit, Math.max(at, Micros.of(START)));
  }

  private static String site(Random random) {
    return List.of("1", "12", "ü\"'", "").get(random.nextInt(4));
  }

  private static long minute(Random random) {
    return Micros.of(START) + random.nextInt(MINUTES) * 60_000_000L;
  }

  private static List<Map<String, Object>> rows(List<Question> questions) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      var row = new LinkedHashMap<String, Object>();
      row.put("id", (long) i);
      row.put("asked_at", Micros.instant(questions.get(i).at()));
      row.put("site", questions.get(i).site());
      row.put("unit", questions.get(i).unit());
      row.put("answer", (long) i);
      rows.add(row);
    }
    return rows;
  }

  private static void ingest(FeatureServer server, String view, List<Map<String, Object>> rows) {
    Manifest manifest = server
        .ingestion()
        .ingest(List.of(new RowBatch(view, "oracle", rows)), "test")
        .getFirst();
    assertThat(manifest.accepted()).isEqualTo(rows.size());
  }
}
