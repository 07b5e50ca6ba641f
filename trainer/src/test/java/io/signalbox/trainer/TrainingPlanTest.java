package io.signalbox.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.registry.ModelName;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingPlanTest {
  private static final String LEAST = """
      {"name": "live", "model": "flight_delay", "feature_service": "flight_live",
       "spine": {"view": "landings", "time": "asked_at", "label": "late"},
       "algorithm": {"name": "logistic_regression", "l2": 1.0}}
      """;
  private static final String ALL = """
      {"name": "live", "description": "Weather and delays", "model": "flight_delay",
       "feature_service": "flight_live",
       "spine": {"view": "landings", "time": "asked_at", "label": "late",
                 "from": "2013-01-01T00:00:00Z", "label_delay": "PT24H"},
       "algorithm": {"name": "logistic_regression", "l2": 0.5, "max_iterations": 50,
                     "categories": ["hour", "weekday"], "permuted_labels_seed": 7},
       "holdout": "PT336H", "least_rows": 1000,
       "coverage": [{"view": "weather", "least_dates": 0.8}],
       "schedule": {"cron": "0 0 6 ? * MON", "zone": "America/New_York"},
       "on_drift": {"cooldown": "PT1440H"}, "retries": 1, "time_limit": "PT5M"}
      """;

  @Test
  void what_is_left_out_has_a_default() {
    TrainingPlan plan = StoredJson.read(LEAST, TrainingPlan.class);

    assertThat(plan.holdout()).isEmpty();
    assertThat(plan.rowsNeeded()).isEqualTo(100);
    assertThat(plan.attemptsAllowed()).isEqualTo(3);
    assertThat(plan.attemptLimit()).isEqualTo(Duration.ofMinutes(30));
    assertThat(plan.spine().firstMoment(Instant.MAX)).isEqualTo(Instant.EPOCH);
    assertThat(plan.onDrift()).isEmpty();
  }

  @Test
  void everything_can_be_said() {
    TrainingPlan plan = StoredJson.read(ALL, TrainingPlan.class);

    assertThat(plan)
        .isEqualTo(new TrainingPlan(
            "live",
            Optional.of("Weather and delays"),
            new ModelName("flight_delay"),
            "flight_live",
            new TrainingPlan.Rows(
                "landings",
                "asked_at",
                "late",
                Optional.of(Instant.parse("2013-01-01T00:00:00Z")),
                Optional.empty(),
                Optional.of(Duration.ofDays(1))),
            new Algorithm.LogisticRegression(
                .5, Optional.of(50), Optional.of(List.of("hour", "weekday")), Optional.of(7L)),
            Optional.of(Duration.ofDays(14)),
            Optional.of(1000),
            List.of(new TrainingPlan.Coverage("weather", .8)),
            Optional.of(new TrainingPlan.Schedule("0 0 6 ? * MON", ZoneId.of("America/New_York"))),
            Optional.of(new TrainingPlan.OnDrift(Duration.ofDays(60))),
            Optional.of(1),
            Optional.of(Duration.ofMinutes(5))));
    assertThat(StoredJson.read(StoredJson.write(plan), TrainingPlan.class)).isEqualTo(plan);
  }

  @Test
  void young_rows_whose_labels_are_not_all_known_are_left_out() {
    TrainingPlan plan = StoredJson.read(ALL, TrainingPlan.class);

    assertThat(plan.spine().endBefore(Instant.parse("2013-04-15T00:00:00Z")))
        .isEqualTo("2013-04-14T00:00:00Z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"least_dates\": 0.8 | \"least_dates\": 0 | coverage.least_dates: 0.0 (expected: > 0 and <= 1)",
        "\"least_dates\": 0.8 | \"least_dates\": 80 | coverage.least_dates: 80.0 (expected: > 0 and <= 1)",
        "\"l2\": 0.5             | \"l2\": 0             | algorithm.l2: 0.0 (expected: from 1.0E-9 to 1.0E9)",
        "\"l2\": 0.5           | \"l2\": 1e-320        | algorithm.l2: 1.0E-320 (expected: from 1.0E-9 to 1.0E9)",
        "\"zone\": \"America/New_York\" | \"zone\": null | schedule.zone: missing (expected: a time zone, e.g. UTC or America/New_York)",
        "\"model\": \"flight_delay\" | \"model\": null | model: missing (expected: the name of a model that was applied)",
        "\"cooldown\": \"PT1440H\" | \"cooldown\": null | on_drift.cooldown: missing (expected: a duration, e.g. 60d)",
        "[\"hour\", \"weekday\"] | [\"hour\", null] | algorithm.categories: '' (expected: a name of at most 250 characters)",
        "[\"hour\", \"weekday\"] | [\"hour\", \"hour\"] | algorithm.categories: [hour, hour] (expected: each once)",
        "2013-01-01T00:00:00Z | -1000000000-01-01T00:00:00Z | spine.from: -1000000000-01-01T00:00:00Z (expected: from 1900-01-01T00:00:00Z to 9999-12-31T23:59:59Z)",
        "\"PT336H\"           | \"PT9999999999999H\" | holdout: PT9999999999999H (expected: >= 0 and <= PT87672H)",
        "\"name\": \"live\"      | \"name\": \"a b\"     | name: a b (expected: a letter, then letters, digits, '_', '-' or '.', at most 100)",
        "\"PT336H\"              | \"PT-1H\"             | holdout: PT-1H (expected: >= 0 and <= PT87672H)",
        "\"least_rows\": 1000    | \"least_rows\": 99    | least_rows: 99 (expected: >= 100)",
        "\"retries\": 1          | \"retries\": 11       | retries: 11 (expected: 0 to 10)",
        "\"PT5M\"                | \"PT25H\"             | time_limit: PT25H (expected: > 0 and <= PT24H)",
        "\"label_delay\": \"PT24H\" | \"lookback\": \"PT24H\" | spine: from and lookback (expected: at most one)",
        "\"flight_live\"         | \" \"                 | feature_service: ' ' (expected: a name of at most 250 characters)",
      })
  void values_outside_are_refused(String good, String bad, String message) {
    String json = ALL.replace(good, bad);

    assertThatThrownBy(() -> StoredJson.read(json, TrainingPlan.class))
        .hasRootCauseMessage(message);
  }
}
