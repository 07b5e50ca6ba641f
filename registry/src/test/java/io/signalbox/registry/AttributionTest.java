package io.signalbox.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.registry.RegistryException.ReasonRefused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttributionTest {
  private static final String LONGEST = "x".repeat(2_000);

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\n", "\u2003"})
  void blank_reasons_are_refused(String reason) {
    assertThatExceptionOfType(ReasonRefused.class)
        .isThrownBy(() -> new Attribution("anna", reason))
        .withMessage("reason: none (expected: why this is done)");
  }

  @Test
  void a_reason_has_at_most_two_thousand_characters() {
    assertThat(new Attribution("anna", LONGEST).reason()).isEqualTo(LONGEST);
    assertThatExceptionOfType(ReasonRefused.class)
        .isThrownBy(() -> new Attribution("anna", LONGEST + "x"))
        .withMessage("reason: 2001 characters (expected: at most 2000)");
  }

  @Test
  void a_reason_that_no_column_can_hold_is_refused() {
    assertThatExceptionOfType(ReasonRefused.class)
        .isThrownBy(() -> new Attribution("anna", "a\0b"))
        .withMessage("reason: with U+0000 (expected: text without it)");
  }

  @Test
  void a_reason_that_became_too_long_by_quoting_loses_its_end_and_no_half_of_a_character() {
    assertThat(Attribution.quoting("signalbox", LONGEST).reason()).isEqualTo(LONGEST);
    assertThat(Attribution.quoting("signalbox", LONGEST + "y").reason())
        .isEqualTo("x".repeat(1_999) + "…");
    assertThat(Attribution.quoting("signalbox", "x".repeat(1_998) + "😀y").reason())
        .isEqualTo("x".repeat(1_998) + "…");
  }
}
