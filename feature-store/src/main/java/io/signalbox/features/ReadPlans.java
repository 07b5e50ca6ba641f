package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Makes plans from references. */
final class ReadPlans {

  private ReadPlans() {}

  /** Groups references by view. @throws FeaturesException if a view or one of its features is unknown */
  static ReadPlan of(List<FeatureReference> references, Function<String, Optional<View>> views) {
    List<Field> features = new ArrayList<>();
    Map<View, List<ReadPlan.Pick>> picks = new LinkedHashMap<>();
    for (FeatureReference reference : references) {
      View view = views
          .apply(reference.view())
          .orElseThrow(() -> new FeaturesException.NotFound("view", reference.view()));
      int from = indexOf(view, reference);
      picks
          .computeIfAbsent(view, it -> new ArrayList<>())
          .add(new ReadPlan.Pick(from, features.size()));
      features.add(new Field(reference.name(), view.features().get(from).type(), true));
    }
    List<ReadPlan.Selection> selections = picks.entrySet().stream()
        .map(it -> new ReadPlan.Selection(it.getKey(), it.getValue()))
        .toList();
    return new ReadPlan(features, selections);
  }

  private static int indexOf(View view, FeatureReference reference) {
    List<String> names = view.features().stream().map(Field::name).toList();
    int index = names.indexOf(reference.feature());
    if (index < 0) {
      throw new FeaturesException.Invalid(
          "feature: %s (expected: one of %s of view %s)".formatted(reference, names, view.name()));
    }
    return index;
  }

  /** The join keys of all views, each once. @throws FeaturesException.Invalid if one name has two types */
  static List<Field> keys(ReadPlan plan) {
    Map<String, Field> keys = new LinkedHashMap<>();
    for (ReadPlan.Selection selection : plan.selections()) {
      for (Field key : selection.view().keys()) {
        Field same = keys.putIfAbsent(key.name(), key);
        if (same != null && same.type() != key.type()) {
          throw new FeaturesException.Invalid(
              "join key %s: %s in view %s (expected: one type, %s elsewhere)"
                  .formatted(key.name(), key.type(), selection.view().name(), same.type()));
        }
      }
    }
    return ImmutableList.copyOf(keys.values());
  }
}
