package io.signalbox.features;

import io.signalbox.features.AggregateViewDefinition.Aggregate;
import io.signalbox.features.AggregateViewDefinition.Function;
import io.signalbox.features.EntityDefinition.JoinKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Readings, questions, a view without a row, windows with and without a hop, and a service that asks for all of them. */
final class OracleDefinitions {

  private OracleDefinitions() {}

  static List<Definition> all() {
    var site = new JoinKey("site", ValueType.STRING);
    var unit = new JoinKey("unit", ValueType.INT64);
    return List.of(
        new EntityDefinition("unit", Optional.empty(), List.of(site, unit)),
        new EntityDefinition("site", Optional.empty(), List.of(site)),
        new EntityDefinition(
            "question", Optional.empty(), List.of(new JoinKey("id", ValueType.INT64))),
        view(
            "readings",
            "unit",
            "read_at",
            Optional.of("known_at"),
            Oracle.COLUMNS.entrySet().stream()
                .map(it -> column(it.getKey(), it.getValue()))
                .toList()),
        view(
            "questions",
            "question",
            "asked_at",
            Optional.empty(),
            List.of(
                column("site", ValueType.STRING),
                column("unit", ValueType.INT64),
                column("answer", ValueType.INT64))),
        view(
            "nothing",
            "site",
            "seen_at",
            Optional.empty(),
            List.of(column("never", ValueType.INT64))),
        new AggregateViewDefinition(
            "silence",
            Optional.empty(),
            "site",
            "nothing",
            Oracle.WINDOW,
            Optional.empty(),
            List.of(
                new Aggregate("nothings", Function.COUNT, Optional.empty()),
                new Aggregate("least_nothing", Function.MIN, Optional.of("never")))),
        window("unit_window", "unit", Optional.empty()),
        window("site_window", "site", Optional.empty()),
        window("hop_window", "site", Optional.of(Oracle.HOP)),
        new FeatureServiceDefinition(
            "all",
            List.of(),
            Stream.of(
                    Oracle.COLUMNS.keySet().stream().map(it -> "readings:" + it),
                    Stream.of("nothing:never", "silence:nothings", "silence:least_nothing"),
                    Stream.of("unit", "site", "hop")
                        .flatMap(it -> aggregates().stream()
                            .map(aggregate -> it + "_window:" + aggregate.name() + " as " + it + "_"
                                + aggregate.name())))
                .flatMap(it -> it)
                .map(FeatureReference::parse)
                .toList()));
  }

  private static FeatureViewDefinition view(
      String name,
      String entity,
      String eventTime,
      Optional<String> knownAt,
      List<ColumnDefinition> columns) {
    return new FeatureViewDefinition(
        name,
        Optional.empty(),
        entity,
        eventTime,
        knownAt,
        Optional.of(FeatureViewDefinition.Repeats.REPLACE),
        Optional.of(Oracle.TTL),
        Optional.of(Oracle.ZONE),
        Optional.of(FeatureViewDefinition.Partition.DAY),
        Optional.empty(),
        columns,
        List.of());
  }

  private static AggregateViewDefinition window(
      String name, String entity, Optional<Duration> hop) {
    return new AggregateViewDefinition(
        name, Optional.empty(), entity, "readings", Oracle.WINDOW, hop, aggregates());
  }

  private static List<Aggregate> aggregates() {
    List<Aggregate> aggregates = new ArrayList<>();
    for (String column : Oracle.COLUMNS.keySet()) {
      aggregates.add(new Aggregate("last_" + column, Function.LAST, Optional.of(column)));
      aggregates.add(
          new Aggregate("distinct_" + column, Function.DISTINCT_COUNT, Optional.of(column)));
    }
    for (String column : List.of("level", "ratio")) {
      aggregates.add(new Aggregate("sum_" + column, Function.SUM, Optional.of(column)));
      aggregates.add(new Aggregate("mean_" + column, Function.MEAN, Optional.of(column)));
      aggregates.add(new Aggregate("min_" + column, Function.MIN, Optional.of(column)));
      aggregates.add(new Aggregate("max_" + column, Function.MAX, Optional.of(column)));
    }
    aggregates.add(new Aggregate("total", Function.SUM, Optional.of("count")));
    aggregates.add(new Aggregate("least", Function.MIN, Optional.of("small")));
    aggregates.add(new Aggregate("events", Function.COUNT, Optional.empty()));
    return aggregates;
  }

  private static ColumnDefinition column(String name, ValueType type) {
    return new ColumnDefinition(name, type, Optional.of(true));
  }
}
