package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.features.FeatureServer.StandingClock;
import io.signalbox.migrations.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is there after a server was stopped, and what memory lets go of meanwhile. */
class RestartIT {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir
  Path home;

  @Test
  void values_definitions_and_training_sets_come_back() throws Exception {
    try (TestDatabase database = TestDatabase.fresh()) {
      Table before;
      TrainingSet set;
      byte[] bytes;
      try (FeatureServer server = FeatureServer.start(database, home, new StandingClock(NOON))) {
        server.features().apply(definitions(), "test");
        server.features().apply(WeatherDefinitions.all(), "test");
        ingest(server, 0, 200);
        server.ingestion().compact();
        ingest(server, 200, 300);
        before = ask(server, NOON);
        set = build(server);
        bytes = Files.readAllBytes(file(set));
      }
      Path orphan = home.resolve("features/views/weather/1/2026-03/crashed.parquet.draft");
      Files.writeString(orphan, "half a file");
      Files.setLastModifiedTime(orphan, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
      Path written = orphan.resolveSibling("written_just_now.parquet.draft");
      Files.writeString(written, "another server's");
      Files.delete(file(set));
      try (FeatureServer server = FeatureServer.start(database, home, new StandingClock(NOON))) {
        assertThat(shown(ask(server, NOON))).isEqualTo(shown(before));
        assertThat(orphan).doesNotExist();
        assertThat(home.resolve("features/unlisted/views/weather/1/2026-03/crashed.parquet.draft"))
            .hasContent("half a file");
        assertThat(written).exists();
        assertThat(server.features().apply(WeatherDefinitions.all(), "test"))
            .noneMatch(Applied::changed);
      }
      try (var connection = database.dataSource().getConnection();
          var statement = connection.createStatement()) {
        statement.execute("DELETE FROM features.training_sets");
      }
      try (FeatureServer server = FeatureServer.start(database, home, new StandingClock(NOON))) {
        TrainingSet again = build(server);

        assertThat(again.id()).isEqualTo(set.id());
        assertThat(Files.readAllBytes(file(again))).isEqualTo(bytes);
      }
    }
  }

  @Test
  void memory_keeps_what_a_day_may_ask_and_refuses_older_moments() {
    var clock = new StandingClock(NOON);
    try (TestDatabase database = TestDatabase.fresh();
        FeatureServer server = FeatureServer.start(database, home, clock)) {
      server.features().apply(WeatherDefinitions.all(), "test");
      ingest(server, 0, 100);
      clock.set(NOON.plus(Duration.ofDays(3)));
      ingest(server, 100, 200);

      assertThat(ask(server, clock.instant()).rows()).isEqualTo(1);
      assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> ask(server, NOON)))
          .isInstanceOf(FeaturesException.Invalid.class)
          .hasMessageContaining("earliest moment still in memory");
    }
  }

  @Test
  void a_change_of_ttl_keeps_the_rows_and_a_change_of_columns_does_not() {
    try (TestDatabase database = TestDatabase.fresh();
        FeatureServer server = FeatureServer.start(database, home, new StandingClock(NOON))) {
      server.features().apply(WeatherDefinitions.all(), "test");
      ingest(server, 0, 10);
      var longer = WeatherDefinitions.view("weather", Optional.empty(), Optional.of(9.0));

      List<Applied> applied = server
          .features()
          .apply(
              List.of(longer, WeatherDefinitions.service("weather_now", "weather:flights")),
              "test");

      assertThat(applied)
          .containsExactly(
              new Applied("FeatureView", "weather", 2, true),
              new Applied("FeatureService", "weather_now", 2, true));
      assertThat(ask(server, NOON.plus(Duration.ofHours(2))).column("flights").isMissing(0))
          .isFalse();
      assertThat(server.features().service("weather_now", 1)).isPresent();
    }
  }

  @Test
  void nothing_of_a_refused_list_of_definitions_is_applied() {
    try (TestDatabase database = TestDatabase.fresh();
        FeatureServer server = FeatureServer.start(database, home, new StandingClock(NOON))) {
      List<Definition> bad = new ArrayList<>(WeatherDefinitions.all());
      bad.add(WeatherDefinitions.service("broken", "weather:nothing"));

      assertThat(org.assertj.core.api.Assertions.catchThrowable(
              () -> server.features().apply(bad, "test")))
          .isInstanceOf(FeaturesException.Invalid.class)
          .hasMessageContaining("weather:nothing");

      assertThat(server.features().definitions("Entity")).isEmpty();
    }
  }

  @Test
  void a_transaction_sees_what_it_applied_and_leaves_nothing_when_it_is_rolled_back() {
    try (TestDatabase database = TestDatabase.fresh();
        FeatureServer server = FeatureServer.start(database, home, new StandingClock(NOON))) {
      server.transaction().executeWithoutResult(status -> {
        server.features().apply(WeatherDefinitions.all(), "test");
        assertThat(server.features().service("weather_now")).isPresent();
        status.setRollbackOnly();
      });

      assertThat(server.features().service("weather_now")).isEmpty();
    }
  }

  private static Table ask(FeatureServer server, Instant at) {
    FeatureService service = server.features().service("weather_now").orElseThrow();
    return server
        .features()
        .online(
            service,
            at,
            new Table(
                1,
                List.of(
                    new Column.Texts("origin", List.of("EWR")),
                    new Column.Texts("asked_by", List.of("me")))));
  }

  private static List<String> shown(Table table) {
    return table.columns().stream()
        .map(column -> switch (column) {
          case Column.Longs longs -> column.name() + longs.at(0) + longs.isMissing(0);
          case Column.Doubles doubles -> column.name() + doubles.at(0);
          case Column.Texts texts -> column.name() + texts.at(0);
        })
        .toList();
  }

  private TrainingSet build(FeatureServer server) {
    server
        .ingestion()
        .ingest(
            List.of(new RowBatch(
                "questions",
                "test",
                List.of(Map.of(
                    "id", 1L, "asked_at", NOON, "origin", "EWR", "asked_by", "x", "late", true)))),
            "test");
    Instant end = NOON.plusSeconds(1);
    return server
        .features()
        .trainingSet(
            "weather_now",
            new Spine("questions", "asked_at", "late", NOON.minusSeconds(1), end, end));
  }

  private Path file(TrainingSet set) {
    return home.resolve("features/training-sets/" + set.id().hash() + ".parquet");
  }

  private static List<Definition> definitions() {
    return List.of(
        new EntityDefinition(
            "question",
            Optional.empty(),
            List.of(new EntityDefinition.JoinKey("id", ValueType.INT64))),
        new FeatureViewDefinition(
            "questions",
            Optional.empty(),
            "question",
            "asked_at",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(false),
            Stream.of("origin", "asked_by", "late")
                .map(it -> new ColumnDefinition(
                    it, it.equals("late") ? ValueType.BOOL : ValueType.STRING, Optional.empty()))
                .toList(),
            List.of()));
  }

  private static void ingest(FeatureServer server, int from, int until) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = from; i < until; i++) {
      var row = new LinkedHashMap<String, Object>();
      row.put("origin", "EWR");
      row.put("observed_at", NOON.minusSeconds(300L - i));
      row.put("reported_at", NOON.minusSeconds(300L - i));
      row.put("wind_mph", i / 7.0);
      row.put("flights", (long) i);
      row.put("sky", "clear");
      row.put("station", null);
      rows.add(row);
    }
    server.ingestion().ingest(List.of(new RowBatch("weather", "test", rows)), "test");
  }
}
