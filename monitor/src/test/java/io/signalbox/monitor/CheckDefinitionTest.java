package io.signalbox.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.signalbox.monitor.CheckDefinition.Performance;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A definition checks itself; each refusal names the field, the value and what was expected. */
class CheckDefinitionTest {

  @Test
  void a_name_is_letters_digits_and_a_few_signs() {
    assertThat(performance("weekly-1.performance", Duration.ofDays(7), 1, .1).name())
        .isEqualTo("weekly-1.performance");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> performance("a/b", Duration.ofDays(7), 1, .1))
        .withMessageStartingWith("name: 'a/b' (expected: a letter");
  }

  @Test
  void a_performance_window_has_at_least_five_days() {
    assertThat(performance("p", Duration.ofDays(5), 1, .1).window()).isEqualTo(Duration.ofDays(5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> performance("p", Duration.ofDays(5).minusSeconds(1), 1, .1))
        .withMessage("window: PT119H59M59S (expected: at least 5 days)");
  }

  @Test
  void numbers_have_their_ranges() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> performance("p", Duration.ofDays(7), 0, .1))
        .withMessage("least_rows: 0 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> performance("p", Duration.ofDays(7), 1, Double.NaN))
        .withMessage("margin: NaN (expected: >= 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> performance("p", Duration.ofDays(7), 1, -.1));
  }

  @Test
  void windows_end_after_ten_years_and_metrics_have_names() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> performance("p", Duration.ofHours(9_999_999_999L), 1, .1))
        .withMessage("window: PT9999999999H (expected: at most 3653 days)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Checked.names("baseline", List.of()))
        .withMessage("baseline: 0 (expected: 1 to 1000 names)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Checked.names("baseline", Arrays.asList("a", null)))
        .withMessage("baseline: 'null' (expected: a name of at most 250 characters)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Checked.names("features", List.of("a", "a")))
        .withMessage("features: [a, a] (expected: each once)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Checked.significance(1e-320))
        .withMessageEndingWith("(expected: from 0.000001 to 0.5)");
  }

  @Test
  void what_is_missing_is_named() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> performance("p", null, 1, .1))
        .withMessage("window: missing (expected: a duration, e.g. 7d)");
  }

  private static Performance performance(
      String name, Duration window, int leastRows, double margin) {
    return new Performance(
        name,
        FakeRouter.FLIGHT_DELAY,
        "0 0 6 ? * MON",
        ZoneOffset.UTC,
        window,
        leastRows,
        Duration.ofHours(24),
        List.of("training.log_loss"),
        margin,
        3,
        true);
  }
}
