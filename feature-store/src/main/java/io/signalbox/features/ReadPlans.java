package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import io.signalbox.features.Computation.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a plan from references. Not thread-safe. */
final class ReadPlans {

  /** Finds views by name, in the versions that count for whoever asks. */
  interface Views {
    Optional<View> stored(String name);

    Optional<RequestView> requested(String name);

    /** What a request view of these finds. */
    Views of(RequestView view);
  }

  private record Id(String view, int version, String feature) {}

  private final List<Field> slots = new ArrayList<>();
  private final Map<View, List<ReadPlan.Pick>> picks = new LinkedHashMap<>();
  private final List<Pending> pending = new ArrayList<>();
  private final Map<Id, Integer> known = new HashMap<>();

  /** A computation whose slots are counted from 0, and whose own results from -1 down, until all slots are known. */
  private record Pending(Field field, RequestView.Feature feature, Map<String, Object> variables) {}

  private ReadPlans() {}

  /** @throws FeaturesException if a view or one of its features is unknown */
  static ReadPlan of(List<FeatureReference> references, Views views) {
    var plans = new ReadPlans();
    List<Field> features = new ArrayList<>();
    List<Integer> marks = new ArrayList<>();
    for (FeatureReference reference : references) {
      int mark = plans.mark(reference, views);
      marks.add(mark);
      features.add(new Field(reference.name(), plans.type(mark), true));
    }
    return plans.plan(features, marks);
  }

  /** A slot, or -1 - the number of a computation. */
  private int mark(FeatureReference reference, Views views) {
    Optional<RequestView> requested = views.requested(reference.view());
    if (requested.isPresent()) {
      return computed(requested.get(), reference, views.of(requested.get()));
    }
    View view = views
        .stored(reference.view())
        .orElseThrow(() -> new FeaturesException.NotFound("view", reference.view()));
    int from = indexOf(view.features(), reference);
    return known.computeIfAbsent(
        new Id(view.name(), view.version(), reference.feature()), id -> slot(view, from));
  }

  private int slot(View view, int from) {
    picks.computeIfAbsent(view, it -> new ArrayList<>()).add(new ReadPlan.Pick(from, slots.size()));
    slots.add(view.features().get(from));
    return slots.size() - 1;
  }

  private int computed(RequestView view, FeatureReference reference, Views views) {
    var id = new Id(view.definition().name(), view.version(), reference.feature());
    Integer mark = known.get(id);
    if (mark != null) {
      return mark;
    }
    List<Field> fields =
        view.features().stream().map(RequestView.Feature::field).toList();
    RequestView.Feature feature = view.features().get(indexOf(fields, reference));
    Map<String, Object> variables = new LinkedHashMap<>();
    for (String name : feature.expression().names()) {
      view.definition().reads().stream()
          .filter(it -> it.name().equals(name))
          .findFirst()
          .ifPresentOrElse(
              read -> variables.put(name, mark(read, views)), () -> variables.put(name, name));
    }
    pending.add(new Pending(feature.field(), feature, variables));
    known.put(id, -pending.size());
    return -pending.size();
  }

  private static int indexOf(List<Field> features, FeatureReference reference) {
    List<String> names = features.stream().map(Field::name).toList();
    int index = names.indexOf(reference.feature());
    if (index < 0) {
      throw new FeaturesException.Invalid("feature: %s (expected: one of %s of view %s)"
          .formatted(reference, names, reference.view()));
    }
    return index;
  }

  private ValueType type(int mark) {
    return mark >= 0 ? slots.get(mark).type() : pending.get(-mark - 1).field().type();
  }

  private int place(int mark) {
    return mark >= 0 ? mark : slots.size() - mark - 1;
  }

  private ReadPlan plan(List<Field> features, List<Integer> marks) {
    List<Computation> computations = new ArrayList<>();
    for (Pending computation : pending) {
      Map<String, Source> variables = new LinkedHashMap<>();
      computation
          .variables()
          .forEach((name, from) -> variables.put(
              name,
              from instanceof Integer mark
                  ? new Source.Slot(place(mark))
                  : new Source.Input((String) from)));
      computations.add(
          new Computation(computation.field(), computation.feature().expression(), variables));
    }
    return new ReadPlan(
        features,
        slots,
        picks.entrySet().stream()
            .map(it -> new ReadPlan.Selection(it.getKey(), it.getValue()))
            .toList(),
        computations,
        ImmutableIntArray.copyOf(marks.stream().mapToInt(this::place)));
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
