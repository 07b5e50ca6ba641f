package io.signalbox.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.signalbox.server.Configuration;
import io.signalbox.server.RunningServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The whole year through the public interfaces; what it says is held against figures computed apart from this code. */
@TestInstance(Lifecycle.PER_CLASS)
class DemoIT {
  private static final Path MATERIAL = Path.of("demo");
  private static final Instant LAST = Instant.parse("2013-12-31T23:00:00Z");

  private RunningServer server;
  private Api api;
  private String printed;

  @BeforeAll
  void play(@TempDir Path home) throws Exception {
    var clock = new ReplayClock(Story.START);
    server = RunningServer.start(
        new Configuration(home, 0, Optional.empty()), clock, DemoCommand.PROPERTIES);
    api = new Api(server.url().toString());
    var bytes = new ByteArrayOutputStream();
    try (RecordedYear year = new RecordedYear(MATERIAL.resolve("flights"));
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      new Demo(server.url().toString(), clock, out, false).run(MATERIAL, home, year, LAST);
    } finally {
      printed = bytes.toString(StandardCharsets.UTF_8);
      System.out.println(printed);
    }
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void every_flight_is_asked_about_and_every_landing_is_reported() throws SQLException {
    long predictions = 0;
    long outcomes = 0;
    for (JsonNode row : performance()) {
      predictions += row.path("predictions").asLong();
      outcomes += row.path("outcomes").asLong();
    }

    assertThat(predictions).isEqualTo(inTheData("TRUE")).isGreaterThan(240_000);
    assertThat(outcomes)
        .isEqualTo(inTheData("epoch_us(landed_at) <= " + LAST.getEpochSecond() * 1_000_000));
    assertThat(api.get("/api/v1/journal").path("backlog").asLong()).isZero();
  }

  /** Flights whose moment of asking is in the replay, counted in the file by its own reading of the rule. */
  private static long inTheData(String condition) throws SQLException {
    String sql = """
        SELECT count(*)
          FROM 'demo/flights/flights.parquet'
         WHERE epoch_us(scheduled_departure) // 3600000000 BETWEEN %d AND %d AND %s
        """.formatted(
            Story.START.getEpochSecond() / 3600 + 1, LAST.getEpochSecond() / 3600 + 1, condition);
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /**
   * The bands are around the figures of the data's README (version 1 from the schedule; 2 and 3 at the full hour): a lower loss
   * means that something not yet known has leaked into the features.
   */
  @Test
  void the_losses_are_those_that_the_data_allow_and_no_lower() {
    Map<String, Double> expected = Map.of(
        "2013-04/1", 0.582,
        "2013-06/2", 0.584,
        "2013-07/2", 0.613,
        "2013-09/3", 0.367,
        "2013-12/3", 0.579);

    var seen = new ArrayList<String>();
    for (JsonNode row : performance()) {
      String key = row.path("from").asString().substring(0, 7) + "/"
          + row.path("version").asInt();
      Double loss = expected.get(key);
      if (loss != null) {
        seen.add(key);
        assertThat(row.path("log_loss").asDouble()).as(key).isCloseTo(loss, within(0.03));
      }
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(expected.keySet());
  }

  @Test
  void versions_1_2_and_3_enter_production_in_that_order() {
    List<Integer> promoted = new ArrayList<>();
    List<String> dates = new ArrayList<>();
    for (JsonNode change : api.get("/api/v1/models/flight_delay/history")) {
      if (change.path("action").asString().equals("stage")
          && change.path("detail").path("to").asString().equals("production")) {
        promoted.addFirst(change.path("version").asInt());
        dates.addFirst(change.path("at").asString().substring(0, 10));
      }
    }

    assertThat(promoted).as("and 3 again after the drill").containsExactly(1, 2, 3, 3);
    assertThat(dates.getLast()).isEqualTo("2013-12-31");
    assertThat(dates.getFirst()).isEqualTo("2013-04-01");
    assertThat(dates.get(1)).isBetween("2013-05-27", "2013-05-31");
    assertThat(dates.get(2)).isBetween("2013-08-12", "2013-08-16");
  }

  @Test
  void each_promotion_rests_on_a_decision_with_the_versions_side_by_side() {
    for (int version : List.of(2, 3)) {
      String path = "/api/v1/models/flight_delay/versions/" + version;
      JsonNode decision = api.get(path + "/decisions").path("decisions").path(0);
      JsonNode recorded = api.get(path + "/decisions/" + decision.path("id").asLong());

      assertThat(decision.path("verdict").asString()).isEqualTo("enter");
      assertThat(recorded.at("/comparison/passes").asBoolean()).isTrue();
      assertThat(recorded.at("/evidence/verdict").asString()).isIn("promote", "step");
      assertThat(recorded.path("markdown").asString())
          .contains("version " + version + " (candidate)", "holdout.log\\_loss");
    }
    JsonNode placebo = api.get("/api/v1/models/flight_delay/versions/4/decisions")
        .path("decisions")
        .path(0);
    assertThat(placebo.path("verdict").asString()).isEqualTo("reject");
  }

  @Test
  void the_lineage_of_the_version_in_production_leads_to_its_training_set_and_its_predictions() {
    JsonNode lineage = api.get("/api/v1/models/flight_delay/versions/3/lineage");

    assertThat(lineage.path("feature_service").asString()).startsWith("flight_live@");
    String set = lineage.path("training_set").asString();
    assertThat(api.get("/api/v1/training-sets/" + set).isObject()).isTrue();
    assertThat(api.get("/api/v1/lineage?training_set=" + set)
            .at("/versions/0/version")
            .asInt())
        .isEqualTo(3);
    JsonNode served = lineage.path("deployments").path(0);
    assertThat(served.path("endpoint").asString()).isEqualTo("flight_delay");
    assertThat(served.path("until").isNull()).isTrue();
    assertThat(served.path("first_prediction").asString().substring(0, 10))
        .isBetween("2013-07-01", "2013-08-16");
  }

  @Test
  void the_performance_alarm_of_july_retrains() {
    List<String> alarms = new ArrayList<>();
    for (JsonNode report : api.get("/api/v1/reports?check=weekly_performance")) {
      if (report.path("status").asString().equals("alarm")) {
        alarms.addFirst(report.path("at").asString().substring(0, 10));
      }
    }
    assertThat(alarms.getFirst()).isEqualTo("2013-07-01");

    JsonNode runs = api.get("/api/v1/training-runs?plan=flight_delay_live");
    assertThat(runs).anySatisfy(run -> {
      assertThat(run.path("trigger").asString()).isEqualTo("drift");
      assertThat(run.path("moment").asString()).startsWith("2013-07-01");
      assertThat(run.path("result").path("trained_until").asString()).startsWith("2013-06-17");
      assertThat(run.path("result").path("version").asInt()).isEqualTo(3);
    });
  }

  @Test
  void the_placebo_is_refused_exposed_within_a_week_and_rolled_back_bit_for_bit() {
    JsonNode gates =
        api.get("/api/v1/models/flight_delay/gates/evaluation?version=4&stage=production");
    assertThat(gates.path("passes").asBoolean()).isFalse();

    JsonNode tables = api.get("/api/v1/endpoints/flight_delay/tables").path("tables");
    JsonNode restored = null;
    for (JsonNode table : tables) {
      restored = restored == null && table.path("restores").isNumber() ? table : restored;
    }
    assertThat(restored).isNotNull();
    assertThat(restored.path("at").asString().substring(0, 10))
        .isBetween("2013-10-02", "2013-10-08");
    assertThat(api.get("/api/v1/comparisons/" + restored.path("evidence").asString())
            .path("verdict")
            .asString())
        .isEqualTo("harm");
    int restores = restored.path("restores").asInt();
    List<JsonNode> before = new ArrayList<>();
    tables.forEach(table -> {
      if (table.path("version").asInt() == restores) {
        before.add(table);
      }
    });
    assertThat(before).hasSize(1);
    assertThat(restored.path("ranges")).isEqualTo(before.getFirst().path("ranges"));
    assertThat(restored.path("shadows")).isEqualTo(before.getFirst().path("shadows"));
  }

  /** Of the 285 that a machine under load once lost, none: else each run would tell other figures. */
  @Test
  void no_comparison_misses_a_score() {
    var seen = new ArrayList<String>();
    for (JsonNode table : api.get("/api/v1/endpoints/flight_delay/tables").path("tables")) {
      if (table.path("evidence").isString()) {
        JsonNode comparison =
            api.get("/api/v1/comparisons/" + table.path("evidence").asString());
        seen.add(comparison.path("verdict").asString());
        assertThat(comparison.path("left_out").path("unpaired").asLong())
            .as(comparison.toString())
            .isZero();
        assertThat(comparison.path("paired").path("predictions").asLong()).isPositive();
      }
    }
    assertThat(seen).contains("harm").hasSizeGreaterThanOrEqualTo(9);
    assertThat(printed).doesNotContain("unpaired");
  }

  /** The as-of join of a training set and the answers of the year agree in every bit, and in what is missing. */
  @Test
  void every_feature_of_every_prediction_is_what_a_training_set_would_say() throws SQLException {
    JsonNode audit = api.get(
        "/api/v1/endpoints/flight_delay/consistency?from=2013-04-01T00:00:00Z&until=2014-01-01T00:00:00Z");

    assertThat(audit.path("predictions").asLong()).isEqualTo(inTheData("TRUE"));
    assertThat(audit.path("unaudited")).isEmpty();
    assertThat(audit.path("examples")).as(audit.path("examples").toString()).isEmpty();
    assertThat(audit.path("services")).hasSize(1);
    JsonNode features = audit.path("services").path(0).path("features");
    assertThat(features).hasSize(7).allSatisfy(feature -> {
      assertThat(feature.path("matches").asLong())
          .isEqualTo(audit.path("predictions").asLong());
      assertThat(feature.path("smape").asDouble(-1)).isZero();
    });
    assertThat(printed)
        .contains("%,d predictions, %,d values, 0 mismatches, 0 missing, 0 extra"
            .formatted(inTheData("TRUE"), 7 * inTheData("TRUE")));
  }

  @Test
  void applying_and_ingesting_again_changes_nothing() {
    assertThat(printed).contains("applied again: 0 changed", "sent again: nothing done");
  }

  @Test
  void the_wind_of_1048_miles_an_hour_is_quarantined_with_its_reason() {
    assertThat(printed).contains("weather: wind_speed_mph 1048.36058 breaks the rule max");
    assertThat(api.get("/api/v1/features/views/weather/quarantine")).hasSize(1);
  }

  @Test
  void every_change_has_an_author_and_a_reason() {
    JsonNode changes = api.get("/api/v1/changes?limit=1000");

    assertThat(changes).isNotEmpty().allSatisfy(change -> {
      assertThat(change.path("author").asString()).isIn("local", "signalbox");
      assertThat(change.path("reason").asString()).as(change.toString()).isNotBlank();
    });
  }

  private JsonNode performance() {
    return api.get("/api/v1/endpoints/flight_delay/performance?by=month");
  }
}
