package io.signalbox.features.online;

import com.google.common.collect.Sets;
import io.signalbox.features.Column;
import io.signalbox.features.Field;
import io.signalbox.features.Keys;
import io.signalbox.features.OnlineFeatures.Status;
import io.signalbox.features.ReadPlan;
import io.signalbox.features.Rows;
import io.signalbox.features.View;
import io.signalbox.features.window.Collector;
import io.signalbox.features.window.KeyEvents;
import io.signalbox.features.window.WindowPlan;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The events that a view's window can still reach, by key. Aggregates are computed when they are asked for. */
final class HeldEvents {

  /** Where events are whose key here is missing: a correction of one may have it. Nobody asks for them. */
  private static final Object NOWHERE = new Object();

  private final View.Window view;
  private final WindowPlan plan;
  private final KeyEvents none;
  private final ConcurrentHashMap<Object, KeyEvents> held = new ConcurrentHashMap<>();

  /** Whether rows may be one event, sent again or corrected; else each is one of its own. */
  private final boolean replaces;

  /** Whether a correction may stand under another key than what it corrects: not all of the key is part of the event's own. */
  private final boolean moves;

  /** Whether the key is the event's own, so that it has one event at a time. */
  private final boolean isOwn;

  private SeenEvents seen = new SeenEvents(0);

  HeldEvents(View.Window view) {
    this.view = view;
    this.plan = new WindowPlan(view);
    this.none = new Collector(plan.columns()).inOrder();
    Set<String> own = names(view.rows().keys());
    this.replaces = view.rows().replaces();
    this.moves = replaces && !own.containsAll(names(view.keys()));
    this.isOwn = own.equals(names(view.keys()));
  }

  private static Set<String> names(List<Field> fields) {
    return fields.stream().map(Field::name).collect(Collectors.toSet());
  }

  /** By one thread at a time. */
  void add(Rows rows) {
    Set<Repeats.Event> suspects = new HashSet<>();
    Map<Object, KeyEvents> changed = new HashMap<>();
    if (moves && seen.isTooSmallFor(rows.size())) {
      remember(rows.size());
    }
    byKey(rows).forEach((key, collected) -> {
      KeyEvents added = collected.sorted();
      KeyEvents merged = held.getOrDefault(key, none).with(added);
      changed.put(key, merged);
      if (moves) {
        suspects.addAll(seenBefore(added));
      } else if (replaces) {
        changed.putAll(Repeats.replaced(neighbours(added, merged), Set.of(key), it -> merged));
      }
    });
    changed.putAll(Repeats.replaced(
        suspects,
        Sets.union(held.keySet(), changed.keySet()),
        key -> changed.getOrDefault(key, held.getOrDefault(key, none))));
    changed.forEach((key, events) -> held.compute(key, (same, old) -> orNull(events)));
  }

  private static @Nullable KeyEvents orNull(KeyEvents events) {
    return events.size() == 0 ? null : events;
  }

  private Map<Object, Collector> byKey(Rows rows) {
    List<Column> keys = pick(rows, view.keys());
    List<Column> values = pick(rows, plan.columns());
    Map<Object, Collector> added = new HashMap<>();
    for (int row = 0; row < rows.size(); row++) {
      Optional<Object> key = Keys.of(keys, row);
      if (key.isEmpty() && !replaces) {
        continue;
      }
      var events = added.computeIfAbsent(key.orElse(NOWHERE), it -> new Collector(plan.columns()));
      events.add(rows.event(row), rows.known(row), rows.sequence(row));
      if (replaces && !isOwn) {
        events.identity(Repeats.identity(rows.key(row)));
      }
      if (key.isPresent()) {
        set(events, values, row);
      }
    }
    return added;
  }

  /** Remembers what is held, with room for as many more and these. */
  private void remember(int more) {
    int size = held.values().stream().mapToInt(KeyEvents::size).sum();
    seen = new SeenEvents(2L * (size + more));
    held.values().forEach(this::seenBefore);
  }

  /** Remembers these, and gives those of them that may have been here before. */
  private Set<Repeats.Event> seenBefore(KeyEvents added) {
    Set<Repeats.Event> found = new HashSet<>();
    for (int place = 0; place < added.size(); place++) {
      var event = new Repeats.Event(added.event(place), added.identity(place));
      if (seen.take(event)) {
        found.add(event);
      }
    }
    return found;
  }

  /** Those of the events that were added beside which the key has another of the same time. */
  private static Set<Repeats.Event> neighbours(KeyEvents added, KeyEvents merged) {
    Set<Repeats.Event> found = new HashSet<>();
    for (int place = 0; place < added.size(); place++) {
      long micros = added.event(place);
      if (merged.firstAfter(micros) - merged.firstAfter(micros - 1) > 1) {
        found.add(new Repeats.Event(micros, added.identity(place)));
      }
    }
    return found;
  }

  private static void set(Collector events, List<Column> values, int row) {
    for (int i = 0; i < values.size(); i++) {
      if (!values.get(i).isMissing(row)) {
        switch (values.get(i)) {
          case Column.Longs longs -> events.set(i, longs.at(row));
          case Column.Doubles doubles -> events.set(i, Double.doubleToRawLongBits(doubles.at(row)));
          case Column.Texts texts -> events.set(i, String.valueOf(texts.at(row)));
        }
      }
    }
  }

  private static List<Column> pick(Rows rows, List<Field> fields) {
    return fields.stream()
        .map(field -> rows.cells().stream()
            .filter(column -> column.name().equals(field.name()))
            .findFirst()
            .orElseThrow())
        .toList();
  }

  void evict(long before) {
    long past = before - plan.reachMicros();
    long askedFrom = before - view.hopMicros();
    held.keySet()
        .forEach(key ->
            held.computeIfPresent(key, (same, events) -> orNull(events.without(past, askedFrom))));
    if (moves) {
      remember(0);
    }
  }

  boolean has(Object key) {
    return held.containsKey(key);
  }

  void read(Held.Question question, List<ReadPlan.Pick> picks, FilledColumns out) {
    Map<Optional<Object>, WindowPlan.Answer> byKey = new HashMap<>(); // rows often share a key
    long[] events = new long[question.rows()];
    for (int row = 0; row < question.rows(); row++) {
      Optional<Object> key = Keys.of(question.keys(), row);
      if (key.isEmpty()) {
        out.miss(picks, row, Status.NOT_FOUND);
        continue;
      }
      WindowPlan.Answer answer =
          byKey.computeIfAbsent(key, it -> evaluate(it, question.atMicros()));
      events[row] = answer.latestEventMicros();
      for (ReadPlan.Pick pick : picks) {
        if (answer.isMissing(pick.from())) {
          out.miss(pick.to(), row, Status.NULL_VALUE);
        } else {
          out.set(pick.to(), row, value(answer, pick.from()));
        }
      }
    }
    out.events(picks, events);
  }

  private WindowPlan.Answer evaluate(Optional<Object> key, long atMicros) {
    WindowPlan.Answer answer = plan.newAnswer();
    KeyEvents events = key.isEmpty() ? none : held.getOrDefault(key.get(), none);
    plan.evaluate(events, atMicros, answer);
    return answer;
  }

  private Object value(WindowPlan.Answer answer, int place) {
    return switch (view.features().get(place).type().holding()) {
      case LONG -> (Object) answer.bits(place);
      case DOUBLE -> Double.longBitsToDouble(answer.bits(place));
      case TEXT -> answer.text(place);
    };
  }
}
