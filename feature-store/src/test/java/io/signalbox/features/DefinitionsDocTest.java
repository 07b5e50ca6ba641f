package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** The YAML in docs/features.md says what it seems to say. */
class DefinitionsDocTest {

  private static final JsonMapper JSON = JsonMapper.builder()
      .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
      .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
      .addModule(new SimpleModule().addDeserializer(Duration.class, new Hours()))
      .build();

  /** {@code 3h}, as the server's own mapper reads it. */
  private static final class Hours extends StdDeserializer<Duration> {
    Hours() {
      super(Duration.class);
    }

    @Override
    public Duration deserialize(JsonParser parser, DeserializationContext context) {
      return Duration.parse("PT" + parser.getString());
    }
  }

  @Test
  void the_example_can_be_applied() throws IOException {
    Catalog catalog = new Catalog(List.of());
    for (Definition definition : example()) {
      Resolution resolution = new Resolver(catalog).resolve(definition);
      var applied = new DefinitionVersion(
          Definition.kindOf(definition),
          definition.name(),
          1,
          java.time.Instant.EPOCH,
          "test",
          definition);
      catalog = catalog.with(new Catalog.Entry(applied, resolution));
    }

    FeatureService service = catalog.service("flight_live").orElseThrow().face();
    assertThat(service.keys()).containsExactly(new Field("origin", ValueType.STRING, false));
    assertThat(service.features())
        .containsExactly(
            new Field("origin_delay", ValueType.FLOAT64, true),
            new Field("departures", ValueType.INT64, true));
    assertThat(
            catalog.requestViews().inputs(List.of(FeatureReference.parse("trip:delay_per_mile"))))
        .containsExactly(new Field("distance_miles", ValueType.INT64, false));
    assertThat(catalog.batch("departures").online()).isFalse();
    assertThat(((View.Window) catalog.view("origin_delays").orElseThrow()).windowMicros())
        .isEqualTo(3 * 3_600_000_000L);
  }

  private static List<Definition> example() throws IOException {
    String doc = Files.readString(Path.of("../docs/features.md"));
    String yaml = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
        .matcher(doc)
        .results()
        .map(block -> block.group(1))
        .collect(Collectors.joining("---\n"));
    List<Definition> definitions = new ArrayList<>();
    for (Object document : new Yaml().loadAll(yaml)) {
      Map<Object, Object> fields = new java.util.LinkedHashMap<>((Map<?, ?>) document);
      Class<? extends Definition> type = Definition.KINDS.get(fields.remove("kind"));
      definitions.add(JSON.convertValue(fields, type));
    }
    return definitions;
  }
}
