package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What was answered online, held against the join of a training set over the same store. */
class ConsistencyIT {

  private static final Instant NOW = Trips.START.plusSeconds(36_000);
  private static final String MOMENT = "@asked_at";
  private static final int ASKED = 300;
  private static final long SEED = 11;

  @RegisterExtension
  static final OwnFeatureServer OWN = new OwnFeatureServer(NOW, Trips::definitions);

  private static final List<Trips.Asked> QUESTIONS = new ArrayList<>();

  @BeforeAll
  static void ingest() {
    System.out.println("seed " + SEED);
    var random = new Random(SEED);
    List<RowBatch> batches = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Double speed = random.nextInt(4) == 0 ? null : random.nextInt(3) * 1.5;
      var wind = new Trips.Wind("s" + random.nextInt(4), speed, i * 60L);
      batches.add(new RowBatch("winds", "test " + i, List.of(Trips.row(wind))));
    }
    OWN.server().ingestion().ingest(batches, "test");
    for (int i = 0; i < ASKED; i++) {
      Long miles = random.nextInt(5) == 0 ? null : (long) random.nextInt(900);
      QUESTIONS.add(new Trips.Asked("s" + random.nextInt(5), miles, random.nextInt(3_700)));
    }
  }

  @Test
  void what_was_answered_online_is_what_the_join_says() {
    ConsistencyAudit audit = audit(logged(UnaryOperator.identity()));

    assertThat(audit.rows()).isEqualTo(ASKED);
    assertThat(audit.examples()).isEmpty();
    assertThat(audit.features())
        .extracting(ConsistencyAudit.Feature::name)
        .containsExactly("slow", "wind", "label_of_site", "minutes");
    assertThat(audit.features()).allMatch(it -> it.matches() == ASKED);
    assertThat(audit.features().get(1).compared()).as("winds").isBetween(100L, ASKED - 1L);
    assertThat(audit.features().get(1).smape()).hasValue(0);
    assertThat(audit.features().getFirst().smape()).as("slow is no number").isEmpty();
  }

  @Test
  void a_value_that_was_changed_by_its_last_bit_is_found() {
    int row = rowWithWind();

    ConsistencyAudit audit = audit(logged(wind -> {
      wind[row] = Math.nextUp(wind[row]);
      return wind;
    }));

    ConsistencyAudit.Feature feature = audit.features().get(1);
    assertThat(feature.mismatches()).isEqualTo(1);
    assertThat(feature.matches()).isEqualTo(ASKED - 1);
    assertThat(feature.missing() + feature.extra()).isZero();
    assertThat(feature.smape().getAsDouble()).isPositive().isLessThan(1e-15);
    assertThat(audit.examples()).extracting(ConsistencyAudit.Example::row).containsExactly((long)
        row);
  }

  @Test
  void a_value_that_was_not_answered_and_one_too_many_are_found() {
    int with = rowWithWind();
    int without = rowWithoutWind();

    ConsistencyAudit audit = audit(logged(wind -> {
      wind[with] = Double.NaN;
      wind[without] = 3.0;
      return wind;
    }));

    ConsistencyAudit.Feature feature = audit.features().get(1);
    assertThat(feature.missing()).isEqualTo(1);
    assertThat(feature.extra()).isEqualTo(1);
    assertThat(feature.mismatches()).isZero();
    assertThat(audit.features())
        .filteredOn(it -> !it.name().equals("wind"))
        .allMatch(it -> it.matches() == ASKED);
  }

  /** What is ingested late was not known when it was asked: the audit says so, because a training set will have it. */
  @Test
  void a_row_that_arrives_after_the_answer_with_an_earlier_known_at_is_found_as_missing() {
    Table before = ask(List.of(new Trips.Asked("late", 100L, 500)));
    var wind = new Trips.Wind("late", 2.0, 400);
    OWN.server()
        .ingestion()
        .ingest(List.of(new RowBatch("winds", "late", List.of(Trips.row(wind)))), "test");

    ConsistencyAudit audit = audit(before);

    assertThat(audit.features().get(1).missing()).isEqualTo(1);
    assertThat(audit(ask(List.of(new Trips.Asked("late", 100L, 500)))).features())
        .allMatch(it -> it.matches() == 1);
  }

  @Test
  void a_key_that_was_missing_is_found_nowhere() {
    Table asked = ask(List.of(new Trips.Asked(null, 100L, 500)));

    assertThat(audit(asked).features()).allMatch(it -> it.matches() == 1);
  }

  @Test
  void nothing_logged_is_nothing_found() {
    ConsistencyAudit audit = audit(ask(List.of()));

    assertThat(audit.rows()).isZero();
    assertThat(audit.features()).hasSize(4).allMatch(it -> it.matches() == 0);
  }

  @Test
  void what_is_not_as_the_service_says_is_refused() {
    Table logged = logged(UnaryOperator.identity());
    List<Column> columns = logged.columns();
    Consistency consistency = OWN.server().consistency();

    assertThatThrownBy(() -> consistency.audit("nobody@1", logged, MOMENT))
        .isInstanceOf(FeaturesException.NotFound.class);
    assertThatThrownBy(() -> consistency.audit("trips@1", logged, "when"))
        .hasMessage("column when: missing (expected: timestamp, as it was logged)");
    List<Column> retyped = new ArrayList<>(columns);
    retyped.replaceAll(it -> it.name().equals("wind") ? integers(it.size()) : it);
    assertThatThrownBy(() -> consistency.audit("trips@1", new Table(ASKED, retyped), MOMENT))
        .hasMessage("column wind: int64 (expected: float64)");
  }

  private static Column integers(int rows) {
    return new Column.Longs("wind", ValueType.INT64, new long[rows], new BitSet());
  }

  private static ConsistencyAudit audit(Table logged) {
    return OWN.server().consistency().audit("trips@1", logged, MOMENT);
  }

  private static int rowWithWind() {
    Column wind = logged(UnaryOperator.identity()).column("wind");
    int row = 0;
    while (wind.isMissing(row) || wind.numberAt(row) == 0) {
      row++;
    }
    return row;
  }

  private static int rowWithoutWind() {
    Column wind = logged(UnaryOperator.identity()).column("wind");
    int row = 0;
    while (!wind.isMissing(row)) {
      row++;
    }
    return row;
  }

  /** All questions as they were answered, with the winds changed. */
  private static Table logged(UnaryOperator<double[]> winds) {
    Table answered = ask(QUESTIONS);
    List<Column> columns = new ArrayList<>(answered.columns());
    columns.replaceAll(it -> it instanceof Column.Doubles doubles && it.name().equals("wind")
        ? new Column.Doubles("wind", winds.apply(values(doubles)))
        : it);
    return new Table(answered.rows(), columns);
  }

  private static double[] values(Column.Doubles column) {
    double[] values = new double[column.size()];
    for (int row = 0; row < values.length; row++) {
      values[row] = column.at(row);
    }
    return values;
  }

  /** Asks online, each at its own moment; inputs, features and the moment. */
  private static Table ask(List<Trips.Asked> questions) {
    FeatureService service = OWN.server().features().service("trips").orElseThrow();
    List<Field> fields = new ArrayList<>(service.requestInputs());
    fields.addAll(service.features());
    List<ColumnBuilder> built = fields.stream().map(ColumnBuilder::new).toList();
    long[] moments = new long[questions.size()];
    for (int row = 0; row < moments.length; row++) {
      Trips.Asked question = questions.get(row);
      Instant at = Trips.at(question.at());
      moments[row] = Micros.of(at);
      Table answer = OWN.server().features().online(service, at, Trips.inputs(question));
      for (int i = 0; i < built.size(); i++) {
        built.get(i).add(row, value(answer.columns().get(i)));
      }
    }
    List<Column> columns = new ArrayList<>();
    built.forEach(it -> columns.add(it.column(moments.length)));
    columns.add(new Column.Longs(MOMENT, ValueType.TIMESTAMP, moments, new BitSet()));
    return new Table(moments.length, columns);
  }

  private static Object value(Column column) {
    if (column.isMissing(0)) {
      return null;
    }
    return switch (column) {
      case Column.Longs longs -> longs.at(0);
      case Column.Doubles doubles -> doubles.at(0);
      case Column.Texts texts -> texts.at(0);
    };
  }
}
