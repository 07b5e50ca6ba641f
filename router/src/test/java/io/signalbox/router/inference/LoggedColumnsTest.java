package io.signalbox.router.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.features.Column;
import io.signalbox.features.FeatureService;
import io.signalbox.features.Field;
import io.signalbox.features.Table;
import io.signalbox.features.ValueType;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoggedColumnsTest {
  private static final Instant ASKED = Instant.parse("2013-04-15T12:00:00.000123456Z");
  private static final Field ORIGIN = new Field("origin", ValueType.STRING, false);
  private static final Field TAIL = new Field("tail_number", ValueType.STRING, true);
  private static final Field DELAY = new Field("delay", ValueType.FLOAT64, true);

  private static final Table QUESTION = new Table(
      2,
      List.of(
          new Column.Texts("origin", List.of("JFK", "EWR")),
          new Column.Texts("tail_number", Arrays.asList("N1", null))));
  private static final Table FEATURES = new Table(
      2, List.of(QUESTION.column("origin"), new Column.Doubles("delay", new double[] {1, Double.NaN
      })));

  @Test
  void a_key_that_is_no_input_and_the_moment_of_the_lookup_are_logged_after_the_features() {
    LoggedColumns logged = LoggedColumns.of(service(List.of(DELAY)), List.of(ORIGIN, TAIL));

    List<Field> fields = logged.after(List.of(ORIGIN, DELAY));
    List<Column> columns = logged.after(FEATURES, QUESTION, ASKED);

    assertThat(fields)
        .extracting(Field::name)
        .containsExactly("origin", "delay", "tail_number", "@asked_at");
    assertThat(columns).hasSize(4);
    assertThat(columns.get(2)).isSameAs(QUESTION.column("tail_number"));
    var moments = (Column.Longs) columns.get(3);
    assertThat(moments.type()).isEqualTo(ValueType.TIMESTAMP);
    assertThat(new long[] {moments.at(0), moments.at(1)})
        .containsExactly(1_366_027_200_000_123L, 1_366_027_200_000_123L);
    assertThat(moments.isMissing(0) || moments.isMissing(1)).isFalse();
  }

  @Test
  void where_nothing_is_looked_up_nothing_is_logged_beside_the_inputs() {
    LoggedColumns logged = LoggedColumns.of(service(List.of()), List.of(ORIGIN));

    assertThat(logged).isSameAs(LoggedColumns.NOTHING);
    assertThat(logged.after(List.of(ORIGIN))).containsExactly(ORIGIN);
    assertThat(logged.after(FEATURES, QUESTION, ASKED)).isSameAs(FEATURES.columns());
  }

  private static FeatureService service(List<Field> features) {
    return new FeatureService("flights", 1, List.of(ORIGIN, TAIL), List.of(ORIGIN), features);
  }
}
