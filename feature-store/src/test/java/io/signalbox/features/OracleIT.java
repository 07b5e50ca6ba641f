package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.features.AggregateViewDefinition.Aggregate;
import io.signalbox.features.AggregateViewDefinition.Function;
import io.signalbox.features.EntityDefinition.JoinKey;
import io.signalbox.features.FeatureServer.StandingClock;
import io.signalbox.migrations.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
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
 * Training sets and online reads against the rule in a few obvious lines, over random rows: ties, ends of ttl and window, rows known
 * late, missing values, composite keys that would be equal as joined text, rows in PostgreSQL and in Parquet.
 */
class OracleIT {

  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
  private static final Duration TTL = Duration.ofMinutes(4);
  private static final Duration WINDOW = Duration.ofMinutes(60);
  private static final int MINUTES = 240;

  private record Reading(
      String site, long unit, long event, long known, Double level, Long count, String mode) {
    Map<String, Object> row() {
      var row = new LinkedHashMap<String, Object>();
      row.put("site", site);
      row.put("unit", unit);
      row.put("read_at", Micros.instant(event));
      row.put("known_at", Micros.instant(known));
      row.put("level", level);
      row.put("count", count);
      row.put("mode", mode);
      return row;
    }
  }

  private record Question(String site, Long unit, long at) {}

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
      server.features().apply(definitions(), "test");
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
    assertThat(questions.stream().filter(it -> isTied(it, readings)))
        .as("questions that rows which count from the same moment compete for")
        .hasSizeGreaterThan(30);
    for (int row = 0; row < table.rows(); row++) {
      int number = order.get(row);
      assertThat(value(table.column("answer"), row)).isEqualTo((long) number);
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
    oracle(question, readings)
        .forEach((name, expected) -> assertThat(value(table.column(name), row))
            .as("%s of %s", name, question)
            .isEqualTo(expected));
  }

  /** The rule, as the reference says it. The order of ingestion is the order of the list. */
  private static Map<String, Object> oracle(Question question, List<Reading> readings) {
    var expected = new HashMap<String, Object>();
    List<Reading> mine = readings.stream()
        .filter(it -> it.site().equals(question.site()))
        .filter(it -> it.event() <= question.at() && it.known() <= question.at())
        .sorted(Comparator.comparingLong(Reading::event).thenComparingLong(Reading::known))
        .toList();
    List<Reading> ofUnit = mine.stream()
        .filter(it -> Long.valueOf(it.unit()).equals(question.unit()))
        .toList();
    Reading last = ofUnit.isEmpty() ? null : ofUnit.getLast();
    if (last != null && last.event() < question.at() - Micros.of(TTL)) {
      last = null;
    }
    expected.put("level", last == null ? null : bits(last.level()));
    expected.put("count", last == null ? null : last.count());
    expected.put("mode", last == null ? null : last.mode());
    aggregates("unit_", question.unit() == null ? null : ofUnit, question, expected);
    aggregates("site_", mine, question, expected);
    return expected;
  }

  /** Whether the row that holds has a rival that counts from the same moment. */
  private static boolean isTied(Question question, List<Reading> readings) {
    List<Reading> known = readings.stream()
        .filter(it -> it.site().equals(question.site()))
        .filter(it -> Long.valueOf(it.unit()).equals(question.unit()))
        .filter(it -> it.known() <= question.at())
        .sorted(Comparator.comparingLong(Reading::event).thenComparingLong(Reading::known))
        .toList();
    return known.stream().filter(it -> it.known() == known.getLast().known()).count() > 1;
  }

  private static void aggregates(
      String prefix, List<Reading> known, Question question, Map<String, Object> expected) {
    List<Reading> window = known == null
        ? List.of()
        : known.stream()
            .filter(it -> it.event() > question.at() - Micros.of(WINDOW))
            .toList();
    List<Double> levels =
        window.stream().map(Reading::level).filter(it -> it != null).toList();
    List<Long> counts =
        window.stream().map(Reading::count).filter(it -> it != null).toList();
    double sum = 0;
    for (double level : levels) {
      sum += level;
    }
    boolean none = levels.isEmpty();
    expected.put(prefix + "sum", none ? null : bits(sum));
    expected.put(prefix + "mean", none ? null : bits(sum / levels.size()));
    expected.put(
        prefix + "min", none ? null : bits(levels.stream().min(Double::compare).get()));
    expected.put(
        prefix + "max", none ? null : bits(levels.stream().max(Double::compare).get()));
    expected.put(prefix + "last", none ? null : bits(levels.getLast()));
    expected.put(
        prefix + "total",
        counts.isEmpty() ? null : counts.stream().mapToLong(Long::longValue).sum());
    expected.put(prefix + "events", known == null ? null : (long) window.size());
  }

  private static Object bits(Double value) {
    return value == null ? null : Double.doubleToRawLongBits(value);
  }

  private static Object value(Column column, int row) {
    if (column.isMissing(row)) {
      return null;
    }
    return switch (column) {
      case Column.Longs longs -> longs.at(row);
      case Column.Doubles doubles -> Double.doubleToRawLongBits(doubles.at(row));
      case Column.Texts texts -> texts.at(row);
    };
  }

  private static Reading reading(Random random) {
    long event = minute(random);
    boolean late = random.nextInt(4) == 0;
    long known = event + (late ? random.nextInt(90) * 60_000_000L : 0);
    return new Reading(
        site(random),
        random.nextInt(3) + 1L,
        event,
        known,
        random.nextInt(5) == 0 ? null : random.nextGaussian() * Math.pow(10, random.nextInt(12)),
        random.nextInt(5) == 0 ? null : random.nextLong() >> 20,
        random.nextInt(5) == 0 ? null : "m" + random.nextInt(9));
  }

  /** Another row of the same key that counts from the same moment: of an earlier event, or of the same one. */
  private static Reading rival(Reading reading, Random random) {
    long event = reading.event() - (random.nextBoolean() ? 0 : random.nextInt(3) * 60_000_000L);
    return new Reading(
        reading.site(),
        reading.unit(),
        event,
        reading.known(),
        random.nextGaussian(),
        random.nextLong() >> 20,
        "rival");
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

  private static List<Definition> definitions() {
    var site = new JoinKey("site", ValueType.STRING);
    var unit = new JoinKey("unit", ValueType.INT64);
    return List.of(
        new EntityDefinition("unit", Optional.empty(), List.of(site, unit)),
        new EntityDefinition("site", Optional.empty(), List.of(site)),
        new EntityDefinition(
            "question", Optional.empty(), List.of(new JoinKey("id", ValueType.INT64))),
        view(
            "readings",
            "unit",
            "read_at",
            Optional.of("known_at"),
            column("level", ValueType.FLOAT64),
            column("count", ValueType.INT64),
            column("mode", ValueType.STRING)),
        view(
            "questions",
            "question",
            "asked_at",
            Optional.empty(),
            column("site", ValueType.STRING),
            column("unit", ValueType.INT64),
            column("answer", ValueType.INT64)),
        window("unit"),
        window("site"),
        new FeatureServiceDefinition(
            "all",
            Optional.empty(),
            List.of(),
            Stream.concat(
                    Stream.of("readings:level", "readings:count", "readings:mode"),
                    Stream.of("unit", "site")
                        .flatMap(
                            it -> Stream.of("sum", "mean", "min", "max", "last", "total", "events")
                                .map(name -> it + "_window:" + name + " as " + it + "_" + name)))
                .map(FeatureReference::parse)
                .toList()));
  }

  private static FeatureViewDefinition view(
      String name,
      String entity,
      String eventTime,
      Optional<String> knownAt,
      ColumnDefinition... columns) {
    return new FeatureViewDefinition(
        name,
        Optional.empty(),
        entity,
        eventTime,
        knownAt,
        Optional.of(TTL),
        Optional.empty(),
        Optional.of(FeatureViewDefinition.Partition.DAY),
        Optional.empty(),
        List.of(columns),
        List.of());
  }

  private static AggregateViewDefinition window(String entity) {
    Optional<String> level = Optional.of("level");
    return new AggregateViewDefinition(
        entity + "_window",
        Optional.empty(),
        entity,
        "readings",
        WINDOW,
        List.of(
            new Aggregate("sum", Function.SUM, level),
            new Aggregate("mean", Function.MEAN, level),
            new Aggregate("min", Function.MIN, level),
            new Aggregate("max", Function.MAX, level),
            new Aggregate("last", Function.LAST, level),
            new Aggregate("total", Function.SUM, Optional.of("count")),
            new Aggregate("events", Function.COUNT, Optional.empty())));
  }

  private static ColumnDefinition column(String name, ValueType type) {
    return new ColumnDefinition(name, type, Optional.of(true));
  }
}
