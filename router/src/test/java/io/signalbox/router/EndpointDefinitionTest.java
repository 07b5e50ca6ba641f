package io.signalbox.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.registry.ModelName;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointDefinitionTest {

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t"})
  void a_name_that_is_given_is_not_blank(String blank) {
    assertThatThrownBy(() -> naming(blank, "flight_live", "probability"))
        .isInstanceOf(RouterException.Invalid.class)
        .hasMessage("unit: blank (expected: a name, at most 200 characters)");
    assertThatThrownBy(() -> naming("tail_number", blank, "probability"))
        .hasMessageStartingWith("feature_service: blank");
    assertThatThrownBy(() -> naming("tail_number", "flight_live", blank))
        .hasMessageStartingWith("score: blank");
  }

  @Test
  void a_name_is_bounded() {
    assertThat(naming("u".repeat(200), "flight_live", "probability").unit()).isPresent();
    assertThatThrownBy(() -> naming("u".repeat(201), "flight_live", "probability"))
        .isInstanceOf(RouterException.Invalid.class)
        .hasMessage("unit: 201 characters (expected: a name, at most 200 characters)");
  }

  private static EndpointDefinition naming(String unit, String service, String score) {
    return new EndpointDefinition(
        new EndpointName("flight_delay"),
        new ModelName("delays"),
        Optional.of(unit),
        Optional.of(service),
        Optional.of(score),
        Optional.empty(),
        Optional.empty());
  }
}
