package io.signalbox.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.features.FeatureViewDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class DefinitionReaderTest {
  private static final Path DEMO = Path.of("demo");
  private static final String WEATHER = """
      # a comment
      kind: FeatureView
      name: weather
      entity: airport
      event_time: observed_at
      ttl: 3h
      columns:
        - {name: wind, type: float64, nullable: true}
      """;

  private final DefinitionReader reader = new DefinitionReader(new DurationModule());

  @Test
  void a_document_becomes_the_record_of_its_kind() {
    List<Declared> declared = reader.read("weather.yaml", WEATHER);

    assertThat(declared).hasSize(1);
    var view = (FeatureViewDefinition) declared.getFirst().definition();
    assertThat(view.name()).isEqualTo("weather");
    assertThat(view.ttl()).isEqualTo(Optional.of(Duration.ofHours(3)));
  }

  @Test
  void several_documents_stand_in_one_file() {
    assertThat(reader.read("two.yaml", WEATHER + "---\n" + WEATHER)).hasSize(2);
  }

  @Test
  void an_empty_document_says_nothing() {
    assertThat(reader.read("two.yaml", WEATHER + "---\n---\n" + WEATHER)).hasSize(2);
  }

  @Test
  void an_unknown_field_is_refused_with_file_line_and_name() {
    assertThatThrownBy(() -> reader.read("weather.yaml", WEATHER.replace("ttl:", "tll:")))
        .isInstanceOf(DefinitionRefused.class)
        .hasMessageStartingWith("weather.yaml, line 6: unknown field 'tll' (expected: one of [")
        .hasMessageContaining("ttl");
  }

  @Test
  void a_kind_inside_a_definition_is_an_unknown_field() {
    String inner = WEATHER.replace("nullable: true", "kind: x");

    assertThatThrownBy(() -> reader.read("weather.yaml", inner))
        .hasMessageContaining("line 8: unknown field 'kind'");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      ttl: 3h         | ttl: soon      | line 6: ttl: Cannot deserialize value of type `java.time.Duration`
      kind: FeatureView | kind: FeatureVie | line 2: kind: 'FeatureVie' (expected: one of [
      kind: FeatureView | kinds: x     | line 2: kind: '' (expected: one of [
      type: float64   | type: float63  | line 8: type: Cannot deserialize value of type
      name: weather   | 'name: [weather' | weather.yaml, line
      """)
  void what_cannot_be_read_is_refused_where_it_stands(String right, String wrong, String message) {
    assertThatThrownBy(() -> reader.read("weather.yaml", WEATHER.replace(right, wrong)))
        .isInstanceOf(DefinitionRefused.class)
        .hasMessageContaining(message);
  }

  @Test
  void every_definition_of_the_demo_is_read() throws IOException {
    JsonNode files = DefinitionFiles.request(DEMO).path("files");

    var kinds = new ArrayList<String>();
    for (JsonNode file : files) {
      reader
          .read(file.path("name").asString(), file.path("content").asString())
          .forEach(one -> kinds.add(one.kind()));
    }

    assertThat(kinds)
        .containsOnlyOnce("Model", "Endpoint")
        .contains("Entity", "AggregateView", "FeatureService", "Check", "TrainingPlan");
  }
}
