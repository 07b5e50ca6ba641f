package io.signalbox.features;

import static io.signalbox.features.Refusals.check;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts request views that are applied together behind those that they read. */
final class RequestViewOrder {

  private final Map<String, RequestViewDefinition> together = new LinkedHashMap<>();
  private final Set<Definition> ordered = new LinkedHashSet<>();
  private final Set<String> path = new LinkedHashSet<>();

  private RequestViewOrder() {}

  /** Everything else stays where it is. @throws FeaturesException.Invalid if they read each other in a circle */
  static List<Definition> of(List<Definition> definitions) {
    var order = new RequestViewOrder();
    for (Definition definition : definitions) {
      if (definition instanceof RequestViewDefinition view) {
        order.together.put(view.name(), view);
      }
    }
    for (Definition definition : definitions) {
      if (definition instanceof RequestViewDefinition view) {
        order.add(view);
      } else {
        order.ordered.add(definition);
      }
    }
    return List.copyOf(order.ordered);
  }

  private void add(RequestViewDefinition view) {
    if (ordered.contains(view)) {
      return;
    }
    check(
        path.add(view.name()),
        "view %s: reads itself by way of %s (expected: no cycle of request views)",
        view.name(),
        path);
    for (FeatureReference read : view.reads()) {
      RequestViewDefinition other = together.get(read.view());
      if (other != null) {
        add(other);
      }
    }
    path.remove(view.name());
    ordered.add(view);
  }
}
