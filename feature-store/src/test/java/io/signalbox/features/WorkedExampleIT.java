package io.signalbox.features;

import static io.signalbox.features.OneFeatureServer.server;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** The example of {@code docs/features.md}, on the recorded flights and weather. */
@ExtendWith(OneFeatureServer.class)
class WorkedExampleIT {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String DAY = "2013-07-01T";
  private static final JsonMapper JSON = JsonMapper.builder()
      .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
      .build();

  @TempDir
  Path folder;

  /** What the document says holds at a moment; a missing value is its word for it. */
  private record Line(Instant askedAt, String visibility, String delay) {}

  @Test
  void every_line_of_the_table_is_what_a_training_set_has() throws Exception {
    apply();
    ingest("example_weather", """
        SELECT origin AS airport, observed_at, visibility_miles,
          CASE WHEN observed_at = TIMESTAMPTZ '%1$s18:00:00Z' THEN TIMESTAMPTZ '%1$s19:20:00Z' ELSE observed_at END AS reported_at
        FROM '%2$s/weather.parquet'
        WHERE origin = 'EWR' AND observed_at BETWEEN TIMESTAMPTZ '%1$s17:00:00Z' AND TIMESTAMPTZ '%1$s20:00:00Z'
        """);
    ingest("example_arrivals", """
        SELECT tail_number AS aircraft, landed_at, arrival_delay_minutes::DOUBLE AS arrival_delay_minutes
        FROM '%2$s/flights.parquet'
        WHERE tail_number = 'N12921' AND landed_at BETWEEN TIMESTAMPTZ '%1$s00:00:00Z' AND TIMESTAMPTZ '%1$s23:59:00Z'
        """);
    List<Line> lines = documented();
    assertThat(lines).hasSize(5);
    ingest(
        "example_questions",
        "SELECT * FROM (VALUES %s) questions (id, asked_at, airport, aircraft, label)"
            .formatted(String.join(
                ", ",
                lines.stream()
                    .map(it -> "(%d, TIMESTAMPTZ '%s', 'EWR', 'N12921', 1)"
                        .formatted(lines.indexOf(it), it.askedAt()))
                    .toList())));

    TrainingSet set = server()
        .features()
        .trainingSet(
            "example",
            new Spine(
                "example_questions",
                "asked_at",
                "label",
                lines.getFirst().askedAt(),
                OneFeatureServer.NOW,
                OneFeatureServer.NOW));

    Table table =
        server().features().read(set.id(), List.of("visibility_miles", "arrival_delay_minutes"));
    List<Line> found = new ArrayList<>();
    for (int row = 0; row < table.rows(); row++) {
      found.add(new Line(
          lines.get(row).askedAt(),
          word(table.column("visibility_miles"), row),
          word(table.column("arrival_delay_minutes"), row)));
    }
    assertThat(found).isEqualTo(lines);
  }

  private static String word(Column column, int row) {
    return Optional.ofNullable(Keys.value(column, row)).map(Object::toString).orElse("missing");
  }

  private static List<Line> documented() throws IOException {
    return Files.readAllLines(ROOT.resolve("docs/features.md")).stream()
        .filter(it -> it.matches("\\| \\d\\d:\\d\\d \\| .*"))
        .map(it -> it.split("\\|", -1))
        .map(cells -> new Line(
            Instant.parse(DAY + cells[1].strip() + ":00Z"), cells[2].strip(), cells[4].strip()))
        .toList();
  }

  private static void apply() {
    List<Definition> definitions = new ArrayList<>();
    for (String key : List.of("airport", "aircraft")) {
      definitions.add(JSON.readValue(
          "{\"name\":\"example_%1$s\",\"join_keys\":[{\"name\":\"%1$s\",\"type\":\"string\"}]}"
              .formatted(key),
          EntityDefinition.class));
    }
    definitions.add(JSON.readValue(
        "{\"name\":\"example_question\",\"join_keys\":[{\"name\":\"id\",\"type\":\"int64\"}]}",
        EntityDefinition.class));
    for (String view : List.of("""
        {"name":"example_weather","entity":"example_airport","event_time":"observed_at","known_at":"reported_at","ttl":"PT3H",
         "columns":[{"name":"visibility_miles","type":"float64"}]}""", """
        {"name":"example_arrivals","entity":"example_aircraft","event_time":"landed_at","ttl":"PT12H",
         "columns":[{"name":"arrival_delay_minutes","type":"float64"}]}""", """
        {"name":"example_questions","entity":"example_question","event_time":"asked_at","columns":[
         {"name":"airport","type":"string"},{"name":"aircraft","type":"string"},{"name":"label","type":"int64"}]}""")) {
      definitions.add(JSON.readValue(view, FeatureViewDefinition.class));
    }
    definitions.add(JSON.readValue("""
        {"name":"example","features":["example_weather:visibility_miles","example_arrivals:arrival_delay_minutes"]}""", FeatureServiceDefinition.class));
    server().features().apply(definitions, "test");
  }

  private void ingest(String view, String select) throws SQLException {
    Path file = folder.resolve(view + ".parquet");
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("COPY (%s) TO '%s' (FORMAT parquet)"
          .formatted(select.formatted(DAY, ROOT.resolve("server/demo/flights")), file));
    }
    server()
        .ingestion()
        .ingest(new FileBatch(view, "recorded", FileBatch.Format.PARQUET, file), "test");
  }
}
