package io.signalbox.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class QuestionTest {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final Flight FLIGHT = new Flight(
      7,
      Instant.parse("2013-04-01T10:15:00Z"),
      "UA",
      Optional.empty(),
      "EWR",
      "IAH",
      1400,
      Optional.empty(),
      0,
      Optional.empty(),
      0);

  @Test
  void the_hour_and_the_weekday_are_new_yorks() {
    assertThat(FLIGHT.hour()).isEqualTo("06");
    assertThat(FLIGHT.weekday()).isEqualTo("Mon");
    assertThat(FLIGHT.askedAt()).isEqualTo(Instant.parse("2013-04-01T09:00:00Z"));
  }

  @Test
  void an_aircraft_that_is_not_recorded_is_null() {
    JsonNode inputs = MAPPER.readTree(Question.about(List.of(FLIGHT))).path("inputs");

    assertThat(inputs).anySatisfy(input -> {
      assertThat(input.path("name").asString()).isEqualTo("tail_number");
      assertThat(input.path("shape").get(0).asInt()).isEqualTo(1);
      assertThat(input.path("data").get(0).isNull()).isTrue();
    });
  }

  @Test
  void prediction_ids_are_found_wherever_they_stand() {
    String answer = """
        {"model_name":"flight_delay","outputs":[
          {"name":"probability","shape":[2],"datatype":"FP32","data":[0.1,0.2]},
          {"name":"prediction_id","shape":[2],"datatype":"BYTES","data":["a","b"]},
          {"name":"arm","shape":[2],"datatype":"BYTES","data":["v1","v1"]}]}
        """;

    assertThat(Question.predictionIds(answer.getBytes(UTF_8))).containsExactly("a", "b");
  }
}
