package io.signalbox.features.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTest {

  private static final List<Variable> VARIABLES = List.of(
      Variable.of("miles", Kind.DECIMAL),
      Variable.of("flights", Kind.INT),
      Variable.of("carrier", Kind.TEXT),
      Variable.of("asked_at", Kind.TIME),
      new Variable("stops", Kind.TEXT, true, false));

  private static final Map<String, Object> VALUES = Map.of(
      "miles",
      733.0,
      "flights",
      4L,
      "carrier",
      "UA",
      "asked_at",
      Instant.parse("2013-04-01T01:30:00Z"),
      "stops",
      List.of("EWR", "ORD"));

  private static Optional<Object> evaluate(Kind kind, String text, Map<String, Object> values) {
    return Expression.compile(text, VARIABLES, kind)
        .evaluate(name -> Optional.ofNullable(values.get(name)));
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(delimiter = '|', textBlock = """
          DECIMAL | miles / 2.0                                        | 366.5
          DECIMAL | math.greatest(miles, double(flights))              | 733.0
          INT     | flights * 2 + 1                                    | 9
          INT     | asked_at.getHours('America/New_York')              | 21
          INT     | carrier == null ? 0 : 1                            | 1
          BOOL    | carrier.matches('[A-Z]{2}') && 'ORD' in stops      | true
          TEXT    | carrier + '-' + stops[0]                           | UA-EWR
          TIME    | asked_at + duration('1h')                          | 2013-04-01T02:30:00Z
          """)
  void a_value_of_its_kind(Kind kind, String text, String expected) {
    assertThat(evaluate(kind, text, VALUES)).map(Object::toString).hasValue(expected);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(delimiter = '|', textBlock = """
          flights / 0
          9223372036854775807 + flights
          miles / 0.0
          miles * 1.0e308 * 10.0
          asked_at.getHours('No/Where')
          """)
  void what_cannot_be_computed_is_missing(String text) {
    Kind kind = text.contains("miles") ? Kind.DECIMAL : Kind.INT;

    assertThat(evaluate(kind, text, VALUES)).isEmpty();
  }

  @Test
  void a_missing_value_is_null_and_makes_an_operation_missing() {
    var values = new HashMap<>(VALUES);
    values.remove("flights");

    assertThat(evaluate(Kind.INT, "flights + 1", values)).isEmpty();
    assertThat(evaluate(Kind.INT, "flights", values)).isEmpty();
    assertThat(evaluate(Kind.INT, "flights == null ? -1 : flights", values)).hasValue(-1L);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(delimiter = '|', textBlock = """
          DECIMAL | miles + 1           | 1 | 7  | write 1.0 for 1
          DECIMAL | mile + 1.0          | 1 | 1  | [miles, flights, carrier, asked_at, stops]
          INT     | miles               | 1 | 1  | expected type 'int' but found 'wrapper(double)'
          BOOL    | flights >           | 1 | 10 | expecting
          BOOL    | carrier.nothing()   | 1 | 16 | undeclared reference to 'nothing'
          BOOL    | stops.all(s, true)  | 1 | 10 | undeclared reference to 'all'
          """)
  void what_does_not_compile_is_refused_with_its_place(
      Kind kind, String text, int line, int column, String reason) {
    ExpressionRefused refused = catchThrowableOfType(
        ExpressionRefused.class, () -> Expression.compile(text, VARIABLES, kind));

    assertThat(refused).hasMessageContaining(reason);
    assertThat(refused.line()).isEqualTo(line);
    assertThat(refused.column()).isEqualTo(column);
  }

  @Test
  void an_endless_text_is_refused() {
    String text = "true" + " && true".repeat(Expression.MOST_CHARS / 8);

    assertThatThrownBy(() -> Expression.compile(text, VARIABLES, Kind.BOOL))
        .hasMessageContaining("at most 4000");
  }

  @Test
  void it_knows_what_it_uses() {
    assertThat(Expression.compile("miles > 1.0 && miles < 9.0", VARIABLES, Kind.BOOL)
            .names())
        .containsExactly("miles");
  }
}
