package io.signalbox.features;

import static io.signalbox.features.Refusals.check;

import io.signalbox.features.AggregateViewDefinition.Aggregate;
import io.signalbox.features.AggregateViewDefinition.Function;

/** Checks an aggregate view, and finds the history that it reads. */
final class AggregateViewResolver {

  private final Catalog catalog;

  AggregateViewResolver(Catalog catalog) {
    this.catalog = catalog;
  }

  Resolution resolve(AggregateViewDefinition view) {
    String place = "view " + view.name();
    Resolver.checkOwnName(catalog, "AggregateView", view);
    EntityDefinition entity = Resolver.entity(catalog, view.entity(), place);
    RowSchema events = catalog
        .view(String.valueOf(view.over()))
        .filter(View.Batch.class::isInstance)
        .map(View::rows)
        .orElseThrow(() -> new FeaturesException.NotFound("feature view", view.over()));
    check(
        events.eventTime().isPresent(),
        "%s: over %s, which has no event time (expected: one that has)",
        place,
        view.over());
    check(view.window() != null, "%s: no window (expected: one, e.g. 3h)", place);
    Resolver.checkSpan(view.window(), place + ": window");
    view.hop().ifPresent(hop -> Resolver.checkSpan(hop, place + ": hop"));
    for (EntityDefinition.JoinKey key : entity.joinKeys()) {
      check(
          events.cells().stream()
              .anyMatch(it -> it.name().equals(key.name()) && it.type() == key.type()),
          "%s: %s has no column %s of type %s (expected: the join keys of entity %s)",
          place,
          view.over(),
          key.name(),
          key.type(),
          view.entity());
    }
    check(!view.aggregates().isEmpty(), "%s: no aggregates (expected: 1 or more)", place);
    var names = new ColumnNames(place);
    for (Aggregate aggregate : view.aggregates()) {
      names.add(aggregate.name());
      checkAggregate(aggregate, events, place);
    }
    return Resolution.ofView(entity.joinKeys(), events.history());
  }

  private static void checkAggregate(Aggregate aggregate, RowSchema events, String place) {
    String what = place + ": aggregate " + aggregate.name();
    check(aggregate.function() != null, "%s has no function (expected: one)", what);
    if (aggregate.column().isEmpty()) {
      check(aggregate.function() == Function.COUNT, "%s has no column (expected: one)", what);
      return;
    }
    String name = aggregate.column().get();
    Field column = events.cells().stream()
        .filter(it -> it.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new FeaturesException.NotFound("column", events.view() + "." + name));
    boolean fits = column.type().isNumber()
        || switch (aggregate.function()) {
          case COUNT, DISTINCT_COUNT, LAST -> true;
          case SUM, MEAN, MIN, MAX -> false;
        };
    check(
        fits,
        "%s: %s of column %s, a %s (expected: a number)",
        what,
        aggregate.function(),
        name,
        column.type().word());
  }
}
