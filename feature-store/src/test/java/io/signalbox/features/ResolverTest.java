package io.signalbox.features;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.features.AggregateViewDefinition.Aggregate;
import io.signalbox.features.AggregateViewDefinition.Function;
import io.signalbox.features.EntityDefinition.JoinKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Definitions that contradict themselves or another. */
class ResolverTest {

  private static final Optional<String> NONE = Optional.empty();

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(entity("Airport", ValueType.STRING), "name: Airport"),
        Arguments.of(entity("airport", ValueType.FLOAT64), "expected: string or int64"),
        Arguments.of(new EntityDefinition("airport", NONE, List.of()), "no join keys"),
        Arguments.of(view("nothing", "at", NONE, column("x")), "entity: nothing"),
        Arguments.of(view("site", "at", NONE, column("x"), column("X")), "column X twice"),
        Arguments.of(view("site", "at", NONE, column("at")), "column at twice"),
        Arguments.of(view("site", "at", NONE, column("_x")), "column _x"),
        Arguments.of(
            view("site", "at", Optional.of("at"), column("x")), "known_at at is the event"),
        Arguments.of(view("site", "always", Optional.of("k"), column("x")), "event_time always"),
        Arguments.of(contract("y", Optional.of(1.0), Optional.empty()), "contract of y"),
        Arguments.of(contract("site_name", Optional.of(1.0), Optional.empty()), "min or max"),
        Arguments.of(contract("x", Optional.of(2.0), Optional.of(1.0)), "min above max"),
        Arguments.of(contract("x", Optional.empty(), Optional.empty()), "says 0 things"),
        Arguments.of(aggregate("nothing", 1, Function.MEAN, Optional.of("x")), "nothing"),
        Arguments.of(aggregate("events", 0, Function.MEAN, Optional.of("x")), "window: PT0S"),
        Arguments.of(aggregate("events", 1, Function.MEAN, NONE), "has no column"),
        Arguments.of(aggregate("events", 1, Function.MEAN, Optional.of("y")), "events.y"),
        Arguments.of(
            aggregate("events", 1, Function.MEAN, Optional.of("note")),
            "a string (expected: a number)"),
        Arguments.of(service("nothing:x"), "view: nothing"),
        Arguments.of(service("events:nothing"), "events:nothing"),
        Arguments.of(service("events:x", "events:x"), "column x twice"),
        Arguments.of(service("events:x as site"), "name of a join key"),
        Arguments.of(service(), "nothing to read"),
        Arguments.of(owned("", Map.of()), "airport: owner: 0 characters"),
        Arguments.of(owned("x".repeat(251), Map.of()), "airport: owner: 251 characters"),
        Arguments.of(owned("ops", Map.of("a b", "x")), "airport: tags.a b"),
        Arguments.of(owned("ops", Map.of("team", "x".repeat(251))), "airport: tags.team: 251"),
        Arguments.of(owned("ops", tags(51)), "airport: tags: 51 (expected: at most 50)"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource
  void refused(Definition definition, String reason) {
    assertThatThrownBy(() -> new Resolver(catalog()).resolve(definition))
        .isInstanceOf(FeaturesException.class)
        .hasMessageContaining(reason);
  }

  private static Definition owned(String owner, Map<String, String> tags) {
    return new EntityDefinition(
        "airport",
        NONE,
        List.of(new JoinKey("origin", ValueType.STRING)),
        Optional.of(owner),
        tags);
  }

  private static Map<String, String> tags(int count) {
    return IntStream.range(0, count).boxed().collect(Collectors.toMap(i -> "t" + i, i -> "x"));
  }

  private static Catalog catalog() {
    Catalog catalog = new Catalog(List.of());
    for (Definition definition : List.of(entity("site", ValueType.STRING), events())) {
      Resolution resolution = new Resolver(catalog).resolve(definition);
      catalog = catalog.with(new Catalog.Entry(
          new DefinitionVersion(
              Definition.kindOf(definition),
              definition.name(),
              1,
              Instant.EPOCH,
              "test",
              definition),
          resolution));
    }
    return catalog;
  }

  private static FeatureViewDefinition events() {
    FeatureViewDefinition view = view(
        "site",
        "at",
        NONE,
        column("x"),
        new ColumnDefinition("note", ValueType.STRING, Optional.empty()));
    return new FeatureViewDefinition(
        "events",
        NONE,
        view.entity(),
        view.eventTime(),
        NONE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        view.columns(),
        List.of());
  }

  private static EntityDefinition entity(String name, ValueType type) {
    return new EntityDefinition(name, NONE, List.of(new JoinKey("site", type)));
  }

  private static ColumnDefinition column(String name) {
    return new ColumnDefinition(name, ValueType.FLOAT64, Optional.empty());
  }

  private static FeatureViewDefinition view(
      String entity, String eventTime, Optional<String> knownAt, ColumnDefinition... columns) {
    return new FeatureViewDefinition(
        "view",
        NONE,
        entity,
        eventTime,
        knownAt,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(columns),
        List.of());
  }

  private static FeatureViewDefinition contract(
      String column, Optional<Double> min, Optional<Double> max) {
    var text = new ColumnDefinition("site_name", ValueType.STRING, Optional.empty());
    FeatureViewDefinition view = view("site", "at", NONE, column("x"), text);
    return new FeatureViewDefinition(
        view.name(),
        NONE,
        view.entity(),
        view.eventTime(),
        NONE,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        view.columns(),
        List.of(ContractRule.of(column, min, max, List.of(), NONE)));
  }

  private static AggregateViewDefinition aggregate(
      String over, int hours, Function function, Optional<String> column) {
    return new AggregateViewDefinition(
        "aggregates",
        NONE,
        "site",
        over,
        Duration.ofHours(hours),
        Optional.empty(),
        List.of(new Aggregate("a", function, column)));
  }

  private static FeatureServiceDefinition service(String... features) {
    return new FeatureServiceDefinition(
        "service", List.of(), Stream.of(features).map(FeatureReference::parse).toList());
  }
}
