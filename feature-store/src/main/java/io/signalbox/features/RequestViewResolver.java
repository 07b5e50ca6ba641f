package io.signalbox.features;

import static io.signalbox.features.Refusals.check;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks a request view, and finds which views it reads. */
final class RequestViewResolver {

  private final Catalog catalog;

  RequestViewResolver(Catalog catalog) {
    this.catalog = catalog;
  }

  Resolution resolve(RequestViewDefinition view) {
    String place = "view " + view.name();
    Resolver.checkOwnName(catalog, "RequestView", view);
    var names = new ColumnNames(place);
    for (ColumnDefinition input : view.inputs()) {
      names.add(input.name());
      checkInput(input, place);
    }
    Map<String, Integer> versions = new LinkedHashMap<>();
    for (FeatureReference read : view.reads()) {
      names.add(read.name());
      check(
          !read.view().equals(view.name())
              && !catalog.requestViews().reads(read.view(), view.name()),
          "%s: reads %s, which reads it (expected: no cycle of request views)",
          place,
          read.view());
      versions.put(
          read.view(),
          catalog
              .versionOf(read.view())
              .orElseThrow(() -> new FeaturesException.NotFound("view", read.view())));
    }
    Resolver.checkOnline(ReadPlans.of(view.reads(), catalog.requestViews().latest()), place);
    check(!view.features().isEmpty(), "%s: no features (expected: 1 or more)", place);
    var features = new ColumnNames(place);
    for (RequestViewDefinition.Computed feature : view.features()) {
      features.add(feature.name());
      check(
          feature.type() != null && feature.expression() != null,
          "%s: feature %s has no type or no expression (expected: both)",
          place,
          feature.name());
      check(
          isResult(feature.type()),
          "%s: feature %s is %s (expected: bool, int64, float64, string, bytes or timestamp)",
          place,
          feature.name(),
          feature.type().word());
    }
    catalog.requestViews().compile(view, 1, versions); // compiles
    return Resolution.ofService(versions);
  }

  private static void checkInput(ColumnDefinition input, String place) {
    check(input.type() != null, "%s: input %s has no type (expected: one)", place, input.name());
    check(
        !input.type().isArray() && input.type() != ValueType.BYTES,
        "%s: input %s is %s (expected: no array and no bytes)",
        place,
        input.name(),
        input.type().word());
  }

  private static boolean isResult(ValueType type) {
    return !type.isArray() && type != ValueType.INT32 && type != ValueType.FLOAT32;
  }

  /** Refuses request inputs that are not there or not of the type that a request view has. */
  static void checkInputs(List<Field> wanted, List<ColumnDefinition> inputs, String place) {
    for (Field field : wanted) {
      check(
          inputs.stream()
              .anyMatch(it -> it.name().equals(field.name()) && it.type() == field.type()),
          "%s: no request input %s of type %s, which a request view reads (expected: one)",
          place,
          field.name(),
          field.type().word());
    }
  }
}
