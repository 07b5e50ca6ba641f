package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ConsistencyAuditTest {

  private final List<ConsistencyAudit.Example> examples = new ArrayList<>();

  @Test
  void a_value_matches_to_the_last_bit_or_not_at_all() {
    double[] logged = {1.0, Math.nextUp(1.0), 0.0};
    double[] joined = {1.0, 1.0, -0.0};

    ConsistencyAudit.Feature feature = compare(doubles(logged), doubles(joined));

    assertThat(feature.matches()).isEqualTo(1);
    assertThat(feature.mismatches()).isEqualTo(2);
    assertThat(examples)
        .containsExactly(
            new ConsistencyAudit.Example(1, "x", "1.0000000000000002", "1.0"),
            new ConsistencyAudit.Example(2, "x", "0.0", "-0.0"));
  }

  @Test
  void what_was_not_answered_is_missing_and_what_the_join_does_not_have_is_extra() {
    double[] logged = {Double.NaN, 2, Double.NaN, 4};
    double[] joined = {1, Double.NaN, Double.NaN, 4};

    ConsistencyAudit.Feature feature = compare(doubles(logged), doubles(joined));

    assertThat(feature).isEqualTo(new ConsistencyAudit.Feature("x", 2, 0, 1, 1, 1, 0));
    assertThat(examples)
        .containsExactly(
            new ConsistencyAudit.Example(0, "x", "", "1.0"),
            new ConsistencyAudit.Example(1, "x", "2.0", ""));
  }

  @Test
  void a_decimal_number_that_is_missing_is_like_another_whatever_its_bits() {
    double otherNaN = Double.longBitsToDouble(0x7ff8_0000_0000_0001L);

    ConsistencyAudit.Feature feature = compare(doubles(Double.NaN), doubles(otherNaN));

    assertThat(feature.matches()).isEqualTo(1);
    assertThat(feature.compared()).isZero();
  }

  @Test
  void an_integer_that_is_missing_is_no_zero() {
    BitSet missing = new BitSet();
    missing.set(0);
    Column logged = new Column.Longs("x", ValueType.INT64, new long[] {0}, missing);
    Column joined = new Column.Longs("x", ValueType.INT64, new long[] {0}, new BitSet());

    assertThat(compare(logged, joined).missing()).isEqualTo(1);
  }

  @Test
  void integers_beyond_a_double_s_reach_differ_by_one() {
    long large = (1L << 53) + 1;
    Column logged = new Column.Longs("x", ValueType.INT64, new long[] {large}, new BitSet());
    Column joined = new Column.Longs("x", ValueType.INT64, new long[] {large - 1}, new BitSet());

    assertThat(compare(logged, joined).mismatches()).isEqualTo(1);
  }

  /** By hand: 2*|90-110|/200 = 0.2, 2*|3-1|/4 = 1, 0 of 0 and 0 is 0, 2*|5-(-5)|/10 = 2; their mean is 0.8. */
  @Test
  void the_error_is_the_mean_of_the_symmetric_relative_ones() {
    ConsistencyAudit.Feature feature =
        compare(doubles(90, 3, 0, 5, Double.NaN), doubles(110, 1, 0, -5, 7));

    assertThat(feature.compared()).isEqualTo(4);
    assertThat(feature.smape()).hasValue(0.8);
  }

  @Test
  void numbers_at_the_end_of_their_range_have_an_error_too() {
    ConsistencyAudit.Feature feature =
        compare(doubles(Double.MAX_VALUE), doubles(-Double.MAX_VALUE));

    assertThat(feature.smape()).hasValue(2);
  }

  @Test
  void texts_are_compared_and_have_no_error() {
    Column logged = new Column.Texts("x", Arrays.asList("UA", "B6", null));
    Column joined = new Column.Texts("x", Arrays.asList("UA", "b6", null));

    ConsistencyAudit.Feature feature = compare(logged, joined);

    assertThat(feature.matches()).isEqualTo(2);
    assertThat(feature.mismatches()).isEqualTo(1);
    assertThat(feature.smape()).isEqualTo(OptionalDouble.empty());
  }

  @Test
  void audits_add_up_and_their_examples_count_on() {
    var first = audit(doubles(1, 2), doubles(1, 6));
    examples.clear();
    var second = audit(doubles(4), doubles(12));

    ConsistencyAudit sum = first.plus(second);

    assertThat(sum.rows()).isEqualTo(3);
    assertThat(sum.features().getFirst().matches()).isEqualTo(1);
    assertThat(sum.features().getFirst().mismatches()).isEqualTo(2);
    assertThat(sum.features().getFirst().smape()).hasValue((0 + 1.0 + 1.0) / 3);
    assertThat(sum.examples()).extracting(ConsistencyAudit.Example::row).containsExactly(1L, 2L);
  }

  @Test
  void only_so_many_examples_are_kept() {
    double[] logged = new double[100];
    double[] joined = new double[100];
    Arrays.fill(joined, 1);

    compare(doubles(logged), doubles(joined));

    assertThat(examples).hasSize(ConsistencyAudit.MOST_EXAMPLES);
  }

  private ConsistencyAudit audit(Column logged, Column joined) {
    return new ConsistencyAudit(logged.size(), List.of(compare(logged, joined)), examples);
  }

  private ConsistencyAudit.Feature compare(Column logged, Column joined) {
    return new ComparedColumns(logged, joined).compare(examples);
  }

  private static Column doubles(double... values) {
    return new Column.Doubles("x", values);
  }
}
