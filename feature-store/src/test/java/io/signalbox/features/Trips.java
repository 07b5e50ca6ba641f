package io.signalbox.features;

import io.signalbox.features.EntityDefinition.JoinKey;
import io.signalbox.features.RequestViewDefinition.Computed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Winds at sites, flights between them, and what request views compute of both. */
final class Trips {
  static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  private Trips() {}

  record Asked(String site, Long miles, long at) {}

  record Wind(String site, Double speed, long at) {}

  static Table inputs(Asked asked) {
    var missing = new java.util.BitSet();
    missing.set(0, asked.miles() == null);
    long miles = asked.miles() == null ? 0 : asked.miles();
    return new Table(
        1,
        List.of(
            new Column.Texts("site", java.util.Collections.singletonList(asked.site())),
            new Column.Longs("miles", ValueType.INT64, new long[] {miles}, missing)));
  }

  static Instant at(long seconds) {
    return START.plusSeconds(seconds);
  }

  static Map<String, Object> row(Wind wind) {
    var row = new LinkedHashMap<String, Object>();
    row.put("site", wind.site());
    row.put("read_at", at(wind.at()));
    row.put("speed", wind.speed());
    return row;
  }

  static List<Map<String, Object>> rows(List<Asked> asked) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      var row = new LinkedHashMap<String, Object>();
      row.put("flight", (long) i);
      row.put("asked_at", at(asked.get(i).at()));
      row.put("site", asked.get(i).site());
      row.put("miles", asked.get(i).miles());
      row.put("number", (long) i);
      rows.add(row);
    }
    return rows;
  }

  static RequestViewDefinition requested(String name, List<String> reads, String expression) {
    return new RequestViewDefinition(
        name,
        Optional.empty(),
        List.of(column("miles", ValueType.INT64)),
        reads.stream().map(FeatureReference::parse).toList(),
        List.of(new Computed("value", ValueType.FLOAT64, expression)));
  }

  static ColumnDefinition column(String name, ValueType type) {
    return new ColumnDefinition(name, type, Optional.of(true));
  }

  static FeatureViewDefinition view(
      String name, String entity, String time, ColumnDefinition... columns) {
    return new FeatureViewDefinition(
        name,
        Optional.empty(),
        entity,
        time,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(columns),
        List.of());
  }

  static List<Definition> definitions() {
    return List.of(
        new EntityDefinition(
            "site", Optional.empty(), List.of(new JoinKey("site", ValueType.STRING))),
        new EntityDefinition(
            "flight", Optional.empty(), List.of(new JoinKey("flight", ValueType.INT64))),
        view("winds", "site", "read_at", column("speed", ValueType.FLOAT64)),
        view(
            "flights",
            "flight",
            "asked_at",
            column("site", ValueType.STRING),
            column("miles", ValueType.INT64),
            column("number", ValueType.INT64)),
        new RequestViewDefinition(
            "trip",
            Optional.empty(),
            List.of(column("miles", ValueType.INT64)),
            List.of(FeatureReference.parse("winds:speed as wind")),
            List.of(new Computed("minutes", ValueType.FLOAT64, "double(miles) / wind * 60.0"))),
        new RequestViewDefinition(
            "judgement",
            Optional.empty(),
            List.of(column("site", ValueType.STRING)),
            List.of(FeatureReference.parse("trip:minutes as trip_minutes")),
            List.of(
                new Computed(
                    "slow", ValueType.BOOL, "trip_minutes == null || trip_minutes > 6000.0"),
                new Computed("label_of_site", ValueType.STRING, "site + '!'"))),
        new FeatureServiceDefinition(
            "trips",
            List.of(column("miles", ValueType.INT64), column("site", ValueType.STRING)),
            List.of(
                FeatureReference.parse("judgement:slow"),
                FeatureReference.parse("winds:speed as wind"),
                FeatureReference.parse("judgement:label_of_site"),
                FeatureReference.parse("trip:minutes"))));
  }
}
