package io.signalbox.features;

import io.signalbox.features.EntityDefinition.JoinKey;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** A small weather view with every rule of a contract, and one whose times come without a zone. */
final class WeatherDefinitions {

  private WeatherDefinitions() {}

  static List<Definition> all() {
    return List.of(
        new EntityDefinition(
            "airport", Optional.empty(), List.of(new JoinKey("origin", ValueType.STRING))),
        view("weather", Optional.empty(), Optional.of(3.0)),
        view("local_weather", Optional.of(ZoneId.of("America/New_York")), Optional.of(3.0)),
        service("weather_now", "weather:wind_mph", "weather:flights as flights_now"));
  }

  static FeatureServiceDefinition service(String name, String... features) {
    return new FeatureServiceDefinition(
        name,
        List.of(new ColumnDefinition("asked_by", ValueType.STRING, Optional.of(true))),
        List.of(features).stream().map(FeatureReference::parse).toList());
  }

  static FeatureViewDefinition view(String name, Optional<ZoneId> zone, Optional<Double> ttlHours) {
    return new FeatureViewDefinition(
        name,
        Optional.empty(),
        "airport",
        "observed_at",
        Optional.of("reported_at"),
        Optional.empty(),
        ttlHours.map(hours -> Duration.ofMinutes((long) (hours * 60))),
        zone,
        Optional.empty(),
        Optional.empty(),
        List.of(
            new ColumnDefinition("wind_mph", ValueType.FLOAT64, Optional.of(true)),
            new ColumnDefinition("flights", ValueType.INT64, Optional.empty()),
            new ColumnDefinition("sky", ValueType.STRING, Optional.of(true)),
            new ColumnDefinition("station", ValueType.STRING, Optional.of(true))),
        List.of(
            ContractRule.of(
                "wind_mph", Optional.of(0.0), Optional.of(200.0), List.of(), Optional.empty()),
            ContractRule.of(
                "sky",
                Optional.empty(),
                Optional.empty(),
                List.of("clear", "cloudy"),
                Optional.empty()),
            ContractRule.of(
                "station",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.of("K[A-Z]{3}"))));
  }
}
