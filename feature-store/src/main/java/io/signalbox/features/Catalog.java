package io.signalbox.features;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  record Service(FeatureService face, ReadPlan plan, QualityWeights weights) {}

  private record Id(String name, int version) {}

  private static final Pattern VERSIONED = Pattern.compile("([^@]+)@(\\d{1,9})");

  private final ImmutableList<Entry> entries;
  private final Map<Id, View> views = new LinkedHashMap<>();
  private final Map<String, View> latestViews = new LinkedHashMap<>();
  private final RequestViews requestViews;
  private final Map<Id, Service> services = new LinkedHashMap<>();
  private final Map<String, Service> latestServices = new LinkedHashMap<>();
  private final ImmutableMap<String, Integer> used;

  /** @param entries of each name, versions rise */
  Catalog(Collection<Entry> entries) {
    this(entries, ImmutableMap.of());
  }

  /** @param used the greatest number of a definition that there ever was, by kind and name */
  Catalog(Collection<Entry> entries, Map<String, Integer> used) {
    this(entries, used, Optional.empty());
  }

  /** @param before request views that are compiled already */
  private Catalog(
      Collection<Entry> entries, Map<String, Integer> used, Optional<RequestViews> before) {
    this.entries = ImmutableList.copyOf(entries);
    this.used = ImmutableMap.copyOf(used);
    var stored = new RequestViews.Stored() {
      @Override
      public Optional<View> latest(String name) {
        return Optional.ofNullable(latestViews.get(name));
      }

      @Override
      public Optional<View> version(String name, int version) {
        return Optional.ofNullable(views.get(new Id(name, version)));
      }
    };
    this.requestViews = before
        .map(compiled -> new RequestViews(stored, compiled))
        .orElseGet(() -> new RequestViews(stored));
    for (Entry entry : entries) {
      if (entry.applied().definition() instanceof FeatureViewDefinition definition) {
        put(ViewAssembly.batch(definition, entry));
      }
    }
    for (Entry entry : entries) {
      if (entry.applied().definition() instanceof AggregateViewDefinition definition) {
        put(ViewAssembly.window(definition, entry, views.values()));
      }
    }
    for (Entry entry : entries) {
      if (entry.applied().definition() instanceof RequestViewDefinition) {
        requestViews.add(entry);
      }
    }
    requestViews.compileAll();
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
        ImmutableList.<Entry>builder().addAll(entries).add(entry).build(),
        used,
        Optional.of(requestViews));
  }

  /** Without a version that is retired. */
  Catalog without(Entry retired) {
    var numbers = new HashMap<>(used);
    numbers.merge(numbered(retired.applied().kind(), retired.name()), retired.version(), Math::max);
    return new Catalog(
        entries.stream().filter(it -> !it.equals(retired)).toList(), numbers, Optional.empty());
  }

  List<Entry> entries() {
    return entries;
  }

  /** The number of the next version; those of retired ones are not used again. */
  int nextVersion(String kind, String name) {
    int greatest = latest(kind, name).map(Entry::version).orElse(0);
    return Math.max(greatest, used.getOrDefault(numbered(kind, name), 0)) + 1;
  }

  static String numbered(String kind, String name) {
    return kind + " " + name;
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

  RequestViews requestViews() {
    return requestViews;
  }

  /** The version in force of a view of any kind. */
  Optional<Integer> versionOf(String view) {
    return requestViews.versionOf(view).or(() -> view(view).map(View::version));
  }

  private Service service(FeatureServiceDefinition definition, Entry entry) {
    ReadPlan plan = ReadPlans.of(
        definition.features(), requestViews.pinned(entry.resolution().views()));
    var face = new FeatureService(
        entry.name(),
        entry.version(),
        ReadPlans.keys(plan),
        definition.requestInputs().stream().map(ColumnDefinition::field).toList(),
        plan.features());
    return new Service(face, plan, definition.quality().orElse(QualityWeights.USUAL));
  }
}
