package io.signalbox.features.offline;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.features.Column;
import io.signalbox.features.FeatureViewDefinition.Partition;
import io.signalbox.features.FeaturesHome;
import io.signalbox.features.Field;
import io.signalbox.features.Micros;
import io.signalbox.features.OfflineStore.StoredFile;
import io.signalbox.features.Progress;
import io.signalbox.features.RowSchema;
import io.signalbox.features.Rows;
import io.signalbox.features.StoredRows;
import io.signalbox.features.ValueType;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

/**
 * The rows that hold, of histories in every layout, against a search through all rows at every moment: a third of the rows is late, many
 * share a moment, and keys would be equal as joined text.
 */
class HoldingRowsTest {

  private static final long START = Micros.of(Instant.parse("2026-03-01T00:00:00Z"));
  private static final long HOUR = 3_600_000_000L;
  private static final int HOURS = 120;
  private static final int HISTORIES = 12;
  private static final RowSchema SCHEMA = new RowSchema(
      "readings",
      1,
      List.of(
          new Field("site", ValueType.STRING, false), new Field("unit", ValueType.INT64, false)),
      Optional.of("read_at"),
      Optional.of("known_at"),
      false,
      List.of(new Field("level", ValueType.FLOAT64, true)),
      Partition.DAY);

  @TempDir
  Path home;

  private DuckDb duckDb;
  private ParquetStore store;

  /** The order of ingestion is the sequence. */
  private record Reading(String site, long unit, long event, long known, long sequence) {
    List<Object> key() {
      return List.of(site, unit);
    }
  }

  /** A row that was given to hold, from a moment on. */
  private record Holding(long from, Reading row) {}

  @BeforeEach
  void open() {
    var folder = new FeaturesHome(home);
    duckDb = new DuckDb(folder, DataSize.ofMegabytes(400));
    store = new ParquetStore(duckDb, folder);
  }

  @AfterEach
  void close() throws Exception {
    duckDb.destroy();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void at_every_moment_the_last_of_them_is_what_a_search_through_all_rows_finds(long seed) {
    System.out.println("seed " + seed);
    var random = new Random(seed);
    int compared = 0;
    for (int history = 0; history < HISTORIES; history++) {
      List<Reading> readings = readings(random, 60 + random.nextInt(200));
      StoredRows stored = laid(readings, random);
      for (boolean cut : new boolean[] {true, false}) {
        compared += compare(stored, readings, cut, RowSchema.ALWAYS_MICROS, START + HOURS * HOUR);
        long from = START + random.nextInt(HOURS) * HOUR;
        long until = from + (1 + random.nextInt(48)) * HOUR;
        compared += compare(stored, readings, cut, from - 12 * HOUR, until);
      }
    }
    assertThat(compared).as("moments of keys").isGreaterThan(10_000);
  }

  @Test
  void a_row_that_is_known_after_a_later_event_never_holds_also_where_that_is_in_another_file() {
    List<Reading> readings = List.of(
        new Reading("1", 23, START + 22 * HOUR, START + 30 * HOUR, 1), // late, of the day before
        new Reading("1", 23, START + 26 * HOUR, START + 26 * HOUR, 2));
    List<StoredFile> files = store.write(rows(readings));

    assertThat(files).as("a day each").hasSize(2);
    assertThat(holding(
            stored(files, List.of()), readings, true, RowSchema.ALWAYS_MICROS, Long.MAX_VALUE / 4))
        .containsOnlyKeys(List.of("1", 23L))
        .containsValue(List.of(new Holding(START + 26 * HOUR, readings.get(1))));
  }

  @Test
  void files_that_cannot_have_an_answer_are_not_read() {
    List<Reading> readings = IntStream.range(0, HOURS)
        .mapToObj(hour -> new Reading("1", 1, START + hour * HOUR, START + hour * HOUR, hour))
        .toList();
    List<StoredFile> files = store.write(rows(readings));
    assertThat(files).hasSize(5);
    List.of(files.get(0), files.get(1), files.get(4)).forEach(it -> store.delete(it.path()));

    Map<List<Object>, List<Holding>> holding =
        holding(stored(files, List.of()), readings, true, START + 48 * HOUR, START + 96 * HOUR);
    assertThat(holding.get(List.<Object>of("1", 1L))).hasSize(48);
  }

  /** Returns how many answers were compared. */
  private int compare(
      StoredRows stored, List<Reading> readings, boolean cut, long oldest, long until) {
    var holding = holding(stored, readings, cut, oldest, until);
    var moments = new TreeSet<Long>();
    for (Reading reading : readings) {
      for (long beside = -1; beside <= 1; beside++) {
        moments.add(reading.event() + beside);
        moments.add(reading.known() + beside);
      }
    }
    int compared = 0;
    for (List<Object> key : readings.stream().map(Reading::key).distinct().toList()) {
      List<Holding> rows = holding.getOrDefault(key, List.of());
      assertThat(rows)
          .isSortedAccordingTo(Comparator.comparingLong(it -> it.row().event()));
      assertThat(rows.stream().map(Holding::from)).doesNotHaveDuplicates();
      for (long moment : moments.headSet(until)) {
        Optional<Reading> expected =
            searched(key, readings, moment, cut).filter(it -> it.event() >= oldest);
        Optional<Reading> found = rows.stream()
            .filter(it -> it.from() <= moment)
            .reduce((earlier, later) -> later)
            .map(Holding::row);
        assertThat(found).as("%s at %d, cut %s", key, moment, cut).isEqualTo(expected);
        compared++;
      }
    }
    return compared;
  }

  /** The rule, word by word. */
  private static Optional<Reading> searched(
      List<Object> key, List<Reading> readings, long moment, boolean cut) {
    return readings.stream()
        .filter(it -> it.key().equals(key) && it.event() <= moment)
        .filter(it -> !cut || it.known() <= moment)
        .max(Comparator.comparingLong(Reading::event)
            .thenComparingLong(it -> cut ? it.known() : 0)
            .thenComparingLong(Reading::sequence));
  }

  private Map<List<Object>, List<Holding>> holding(
      StoredRows stored, List<Reading> readings, boolean cut, long oldest, long until) {
    var bySequence = new TreeMap<Long, Reading>();
    readings.forEach(it -> bySequence.put(it.sequence(), it));
    var located = new StoredRows(
        SCHEMA,
        stored.files().stream().map(it -> it.at(home.resolve(it.path()))).toList(),
        stored.recent());
    return duckDb.call(connection -> {
      RowTables.create(connection, "recent", located.recent());
      var queries = new Queries(connection, Progress.NONE);
      var span = new HoldingRows.Span(oldest, until);
      String sql = new HoldingRows(queries, located, "recent", span, cut, "v").holding();
      List<Column> columns = queries.read(
          "SELECT _from, _sequence FROM (" + sql + ") ORDER BY _from",
          List.of(
              new Field("_from", ValueType.INT64, false),
              new Field("_sequence", ValueType.INT64, false)));
      var holding = new HashMap<List<Object>, List<Holding>>();
      for (int row = 0; row < columns.getFirst().size(); row++) {
        Reading reading = bySequence.get(((Column.Longs) columns.get(1)).at(row));
        holding
            .computeIfAbsent(reading.key(), key -> new ArrayList<>())
            .add(new Holding(((Column.Longs) columns.get(0)).at(row), reading));
      }
      return holding;
    });
  }

  /** Batches in files, some of which are merged and some not marked, and in PostgreSQL. */
  private StoredRows laid(List<Reading> readings, Random random) {
    List<Reading> left = new ArrayList<>(readings);
    if (random.nextBoolean()) {
      Collections.shuffle(left, random); // as in a backfill: each batch reaches over all days
    } else {
      left.sort(Comparator.comparingLong(Reading::known)); // as they become known
    }
    var files = new ArrayList<StoredFile>();
    int recent = random.nextInt(3) * left.size() / 8;
    while (left.size() > recent) {
      int size = Math.min(left.size() - recent, 1 + random.nextInt(90));
      files.addAll(store.write(rows(left.subList(0, size))));
      left.subList(0, size).clear();
    }
    if (random.nextBoolean()) {
      var byDay = new TreeMap<String, List<StoredFile>>();
      files.forEach(
          it -> byDay.computeIfAbsent(it.partition(), day -> new ArrayList<>()).add(it));
      files.clear();
      byDay.values().forEach(it -> files.add(store.merge(SCHEMA, it)));
    }
    files.replaceAll(it -> random.nextInt(5) > 0
        ? it
        : new StoredFile(
            it.path(),
            it.partition(),
            it.rows(),
            it.firstEventMicros(),
            it.lastEventMicros(),
            Optional.empty()));
    return stored(files, left);
  }

  private static StoredRows stored(List<StoredFile> files, List<Reading> recent) {
    return new StoredRows(SCHEMA, files, rows(recent));
  }

  private static List<Reading> readings(Random random, int size) {
    List<Reading> readings = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      long event = START + random.nextInt(HOURS) * HOUR;
      long late = random.nextInt(3) == 0 ? random.nextInt(50) * HOUR : 0;
      String site = random.nextBoolean() ? "1" : "12";
      readings.add(new Reading(site, random.nextBoolean() ? 3 : 23, event, event + late, i));
    }
    return readings;
  }

  private static Rows rows(List<Reading> readings) {
    int size = readings.size();
    return new Rows(
        SCHEMA,
        List.of(
            new Column.Texts("site", readings.stream().map(Reading::site).toList()),
            new Column.Longs(
                "unit",
                ValueType.INT64,
                readings.stream().mapToLong(Reading::unit).toArray(),
                new BitSet()),
            new Column.Doubles("level", ValueType.FLOAT64, new double[size])),
        readings.stream().mapToLong(Reading::event).toArray(),
        readings.stream().mapToLong(Reading::known).toArray(),
        readings.stream().mapToLong(Reading::sequence).toArray());
  }
}
