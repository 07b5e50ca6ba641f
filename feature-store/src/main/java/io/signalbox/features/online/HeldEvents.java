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
final class HeldEvents implements Held {

  private final View.Window view;
  private final WindowPlan plan;
  private final KeyEvents none;
  private final ConcurrentHashMap<Object, KeyEvents> held = new ConcurrentHashMap<>();

  HeldEvents(View.Window view) {
    this.view = view;
    this.plan = new WindowPlan(view);
    this.none = new Collector(plan.columns()).inOrder();
  }

  @Override
  public void add(Rows rows) {
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

  @Override
  public void evict(long before) {
    long past = before - plan.reachMicros();
    held.keySet().forEach(key -> held.computeIfPresent(key, (same, events) -> keep(events, past)));
  }

  private static @Nullable KeyEvents keep(KeyEvents events, long past) {
    KeyEvents kept = events.after(past);
    return kept.size() == 0 ? null : kept;
  }

  @Override
  public boolean has(Object key, long atMicros) {
    return held.containsKey(key);
  }

  @Override
  public void read(Question question, List<ReadPlan.Pick> picks, Answers answers) {
    Map<Optional<Object>, WindowPlan.Answer> byKey = new HashMap<>(); // rows often share a key
    for (int row = 0; row < question.rows(); row++) {
      Optional<Object> key = Keys.of(question.keys(), row);
      WindowPlan.Answer answer =
          byKey.computeIfAbsent(key, it -> evaluate(it, question.atMicros()));
      for (ReadPlan.Pick pick : picks) {
        if (key.isEmpty()) {
          answers.miss(pick.to(), row, Status.NOT_FOUND, 0);
        } else if (answer.isMissing(pick.from())) {
          answers.miss(pick.to(), row, Status.NULL_VALUE, answer.latestEventMicros());
        } else {
          answers.set(pick.to(), row, value(answer, pick.from()), answer.latestEventMicros());
        }
      }
    }
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
