package io.signalbox.features.online;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The events that a view's window can still reach, by key. Aggregates are computed when they are asked for. */
final class HeldEvents {

  private final View.Window view;
  private final WindowPlan plan;
  private final KeyEvents none;
  private final ConcurrentHashMap<Object, KeyEvents> held = new ConcurrentHashMap<>();

  HeldEvents(View.Window view) {
    this.view = view;
    this.plan = new WindowPlan(view);
    this.none = new Collector(plan.columns()).inOrder();
  }

  void add(Rows rows) {
    List<Column> keys = pick(rows, view.keys());
    List<Column> values = pick(rows, plan.columns());
    Map<Object, Collector> added = new HashMap<>();
    for (int row = 0; row < rows.size(); row++) {
      Optional<Object> key = Keys.of(keys, row);
      if (key.isPresent()) {
        var events = added.computeIfAbsent(key.get(), it -> new Collector(plan.columns()));
        events.add(rows.event(row), rows.known(row), rows.sequence(row));
        set(events, values, row);
      }
    }
    added.forEach((key, events) -> held.merge(key, events.sorted(), KeyEvents::with));
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
    held.keySet().forEach(key -> held.computeIfPresent(key, (same, events) -> keep(events, past)));
  }

  private static @Nullable KeyEvents keep(KeyEvents events, long past) {
    KeyEvents kept = events.after(past);
    return kept.size() == 0 ? null : kept;
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
