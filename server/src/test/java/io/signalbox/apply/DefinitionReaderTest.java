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

  private final DefinitionReader reader = new DefinitionReader();

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
        .hasMessage(
            "weather.yaml, line 6: tll: unknown field (expected: columns, contract, description,"
                + " entity, event_time, known_at, name, online, owner, partition, repeats, tags, ttl, zone)");
  }

  @Test
  void a_kind_inside_a_definition_is_an_unknown_field() {
    String inner = WEATHER.replace("nullable: true", "kind: x");

    assertThatThrownBy(() -> reader.read("weather.yaml", inner))
        .hasMessageContaining("line 8: columns[0].kind: unknown field (expected: name,");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      ttl: 3h         | ttl: soon      | line 6: ttl: soon (expected: a duration up to 36500d, such as 15m, 3h or 7d)
      ttl: 3h         | ttl: -3h       | line 6: ttl: -3h (expected: a duration up to 36500d, such as 15m, 3h or 7d)
      ttl: 3h         | ttl: 36501d    | line 6: ttl: 36501d (expected: a duration up to 36500d, such as 15m, 3h or 7d)
      ttl: 3h         | ttl: [3h]      | line 6: ttl: a list (expected: a duration up to 36500d, such as 15m, 3h or 7d)
      ttl: 3h         | zone: Mars/One | line 6: zone: Mars/One (expected: a time zone, such as America/New_York)
      ttl: 3h         | online: 3      | line 6: online: 3 (expected: true or false)
      ttl: 3h         | partition: hour | line 6: partition: hour (expected: one of day, month, year)
      ttl: 3h         | contract: [{column: wind, min: .nan}] | line 6: contract[0].min: .nan (expected: a finite number)
      ttl: 3h         | contract: [{column: wind, min: 1e999}] | line 6: contract[0].min: 1e999 (expected: a finite number)
      ttl: 3h         | name: weather2 | line 6: name: there twice (expected: once)
      ttl: 3h         | description: "a\\0b" | line 6: description: text with U+0000 (expected: text without)
      name: weather   | name:          | line 3: name: empty (expected: a string)
      name: weather   | name: {a: b}   | line 3: name: fields (expected: a string)
      name: weather   | known_at: a    | line 2: name: missing (expected: a string)
      kind: FeatureView | kind: FeatureVie | line 2: kind: 'FeatureVie' (expected: one of [
      kind: FeatureView | kinds: x     | line 2: kind: '' (expected: one of [
      type: float64   | type: float63  | line 8: columns[0].type: float63 (expected: one of bool, int32, int64, float32, float64, string,
      type: float64   | nullable: true | line 8: columns[0].nullable: there twice (expected: once)
      name: weather   | name: [weather | weather.yaml, line 4: not YAML: while parsing a flow sequence;
      """)
  void what_cannot_be_read_is_refused_where_it_stands(String right, String wrong, String message) {
    assertThatThrownBy(() -> reader.read("weather.yaml", WEATHER.replace(right, wrong)))
        .isInstanceOf(DefinitionRefused.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      {kind: Model, name: a/b}       | model: 'a/b' (expected: a name without '/' and ':')
      {kind: Model, gates: []}       | name: missing (expected: a string)
      {kind: Endpoint, name: e}      | model: missing (expected: a string)
      {kind: Endpoint, model: m}     | name: missing (expected: a string)
      {kind: Check, name: c}         | type: missing (expected: one of data_drift, prediction_drift, performance)
      {kind: Check, type: drift}     | type: drift (expected: one of data_drift, prediction_drift, performance)
      {kind: Model, name: m, gates: [{type: metric, stage: production, metric: l, bound: 1}]} | gates[0].relation: missing (expected: one of less, at_most, at_least, greater)
      {kind: Model, name: m, gates: [null]} | gates[0]: empty (expected: an object)
      {kind: TrainingPlan, name: p, schedule: {cron: 0 0 0 ? * MON}} | schedule.zone: missing (expected: a time zone, such as America/New_York)
      {kind: Endpoint, name: e, model: m, pinned: 99999999999} | pinned: 99999999999 (expected: a whole number)
      {kind: Endpoint, name: e, model: m, pinned: 1.5} | pinned: 1.5 (expected: a whole number)
      {kind: Endpoint, name: e, model: m, pinned: "1"} | pinned: 1 (expected: a whole number)
      {kind: TrainingPlan, name: p, least_rows: 100.7} | least_rows: 100.7 (expected: a whole number)
      {kind: TrainingPlan, name: p, retries: 1.9} | retries: 1.9 (expected: a whole number)
      [a, b]                         | a list (expected: fields, one of them kind)
      just text                      | text (expected: fields, one of them kind)
      """)
  void every_kind_refuses_in_the_words_of_the_file(String content, String message) {
    assertThatThrownBy(() -> reader.read("x.yaml", content))
        .isInstanceOf(DefinitionRefused.class)
        .hasMessage("x.yaml, line 1: " + message);
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
