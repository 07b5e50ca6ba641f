package io.signalbox.features;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Puts a stored view together, of its definition and of what that referred to when it was applied. */
final class ViewAssembly {

  private ViewAssembly() {}

  static View.Batch batch(FeatureViewDefinition definition, Catalog.Entry entry) {
    boolean always = definition.eventTime().equals(FeatureViewDefinition.ALWAYS);
    var rows = new RowSchema(
        definition.name(),
        entry.resolution().history().orElseThrow(),
        fields(entry.resolution().keys()),
        always ? Optional.empty() : Optional.of(definition.eventTime()),
        definition.knownAt(),
        definition.replaces(),
        definition.columns().stream().map(ColumnDefinition::field).toList(),
        definition.partition().orElse(FeatureViewDefinition.Partition.MONTH));
    OptionalLong ttl = definition.ttl().stream().mapToLong(Micros::of).findFirst();
    return new View.Batch(definition, entry.version(), rows, ttl);
  }

  /** @param known all feature views, of each name versions rise */
  static View.Window window(
      AggregateViewDefinition definition, Catalog.Entry entry, Collection<View> known) {
    int history = entry.resolution().history().orElseThrow();
    RowSchema rows = known.stream()
        .filter(it -> it.name().equals(definition.over()) && it.rows().history() == history)
        .reduce((earlier, later) -> later)
        .orElseThrow()
        .rows();
    List<Field> features = definition.aggregates().stream()
        .map(it -> new Field(it.name(), type(it, rows), true))
        .toList();
    return new View.Window(
        definition, entry.version(), rows, fields(entry.resolution().keys()), features);
  }

  private static ValueType type(AggregateViewDefinition.Aggregate aggregate, RowSchema rows) {
    return switch (aggregate.function()) {
      case COUNT, DISTINCT_COUNT -> ValueType.INT64;
      case MEAN -> ValueType.FLOAT64;
      case SUM ->
        column(aggregate, rows).holding() == ValueType.Holding.LONG
            ? ValueType.INT64
            : ValueType.FLOAT64;
      case MIN, MAX, LAST -> column(aggregate, rows);
    };
  }

  private static ValueType column(AggregateViewDefinition.Aggregate aggregate, RowSchema rows) {
    return rows.find(aggregate.column().orElseThrow()).orElseThrow().type();
  }

  private static List<Field> fields(List<EntityDefinition.JoinKey> keys) {
    return keys.stream().map(key -> new Field(key.name(), key.type(), false)).toList();
  }
}
