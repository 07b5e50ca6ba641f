package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The request views of a catalog, compiled, and how they find what they read. Immutable once {@link #compileAll} has run. */
final class RequestViews {

  /** The stored views of the same catalog. */
  interface Stored {
    Optional<View> latest(String name);

    Optional<View> version(String name, int version);
  }

  private record Id(String name, int version) {}

  private final Stored stored;
  private final Map<Id, Catalog.Entry> entries = new LinkedHashMap<>();
  private final Map<Id, RequestView> compiled = new HashMap<>();
  private final Map<String, RequestView> latest = new HashMap<>();

  RequestViews(Stored stored) {
    this.stored = stored;
  }

  /** @param before compiled already, with the same entries */
  RequestViews(Stored stored, RequestViews before) {
    this(stored);
    compiled.putAll(before.compiled);
  }

  void add(Catalog.Entry entry) {
    entries.put(new Id(entry.name(), entry.version()), entry);
  }

  /** Of each name, versions rise. */
  void compileAll() {
    entries
        .keySet()
        .forEach(
            id -> compiled(id.name(), id.version()).ifPresent(view -> latest.put(id.name(), view)));
  }

  /** What it reads is compiled before. */
  private Optional<RequestView> compiled(String name, int version) {
    var id = new Id(name, version);
    RequestView known = compiled.get(id);
    Catalog.Entry entry = entries.get(id);
    if (known != null || entry == null) {
      return Optional.ofNullable(known);
    }
    RequestView view = compile(
        (RequestViewDefinition) entry.applied().definition(),
        version,
        entry.resolution().views());
    compiled.put(id, view);
    return Optional.of(view);
  }

  /** Views as they are in force. */
  ReadPlans.Views latest() {
    return new ReadPlans.Views() {
      @Override
      public Optional<View> stored(String name) {
        return stored.latest(name);
      }

      @Override
      public Optional<RequestView> requested(String name) {
        return Optional.ofNullable(latest.get(name));
      }

      @Override
      public ReadPlans.Views of(RequestView view) {
        return pinned(view.views());
      }
    };
  }

  /** Views in these versions, and no others. */
  ReadPlans.Views pinned(Map<String, Integer> versions) {
    return new ReadPlans.Views() {
      @Override
      public Optional<View> stored(String name) {
        return Optional.ofNullable(versions.get(name))
            .flatMap(version -> stored.version(name, version));
      }

      @Override
      public Optional<RequestView> requested(String name) {
        return Optional.ofNullable(versions.get(name)).flatMap(version -> compiled(name, version));
      }

      @Override
      public ReadPlans.Views of(RequestView view) {
        return pinned(view.views());
      }
    };
  }

  /** Compiles it, as it reads these versions. */
  RequestView compile(
      RequestViewDefinition definition, int version, Map<String, Integer> versions) {
    ReadPlan reads = ReadPlans.of(definition.reads(), pinned(versions));
    List<Field> variables = ImmutableList.<Field>builder()
        .addAll(definition.inputs().stream().map(ColumnDefinition::field).toList())
        .addAll(reads.features())
        .build();
    List<RequestView.Feature> features = definition.features().stream()
        .map(it -> new RequestView.Feature(
            new Field(it.name(), it.type(), true),
            ExpressionValues.compile(
                "view %s: feature %s".formatted(definition.name(), it.name()),
                it.expression(),
                variables,
                ExpressionValues.kind(it.type()))))
        .toList();
    return new RequestView(definition, version, features, versions);
  }

  /** The inputs of the request views that these features come from, by way of others too, each once. */
  List<Field> inputs(List<FeatureReference> features) {
    Map<String, Field> inputs = new LinkedHashMap<>();
    var seen = new HashSet<String>();
    features.forEach(feature -> addInputs(feature, latest(), inputs, seen));
    return ImmutableList.copyOf(inputs.values());
  }

  private static void addInputs(
      FeatureReference feature,
      ReadPlans.Views views,
      Map<String, Field> inputs,
      Set<String> seen) {
    views
        .requested(feature.view())
        .filter(it -> seen.add(it.definition().name() + "@" + it.version()))
        .ifPresent(view -> {
          view.definition().inputs().stream()
              .map(ColumnDefinition::field)
              .forEach(input -> inputs.putIfAbsent(input.name(), input));
          view.definition().reads().forEach(read -> addInputs(read, views.of(view), inputs, seen));
        });
  }

  /** The version in force. */
  Optional<Integer> versionOf(String view) {
    return Optional.ofNullable(latest.get(view)).map(RequestView::version);
  }

  /** Whether a request view reads a view of this name, itself or by way of others. */
  boolean reads(String reader, String name) {
    return reads(reader, name, new HashSet<>());
  }

  private boolean reads(String reader, String name, Set<String> seen) {
    RequestView view = latest.get(reader);
    return view != null
        && seen.add(reader)
        && view.definition().reads().stream()
            .anyMatch(it -> it.view().equals(name) || reads(it.view(), name, seen));
  }
}
