package io.signalbox.trainer;

import static io.signalbox.trainer.FakeFeatures.column;
import static io.signalbox.trainer.FakeFeatures.entity;
import static io.signalbox.trainer.FakeFeatures.view;

import io.signalbox.features.Definition;
import io.signalbox.features.FeatureReference;
import io.signalbox.features.FeatureServiceDefinition;
import io.signalbox.features.RowBatch;
import io.signalbox.features.ValueType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A question every hour; the wind of the hour decides, and is now and then not measured. */
final class WindyQuarter {
  private static final Instant JANUARY = Instant.parse("2013-01-01T00:00:00Z");

  private WindyQuarter() {}

  static List<Definition> definitions() {
    var hour = column("hour", ValueType.INT64);
    var origin = column("origin", ValueType.STRING);
    return List.of(
        entity("airport", "origin"),
        entity("flight", "flight"),
        view("weather", "airport", "observed_at", List.of(column("wind", ValueType.FLOAT64))),
        view(
            "landings",
            "flight",
            "landed_at",
            List.of(
                column("asked_at", ValueType.TIMESTAMP),
                hour,
                origin,
                column("late", ValueType.BOOL))),
        new FeatureServiceDefinition("flight_schedule", List.of(hour, origin), List.of()),
        new FeatureServiceDefinition(
            "flight_live", List.of(hour, origin), List.of(FeatureReference.parse("weather:wind"))));
  }

  static List<RowBatch> batches() {
    var random = new Random(13);
    var weather = new ArrayList<Map<String, Object>>();
    var landings = new ArrayList<Map<String, Object>>();
    for (int i = 0; i < 90 * 24; i++) {
      Instant asked = JANUARY.plus(Duration.ofHours(i));
      double wind = random.nextDouble() * 40;
      var observation = new HashMap<String, Object>();
      observation.put("origin", "JFK");
      observation.put("observed_at", asked);
      observation.put("wind", random.nextInt(10) == 0 ? null : wind);
      weather.add(observation);
      landings.add(Map.of(
          "flight",
          "F" + i,
          "landed_at",
          asked.plus(Duration.ofHours(3)),
          "asked_at",
          asked,
          "hour",
          (long) i % 24,
          "origin",
          "JFK",
          "late",
          random.nextDouble() * 40 < wind));
    }
    return List.of(
        new RowBatch("weather", "test", weather), new RowBatch("landings", "test", landings));
  }
}
