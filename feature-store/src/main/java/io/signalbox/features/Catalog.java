package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All definitions at one moment, with their references resolved. Immutable. */
final class Catalog {

  /** A definition and what it refers to. */
  record Entry(DefinitionVersion applied, Resolution resolution) {
    String name() {
      return applied.name();
    }

    int version() {
      return applied.version();
    }
  }

  /** A service, and how its features are looked up. */
  record Service(FeatureService face, ReadPlan plan) {}

  private record Id(String name, int version) {}

  private static final Pattern VERSIONED = Pattern.compile("([^@]+)@(\\d{1,9})");

  private final ImmutableList<Entry> entries;
  private final Map<Id, View> views = new LinkedHashMap<>();
  private final Map<String, View> latestViews = new LinkedHashMap<>();
  private final Map<Id, Entry> pending = new LinkedHashMap<>();
  private final Map<Id, RequestView> requestViews = new LinkedHashMap<>();
  private final Map<String, RequestView> latestRequestViews = new LinkedHashMap<>();
  private final Map<Id, Service> services = new LinkedHashMap<>();
  private final Map<String, Service> latestServices = new LinkedHashMap<>();

  /** @param entries of each name, versions rise */
  Catalog(Collection<Entry> entries) {
    this(entries, Map.of());
  }

  /** @param before request views that are compiled already */
  private Catalog(Collection<Entry> entries, Map<Id, RequestView> before) {
    this.entries = ImmutableList.copyOf(entries);
    this.requestViews.putAll(before);
    for (Entry entry : entries) {
      if (entry.applied().definition() instanceof FeatureViewDefinition definition) {
        put(batch(definition, entry));
      }
    }
    for (Entry entry : entries) {
      if (entry.applied().definition() instanceof AggregateViewDefinition definition) {
        put(window(definition, entry));
      }
    }
    for (Entry entry : entries) {
      if (entry.applied().definition() instanceof RequestViewDefinition) {
        pending.put(new Id(entry.name(), entry.version()), entry);
      }
    }
    pending.keySet().forEach(this::compiled);
    for (Entry entry : entries) {
      if (entry.applied().definition() instanceof FeatureServiceDefinition definition) {
        Service service = service(definition, entry);
        services.put(new Id(entry.name(), entry.version()), service);
        latestServices.put(entry.name(), service);
      }
    }
  }

  Catalog with(Entry entry) {
    return new Catalog(
        ImmutableList.<Entry>builder().addAll(entries).add(entry).build(), requestViews);
  }

  Optional<Entry> latest(String kind, String name) {
    return entries.stream()
        .filter(it -> it.applied().kind().equals(kind) && it.name().equals(name))
        .reduce((earlier, later) -> later);
  }

  /** What is in force, by name. */
  List<DefinitionVersion> inForce(String kind) {
    var byName = new java.util.TreeMap<String, DefinitionVersion>();
    for (Entry entry : entries) {
      if (entry.applied().kind().equals(kind)) {
        byName.put(entry.name(), entry.applied());
      }
    }
    return ImmutableList.copyOf(byName.values());
  }

  Optional<View> view(String name) {
    return Optional.ofNullable(latestViews.get(name));
  }

  /** The feature view in force, whose rows can be ingested. */
  View.Batch batch(String name) {
    return view(name)
        .filter(View.Batch.class::isInstance)
        .map(View.Batch.class::cast)
        .orElseThrow(() -> new FeaturesException.NotFound("feature view", name));
  }

  Collection<View> views() {
    return ImmutableMap.copyOf(views).values();
  }

  Optional<Service> service(String name) {
    return Optional.ofNullable(latestServices.get(name));
  }

  Optional<Service> service(String name, int version) {
    return Optional.ofNullable(services.get(new Id(name, version)));
  }

  /** By {@code name}, the one in force, or by {@code name@version}. */
  Optional<Service> serviceOf(String reference) {
    Matcher versioned = VERSIONED.matcher(reference);
    return versioned.matches()
        ? service(versioned.group(1), Integer.parseInt(versioned.group(2)))
        : service(reference);
  }

  private void put(View view) {
    views.put(new Id(view.name(), view.version()), view);
    latestViews.put(view.name(), view);
  }

  /** What it reads is compiled before. */
  private Optional<RequestView> compiled(Id id) {
    Entry entry = pending.get(id);
    if (entry == null) {
      return Optional.empty();
    }
    RequestView view = requestViews.get(id);
    if (view == null) {
      view = requested(
          (RequestViewDefinition) entry.applied().definition(),
          entry.version(),
          entry.resolution().views());
      requestViews.put(id, view);
    }
    RequestView known = view;
    latestRequestViews.merge(
        id.name(), known, (one, other) -> one.version() > other.version() ? one : other);
    return Optional.of(known);
  }
  /** Views as they are in force. */
  ReadPlans.Views latest() {
    return new ReadPlans.Views() {
      @Override
      public Optional<View> stored(String name) {
        return view(name);
      }

      @Override
      public Optional<RequestView> requested(String name) {
        return Optional.ofNullable(latestRequestViews.get(name));
      }

      @Override
      public ReadPlans.Views of(RequestView view) {
        return pinned(view.views());
      }
    };
  }

  /** Views in these versions, and no others. */
  private ReadPlans.Views pinned(Map<String, Integer> versions) {
    return new ReadPlans.Views() {
      @Override
      public Optional<View> stored(String name) {
        return Optional.ofNullable(versions.get(name))
            .map(version -> views.get(new Id(name, version)));
      }

      @Override
      public Optional<RequestView> requested(String name) {
        return Optional.ofNullable(versions.get(name))
            .flatMap(version -> compiled(new Id(name, version)));
      }

      @Override
      public ReadPlans.Views of(RequestView view) {
        return pinned(view.views());
      }
    };
  }

  /** Compiles it, as it reads these versions. */
  RequestView requested(
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

  /** The version in force of a view of any kind. */
  Optional<Integer> versionOf(String view) {
    RequestView requested = latestRequestViews.get(view);
    return requested == null ? view(view).map(View::version) : Optional.of(requested.version());
  }

  /** Whether a request view reads a view of this name, itself or by way of others. */
  boolean reads(String reader, String name) {
    return reads(reader, name, new HashSet<>());
  }

  private boolean reads(String reader, String name, Set<String> seen) {
    RequestView view = latestRequestViews.get(reader);
    return view != null
        && seen.add(reader)
        && view.definition().reads().stream()
            .anyMatch(it -> it.view().equals(name) || reads(it.view(), name, seen));
  }

  private static View.Batch batch(FeatureViewDefinition definition, Entry entry) {
    boolean always = definition.eventTime().equals(FeatureViewDefinition.ALWAYS);
    var rows = new RowSchema(
        definition.name(),
        entry.resolution().history().orElseThrow(),
        fields(entry.resolution().keys()),
        always ? Optional.empty() : Optional.of(definition.eventTime()),
        definition.knownAt(),
        definition.columns().stream().map(ColumnDefinition::field).toList(),
        definition.partition().orElse(FeatureViewDefinition.Partition.MONTH));
    OptionalLong ttl = definition.ttl().stream().mapToLong(Micros::of).findFirst();
    return new View.Batch(definition, entry.version(), rows, ttl);
  }

  private View.Window window(AggregateViewDefinition definition, Entry entry) {
    int history = entry.resolution().history().orElseThrow();
    RowSchema rows = views.values().stream()
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

  private Service service(FeatureServiceDefinition definition, Entry entry) {
    ReadPlan plan =
        ReadPlans.of(definition.features(), pinned(entry.resolution().views()));
    var face = new FeatureService(
        entry.name(),
        entry.version(),
        ReadPlans.keys(plan),
        definition.requestInputs().stream().map(ColumnDefinition::field).toList(),
        plan.features());
    return new Service(face, plan);
  }

  private static List<Field> fields(List<EntityDefinition.JoinKey> keys) {
    return keys.stream().map(key -> new Field(key.name(), key.type(), false)).toList();
  }
}
