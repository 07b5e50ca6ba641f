package io.signalbox.features;

import io.signalbox.features.AggregateViewDefinition.Aggregate;
import io.signalbox.features.AggregateViewDefinition.Function;
import io.signalbox.features.EntityDefinition.JoinKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Departures that are sent again and corrected, questions about them that are too, and what both should give, by looking at all of them. */
final class Departed {

  static final Duration WINDOW = Duration.ofHours(2);
  static final Duration HOP = Duration.ofMinutes(30);

  private Departed() {}

  /** A row of departures; the order of ingestion is that of the list that it is in. */
  record Departure(
      long flight,
      long at,
      long known,
      @Nullable String carrier,
      @Nullable Double delay) {
    Map<String, Object> row() {
      var row = new LinkedHashMap<String, Object>();
      row.put("flight_id", flight);
      row.put("departed_at", Micros.instant(at));
      row.put("reported_at", Micros.instant(known));
      row.put("carrier", carrier);
      row.put("delay", delay);
      return row;
    }
  }

  /** A row of questions, each about the carrier and the flight that it names. */
  record Question(
      long id, long at, long asked, long known, String carrier, long flight, long label) {
    Map<String, Object> row() {
      var row = new LinkedHashMap<String, Object>();
      row.put("id", id);
      row.put("made_at", Micros.instant(at));
      row.put("reported_at", Micros.instant(known));
      row.put("asked_at", Micros.instant(asked));
      row.put("carrier", carrier);
      row.put("flight_id", flight);
      row.put("label", label);
      return row;
    }
  }

  static List<Definition> definitions() {
    return definitions(FeatureViewDefinition.Repeats.REPLACE);
  }

  static List<Definition> definitions(FeatureViewDefinition.Repeats repeats) {
    return List.of(
        entity("flight", "flight_id", ValueType.INT64),
        entity("carrier", "carrier", ValueType.STRING),
        entity("question", "id", ValueType.INT64),
        view(
            repeats,
            "departures",
            "flight",
            "departed_at",
            column("carrier", ValueType.STRING),
            column("delay", ValueType.FLOAT64)),
        view(
            repeats,
            "questions",
            "question",
            "made_at",
            column("asked_at", ValueType.TIMESTAMP),
            column("carrier", ValueType.STRING),
            column("flight_id", ValueType.INT64),
            column("label", ValueType.INT64)),
        window("by_carrier", "carrier", Optional.empty()),
        window("by_hop", "carrier", Optional.of(HOP)),
        window("by_flight", "flight", Optional.empty()),
        new FeatureServiceDefinition(
            "all",
            List.of(),
            List.of("by_carrier", "by_hop", "by_flight").stream()
                .flatMap(view -> List.of("mean", "sum", "last", "events", "delays").stream()
                    .map(it -> FeatureReference.parse(view + ":" + it + " as " + view + "_" + it)))
                .toList()));
  }

  private static EntityDefinition entity(String name, String key, ValueType type) {
    return new EntityDefinition(name, Optional.empty(), List.of(new JoinKey(key, type)));
  }

  private static ColumnDefinition column(String name, ValueType type) {
    return new ColumnDefinition(name, type, Optional.of(true));
  }

  private static FeatureViewDefinition view(
      FeatureViewDefinition.Repeats repeats,
      String name,
      String entity,
      String time,
      ColumnDefinition... columns) {
    return new FeatureViewDefinition(
        name,
        Optional.empty(),
        entity,
        time,
        Optional.of("reported_at"),
        Optional.of(repeats),
        Optional.empty(),
        Optional.empty(),
        Optional.of(FeatureViewDefinition.Partition.DAY),
        Optional.of(false),
        List.of(columns),
        List.of());
  }

  private static AggregateViewDefinition window(
      String name, String entity, Optional<Duration> hop) {
    return new AggregateViewDefinition(
        name,
        Optional.empty(),
        entity,
        "departures",
        WINDOW,
        hop,
        List.of(
            new Aggregate("mean", Function.MEAN, Optional.of("delay")),
            new Aggregate("sum", Function.SUM, Optional.of("delay")),
            new Aggregate("last", Function.LAST, Optional.of("delay")),
            new Aggregate("events", Function.COUNT, Optional.empty()),
            new Aggregate("delays", Function.COUNT, Optional.of("delay"))));
  }

  /** The questions of a training set: of each the last that was known by a moment, by the moment asked about. */
  static List<Question> spine(List<Question> sent, Instant knownBy) {
    var last = new LinkedHashMap<List<Long>, Integer>();
    for (int i = 0; i < sent.size(); i++) {
      Question one = sent.get(i);
      if (one.known() <= Micros.of(knownBy)) {
        last.merge(
            List.of(one.id(), one.at()),
            i,
            (held, now) -> sent.get(held).known() > one.known() ? held : now);
      }
    }
    // The order of ingestion decides where moments are equal.
    return last.values().stream()
        .sorted(
            Comparator.<Integer>comparingLong(i -> sent.get(i).asked()).thenComparingInt(i -> i))
        .map(sent::get)
        .toList();
  }

  static Map<String, Optional<Object>> answers(
      String carrier, long flight, long at, List<Departure> sent) {
    var answers = new LinkedHashMap<String, Optional<Object>>();
    long hop = Math.floorDiv(at, Micros.of(HOP)) * Micros.of(HOP);
    add("by_carrier", window(sent, at, it -> Objects.equals(it.carrier(), carrier)), answers);
    add("by_hop", window(sent, hop, it -> Objects.equals(it.carrier(), carrier)), answers);
    add("by_flight", window(sent, at, it -> it.flight() == flight), answers);
    return answers;
  }

  /** Of each flight and time the row that was known last; of those, the ones that are asked about. */
  private static List<Departure> window(List<Departure> sent, long at, Predicate<Departure> asked) {
    List<Departure> inOrder = sent.stream()
        .filter(it -> it.at() > at - Micros.of(WINDOW) && it.at() <= at && it.known() <= at)
        .sorted(Comparator.comparingLong(Departure::at).thenComparingLong(Departure::known))
        .toList();
    var last = new LinkedHashMap<List<Long>, Integer>();
    for (int i = 0; i < inOrder.size(); i++) {
      last.put(List.of(inOrder.get(i).flight(), inOrder.get(i).at()), i);
    }
    return last.values().stream().sorted().map(inOrder::get).filter(asked).toList();
  }

  private static void add(
      String view, List<Departure> window, Map<String, Optional<Object>> answers) {
    List<Double> delays = new ArrayList<>();
    window.stream().map(Departure::delay).filter(Objects::nonNull).forEach(delays::add);
    double sum = 0;
    for (double delay : delays) {
      sum += delay;
    }
    boolean none = delays.isEmpty();
    answers.put(view + "_mean", none ? Optional.empty() : Optional.of(sum / delays.size()));
    answers.put(view + "_sum", none ? Optional.empty() : Optional.of(sum));
    answers.put(view + "_last", none ? Optional.empty() : Optional.of(delays.getLast()));
    answers.put(view + "_events", Optional.of((long) window.size()));
    answers.put(view + "_delays", Optional.of((long) delays.size()));
  }
}
