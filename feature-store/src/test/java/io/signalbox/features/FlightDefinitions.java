package io.signalbox.features;

import io.signalbox.features.AggregateViewDefinition.Aggregate;
import io.signalbox.features.AggregateViewDefinition.Function;
import io.signalbox.features.EntityDefinition.JoinKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The flights of 2013 as features: what the demo declares, in the test's own words. */
final class FlightDefinitions {

  static final String LIVE = "flight_live";

  private FlightDefinitions() {}

  static List<Definition> all() {
    List<Definition> all = new ArrayList<>();
    all.add(entity("airport", "origin"));
    all.add(entity("carrier", "carrier"));
    all.add(entity("aircraft", "tail_number"));
    all.add(entity("destination", "destination"));
    all.add(new EntityDefinition(
        "flight", Optional.empty(), List.of(new JoinKey("flight_id", ValueType.INT64))));
    all.add(weather());
    all.add(planes());
    all.add(departures());
    all.add(landings());
    all.add(delays("origin_delays", "airport", "departures", "departure_delay_minutes", 3));
    all.add(delays("carrier_delays", "carrier", "departures", "departure_delay_minutes", 24));
    all.add(delays("aircraft_delays", "aircraft", "landings", "arrival_delay_minutes", 12));
    all.add(delays("destination_delays", "destination", "landings", "arrival_delay_minutes", 3));
    all.add(live());
    return all;
  }

  private static EntityDefinition entity(String name, String key) {
    return new EntityDefinition(
        name, Optional.empty(), List.of(new JoinKey(key, ValueType.STRING)));
  }

  static FeatureViewDefinition weather() {
    return view(
        "weather",
        "airport",
        "observed_at",
        Optional.of(Duration.ofHours(3)),
        true,
        List.of(
            number("temperature_f"),
            number("dew_point_f"),
            number("humidity_percent"),
            number("wind_direction_degrees"),
            number("wind_speed_mph"),
            number("wind_gust_mph"),
            number("precipitation_inches"),
            number("pressure_millibars"),
            number("visibility_miles")),
        List.of(ContractRule.of(
            "wind_speed_mph", Optional.of(0.0), Optional.of(200.0), List.of(), Optional.empty())));
  }

  private static FeatureViewDefinition planes() {
    return view(
        "planes",
        "aircraft",
        FeatureViewDefinition.ALWAYS,
        Optional.empty(),
        true,
        List.of(
            integer("manufactured", true),
            text("type", true),
            text("manufacturer", true),
            text("model", true),
            integer("engines", true),
            integer("seats", true),
            text("engine", true)),
        List.of());
  }

  private static FeatureViewDefinition departures() {
    return view(
        "departures",
        "flight",
        "departed_at",
        Optional.empty(),
        false,
        List.of(
            text("origin", false),
            text("carrier", false),
            text("tail_number", true),
            integer("departure_delay_minutes", true)),
        List.of());
  }

  private static FeatureViewDefinition landings() {
    return view(
        "landings",
        "flight",
        "landed_at",
        Optional.empty(),
        false,
        List.of(
            new ColumnDefinition("asked_at", ValueType.TIMESTAMP, Optional.empty()),
            text("origin", false),
            text("carrier", false),
            text("tail_number", true),
            text("destination", false),
            integer("distance_miles", false),
            number("arrival_delay_minutes"),
            new ColumnDefinition("late", ValueType.BOOL, Optional.empty())),
        List.of());
  }

  private static AggregateViewDefinition delays(
      String name, String entity, String over, String column, int hours) {
    return new AggregateViewDefinition(
        name,
        Optional.empty(),
        entity,
        over,
        Duration.ofHours(hours),
        Optional.empty(),
        List.of(
            new Aggregate(name + "_mean", Function.MEAN, Optional.of(column)),
            new Aggregate(name + "_sum", Function.SUM, Optional.of(column)),
            new Aggregate(name + "_max", Function.MAX, Optional.of(column)),
            new Aggregate(name + "_last", Function.LAST, Optional.of(column)),
            new Aggregate(name + "_count", Function.COUNT, Optional.empty())));
  }

  private static FeatureServiceDefinition live() {
    List<FeatureReference> features = new ArrayList<>();
    weather().columns().forEach(it -> features.add(FeatureReference.parse("weather:" + it.name())));
    features.add(FeatureReference.parse("planes:manufactured"));
    features.add(FeatureReference.parse("planes:model as aircraft_model"));
    for (String view :
        List.of("origin_delays", "carrier_delays", "aircraft_delays", "destination_delays")) {
      for (String aggregate : List.of("mean", "sum", "max", "last", "count")) {
        features.add(FeatureReference.parse(view + ":" + view + "_" + aggregate));
      }
    }
    return new FeatureServiceDefinition(
        LIVE, List.of(integer("distance_miles", false), text("carrier", false)), features);
  }

  private static FeatureViewDefinition view(
      String name,
      String entity,
      String eventTime,
      Optional<Duration> ttl,
      boolean online,
      List<ColumnDefinition> columns,
      List<ContractRule> contract) {
    return new FeatureViewDefinition(
        name,
        Optional.empty(),
        entity,
        eventTime,
        Optional.empty(),
        Optional.empty(),
        ttl,
        Optional.empty(),
        Optional.empty(),
        Optional.of(online),
        columns,
        contract);
  }

  private static ColumnDefinition number(String name) {
    return new ColumnDefinition(name, ValueType.FLOAT64, Optional.of(true));
  }

  private static ColumnDefinition integer(String name, boolean nullable) {
    return new ColumnDefinition(name, ValueType.INT64, Optional.of(nullable));
  }

  private static ColumnDefinition text(String name, boolean nullable) {
    return new ColumnDefinition(name, ValueType.STRING, Optional.of(nullable));
  }
}
