package io.signalbox.features;

import static io.signalbox.features.Refusals.check;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks a definition against the rules and the others, and finds what its references mean. */
final class Resolver {

  static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  private static final Pattern TAG = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,62}");
  private static final int MOST_TAGS = 50;
  private static final int MOST_TEXT = 250;

  private final Catalog catalog;

  Resolver(Catalog catalog) {
    this.catalog = catalog;
  }

  Resolution resolve(Definition definition) {
    check(
        definition.name() != null && NAME.matcher(definition.name()).matches(),
        "name: %s (expected: [a-z][a-z0-9_]*, at most 63 characters)",
        definition.name());
    checkOwnerAndTags(definition);
    return switch (definition) {
      case EntityDefinition entity -> resolve(entity);
      case FeatureViewDefinition view -> resolve(view);
      case SqlSourceDefinition source -> new SqlSourceResolver(catalog).resolve(source);
      case AggregateViewDefinition view -> new AggregateViewResolver(catalog).resolve(view);
      case RequestViewDefinition view -> new RequestViewResolver(catalog).resolve(view);
      case FeatureServiceDefinition service -> resolve(service);
    };
  }

  private static void checkOwnerAndTags(Definition definition) {
    definition
        .owner()
        .ifPresent(owner -> check(
            !owner.isBlank() && owner.length() <= MOST_TEXT && CellReader.isStorable(owner),
            "%s: owner: %s characters (expected: 1 to %s, without U+0000)",
            definition.name(),
            owner.length(),
            MOST_TEXT));
    check(
        definition.tags().size() <= MOST_TAGS,
        "%s: tags: %s (expected: at most %s)",
        definition.name(),
        definition.tags().size(),
        MOST_TAGS);
    definition
        .tags()
        .forEach((tag, value) -> check(
            TAG.matcher(tag).matches()
                && value.length() <= MOST_TEXT
                && CellReader.isStorable(value),
            "%s: tags.%s: %s characters (expected: a name of [A-Za-z0-9_.-], and at most %s)",
            definition.name(),
            tag,
            value.length(),
            MOST_TEXT));
  }

  private Resolution resolve(EntityDefinition entity) {
    check(
        !entity.joinKeys().isEmpty(),
        "entity %s: no join keys (expected: 1 or more)",
        entity.name());
    var names = new ColumnNames("entity " + entity.name());
    for (EntityDefinition.JoinKey key : entity.joinKeys()) {
      names.add(key.name());
      check(
          key.type() == ValueType.STRING || key.type() == ValueType.INT64,
          "join key %s: %s (expected: string or int64)",
          key.name(),
          key.type());
    }
    return Resolution.NONE;
  }

  private Resolution resolve(FeatureViewDefinition view) {
    String place = "view " + view.name();
    checkOwnName(catalog, "FeatureView", view);
    EntityDefinition entity = entity(catalog, view.entity(), place);
    check(view.eventTime() != null, "%s: no event_time (expected: a column, or always)", place);
    boolean always = view.eventTime().equals(FeatureViewDefinition.ALWAYS);
    check(
        !always || (view.ttl().isEmpty() && view.knownAt().isEmpty()),
        "%s: ttl or known_at beside event_time always (expected: neither)",
        place);
    check(
        !always || view.repeats().isEmpty(),
        "%s: repeats beside event_time always (expected: none; the row last ingested holds)",
        place);
    view.ttl().ifPresent(ttl -> checkSpan(ttl, place + ": ttl"));
    var names = new ColumnNames(place);
    entity.joinKeys().forEach(key -> names.add(key.name()));
    if (!always) {
      names.add(view.eventTime());
    }
    view.knownAt().filter(known -> !known.equals(view.eventTime())).ifPresent(names::add);
    check(
        view.knownAt().isEmpty() || !view.knownAt().get().equals(view.eventTime()),
        "%s: known_at %s is the event time (expected: another column, or none)",
        place,
        view.knownAt().orElse(""));
    for (ColumnDefinition column : view.columns()) {
      names.add(column.name());
      check(
          column.type() != null, "%s: column %s has no type (expected: one)", place, column.name());
    }
    new ContractResolver(catalog, view, entity).resolve();
    return Resolution.ofView(entity.joinKeys(), history(view, entity));
  }

  /** Rows stay readable as one history while keys, times and columns are the same, and what names an event. */
  private int history(FeatureViewDefinition view, EntityDefinition entity) {
    Optional<Catalog.Entry> latest = catalog.latest("FeatureView", view.name());
    if (latest.isEmpty()) {
      return catalog.nextVersion("FeatureView", view.name());
    }
    var before = (FeatureViewDefinition) latest.get().applied().definition();
    boolean same = latest.get().resolution().keys().equals(entity.joinKeys())
        && before.eventTime().equals(view.eventTime())
        && before.knownAt().equals(view.knownAt())
        && before.replaces() == view.replaces()
        && types(before).equals(types(view));
    boolean unchanged = same && before.equals(view);
    int next = unchanged ? latest.get().version() : catalog.nextVersion("FeatureView", view.name());
    return same ? latest.get().resolution().history().orElseThrow() : next;
  }

  private static Map<String, ValueType> types(FeatureViewDefinition view) {
    var types = new LinkedHashMap<String, ValueType>();
    view.columns().forEach(column -> types.put(column.name(), column.type()));
    return types;
  }

  private Resolution resolve(FeatureServiceDefinition service) {
    String place = "service " + service.name();
    service.quality().ifPresent(it -> it.check(place));
    ReadPlan plan = ReadPlans.of(service.features(), catalog.requestViews().latest());
    Map<String, Integer> versions = new LinkedHashMap<>();
    for (FeatureReference feature : service.features()) {
      versions.put(feature.view(), catalog.versionOf(feature.view()).orElseThrow());
    }
    checkOnline(plan, place);
    RequestViewResolver.checkInputs(
        catalog.requestViews().inputs(service.features()), service.requestInputs(), place);
    List<Field> keys = ReadPlans.keys(plan);
    var names = new ColumnNames(place);
    for (ColumnDefinition input : service.requestInputs()) {
      names.add(input.name());
      check(input.type() != null, "%s: input %s has no type (expected: one)", place, input.name());
      check(
          !input.type().isArray() && input.type() != ValueType.BYTES,
          "%s: input %s is %s (expected: no array and no bytes)",
          place,
          input.name(),
          input.type().word());
      keys.stream()
          .filter(key -> key.name().equals(input.name()))
          .forEach(key -> check(
              key.type() == input.type(),
              "%s: input %s is %s (expected: %s, as the join key of this name)",
              place,
              input.name(),
              input.type(),
              key.type()));
    }
    plan.features().forEach(feature -> names.add(feature.name()));
    for (Field key : keys) {
      check(
          plan.features().stream().noneMatch(it -> it.name().equals(key.name())),
          "%s: feature %s has the name of a join key (expected: another, with as)",
          place,
          key.name());
    }
    check(!names.isEmpty(), "%s: nothing to read (expected: request_inputs or features)", place);
    return Resolution.ofService(versions);
  }

  static void checkOnline(ReadPlan plan, String place) {
    for (ReadPlan.Selection selection : plan.selections()) {
      check(
          !(selection.view() instanceof View.Batch batch) || batch.online(),
          "%s: view %s is not kept online (expected: online: true)",
          place,
          selection.view().name());
    }
  }

  /** Views of every kind share their names. */
  static void checkOwnName(Catalog catalog, String kind, Definition definition) {
    for (String other : List.of("FeatureView", "AggregateView", "RequestView")) {
      check(
          other.equals(kind) || catalog.latest(other, definition.name()).isEmpty(),
          "view %s: is a %s (expected: a name of its own)",
          definition.name(),
          other);
    }
  }

  static EntityDefinition entity(Catalog catalog, String name, String place) {
    check(name != null, "%s: no entity (expected: one)", place);
    return catalog
        .latest("Entity", name)
        .map(it -> (EntityDefinition) it.applied().definition())
        .orElseThrow(() -> new FeaturesException.NotFound("entity", name));
  }

  static void checkSpan(Duration span, String what) {
    check(
        span.compareTo(Duration.ZERO) > 0 && span.compareTo(Duration.ofDays(36_500)) <= 0,
        "%s: %s (expected: more than 0, at most 100 years)",
        what,
        span);
  }
}
