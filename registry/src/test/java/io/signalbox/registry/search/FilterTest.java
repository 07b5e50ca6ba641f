package io.signalbox.registry.search;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.registry.search.Key.Kind;
import io.signalbox.registry.search.Searchable.Attribute;
import io.signalbox.registry.search.Searchable.Detail;
import io.signalbox.registry.search.Searchable.Use;
import io.signalbox.registry.search.Searchable.ValueKind;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {
  private static final SqlTranslator RUNS = new SqlTranslator(new Searchable(
      Map.of(
          "status", new Attribute("r.status", ValueKind.TEXT, Use.FILTER_AND_ORDER),
          "start_time", new Attribute("r.start", ValueKind.NUMBER, Use.FILTER_AND_ORDER, true)),
      Map.of(
          Kind.METRIC, Detail.of("metrics", "d.run = r.run", ValueKind.NUMBER),
          Kind.TAG, Detail.of("tags", "d.run = r.run", ValueKind.TEXT)),
      List.of("r.run")));

  private static Comparison only(String filter) {
    List<Comparison> comparisons = Filter.parse(filter).comparisons();
    assertThat(comparisons).hasSize(1);
    return comparisons.getFirst();
  }

  @Test
  void nothing_is_the_empty_filter() {
    assertThat(Filter.parse("  ").comparisons()).isEmpty();
    assertThat(RUNS.where(Filter.parse("")).text()).isEqualTo("TRUE");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "loss < 1 | ATTRIBUTE | loss",
        "attr.loss < 1 | ATTRIBUTE | loss",
        "attribute.loss < 1 | ATTRIBUTE | loss",
        "attributes.loss < 1 | ATTRIBUTE | loss",
        "run.loss < 1 | ATTRIBUTE | loss",
        "metric.loss < 1 | METRIC | loss",
        "metrics.`a b` < 1 | METRIC | a b",
        "metrics.\"a b\" < 1 | METRIC | a b",
        "metrics.holdout.log_loss<1 | METRIC | holdout.log_loss",
        "param.loss < 1 | PARAM | loss",
        "parameters.loss < 1 | PARAM | loss",
        "tags.`mlflow.source.name` < 1 | TAG | mlflow.source.name",
        "dataset.name < 1 | DATASET | name"
      })
  void a_key_has_a_kind_and_a_name(String filter, Kind kind, String name) {
    assertThat(only(filter).key()).isEqualTo(new Key(kind, name));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=1 | EQUAL",
        "a != 1 | NOT_EQUAL",
        "a<=1 | AT_MOST",
        "a >= 1 | AT_LEAST",
        "a > -1.5e-3 | GREATER",
        "a like 'x%' | LIKE",
        "a ILIKE 'x%' | ILIKE",
        "a in ('x', 'y') | IN",
        "a NOT IN ('x') | NOT_IN",
        "a IS NULL | IS_NULL",
        "a is not null | IS_NOT_NULL"
      })
  void operators_are_known_in_any_case(String filter, Operator operator) {
    assertThat(only(filter).operator()).isEqualTo(operator);
  }

  @Test
  void conditions_are_joined_by_and() {
    assertThat(Filter.parse("a = 'x' AND metrics.b > 2 and tags.c != \"y\"").comparisons())
        .extracting(comparison -> comparison.key().name())
        .containsExactly("a", "b", "c");
  }

  @Test
  void a_doubled_quote_is_one() {
    assertThat(only("a = 'it''s'").value()).isEqualTo(new Literal.Text("it's"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a = 1 OR b = 2",
        "a = 1 b = 2",
        "a = 1 AND",
        "AND",
        "a",
        "a =",
        "= 1",
        "a == 1",
        "a ! 1",
        "a = 'open",
        "a = `open",
        "a IN ()",
        "a IN ('x'",
        "a IN (1, 2)",
        "a IS 1",
        "(a = 1)",
        "a = 1; DROP TABLE runs",
        "a = 1 -- comment",
        "wrong.kind = 1",
        "a = 1.2.3",
        "a = 0x10"
      })
  void what_is_not_in_the_grammar_is_refused(String filter) {
    assertThatThrownBy(() -> Filter.parse(filter)).isInstanceOf(SearchRefused.class);
  }

  @Test
  void whatever_a_caller_writes_is_a_bound_parameter() {
    String attack = "x'') OR 1=1; --";

    SqlTranslator.Sql sql = RUNS.where(Filter.parse(
        "status = '" + attack + "' AND tags.`k'); DROP TABLE t` LIKE '%" + attack + "'"));

    assertThat(sql.text())
        .isEqualTo("r.status = ?\n  AND EXISTS (SELECT 1 FROM tags d WHERE d.run = r.run"
            + " AND d.key = ? AND d.value LIKE ? ESCAPE '')");
    assertThat(sql.parameters())
        .containsExactly("x') OR 1=1; --", "k'); DROP TABLE t", "%x') OR 1=1; --");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "unknown = 'x' | Invalid attribute key 'unknown' specified. Valid keys are",
        "start_time = 'x' | Expected numeric value type for numeric attribute: start_time.",
        "start_time LIKE 5 | Invalid comparator 'LIKE' not one of",
        "status > 'x' | Invalid comparator '>' not one of",
        "status = x | Expected a quoted string value for attributes",
        "status = 5 | Expected a quoted string value for attributes",
        "metrics.a = 'x' | Expected numeric value type for metric. Found 'x'",
        "metrics.a IS NULL | Invalid comparator 'IS NULL' not one of",
        "tags.a = 5 | Expected a quoted string value for tag",
        "params.a = 'x' | Invalid entity type 'parameter'",
        "start_time = 99999999999999999999 | number: 99999999999999999999"
      })
  void what_cannot_be_asked_is_refused(String filter, String message) {
    assertThatThrownBy(() -> RUNS.where(Filter.parse(filter)))
        .isInstanceOf(SearchRefused.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void an_order_ends_with_the_tie_breaks_and_puts_what_is_missing_last() {
    SqlTranslator.Sql order =
        RUNS.orderBy(List.of("status", "start_time", "tags.`a b` DESC"), List.of());

    assertThat(order.text())
        .isEqualTo(
            "r.status ASC, r.start ASC NULLS LAST, (SELECT d.value FROM tags d WHERE d.run = r.run"
                + " AND d.key = ?) DESC NULLS LAST, r.run");
    assertThat(order.parameters()).containsExactly("a b");
  }

  @Test
  void a_filter_has_at_most_a_hundred_comparisons_and_an_order_as_many_columns() {
    List<String> hundred = Collections.nCopies(100, "start_time");

    assertThat(Filter.parse(hundred.stream().map(a -> a + " > 1").collect(joining(" AND ")))
            .comparisons())
        .hasSize(100);
    assertThatThrownBy(() -> Filter.parse("a = 1 AND ".repeat(100) + "a = 1"))
        .isInstanceOf(SearchRefused.class)
        .hasMessage("filter: over 100 comparisons (expected: at most 100)");
    assertThat(RUNS.orderBy(hundred, List.of()).parameters()).isEmpty();
    assertThatThrownBy(() -> RUNS.orderBy(Collections.nCopies(101, "start_time"), List.of()))
        .isInstanceOf(SearchRefused.class)
        .hasMessage("order_by: 101 columns (expected: at most 100)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b c", "a UP", "a, b", "a DESC DESC", "'a' = 1"})
  void an_order_that_is_none_is_refused(String order) {
    assertThatThrownBy(() -> Order.parse(order)).isInstanceOf(SearchRefused.class);
  }

  @Test
  void a_page_token_leads_to_the_next_page() {
    Page<Integer> page = Page.of(List.of(1, 2, 3), new PageRequest(10, 2));

    assertThat(page.items()).containsExactly(1, 2);
    assertThat(PageRequest.of(page.nextToken(), 5)).isEqualTo(new PageRequest(12, 5));
    assertThat(Page.of(List.of(1, 2), new PageRequest(10, 2)).nextToken()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"?", "bm90IGpzb24=", "eyJvZmZzZXQiOiAtNX0="})
  void a_page_token_of_someone_else_is_refused(String token) {
    assertThatThrownBy(() -> PageRequest.of(Optional.of(token), 5))
        .isInstanceOf(SearchRefused.class)
        .hasMessageStartingWith("Invalid page token");
  }

  @Test
  void a_thousand_random_texts_are_read_or_refused_and_nothing_else() {
    java.util.Random random = new java.util.Random(20130101);
    String[] parts = {
      "metrics", ".", "a", "'", "\"", "`", " ", "=", "!", "<", "AND", "IN", "(", ")", ",", "1", "-",
      "e", "NOT", "IS", "NULL", "\\", "é", ";"
    };
    for (int i = 0; i < 1_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(15); j >= 0; j--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      try {
        RUNS.where(Filter.parse(text.toString()));
      } catch (SearchRefused e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }
}
